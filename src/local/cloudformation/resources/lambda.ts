import type { ResourceContext } from '../resource-type.ts';

/** One operation of Lambda. */
// oxlint-disable-next-line typescript/no-explicit-any -- see Cloud.call
export function callLambda(context: ResourceContext, operation: string, input: object): Promise<any> {
  return context.cloud.call('lambda', operation, input, context);
}
