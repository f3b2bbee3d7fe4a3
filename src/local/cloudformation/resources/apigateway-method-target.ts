import type { Properties } from '../resource-type.ts';
import { requireString } from './properties.ts';

/** Where a method is, as API Gateway's operations take it. */
export interface MethodTarget {
  readonly restApiId: string;
  readonly resourceId: string;
  readonly httpMethod: string;
}

export function readMethodTarget(properties: Properties): MethodTarget {
  return {
    restApiId: requireString(properties, 'RestApiId'),
    resourceId: requireString(properties, 'ResourceId'),
    httpMethod: requireString(properties, 'HttpMethod'),
  };
}
