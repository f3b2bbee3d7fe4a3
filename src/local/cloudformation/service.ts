import type { Cloud, Service } from '../cloud.ts';
import { buildCloudFormation } from './build-service.ts';
import type { FindSchema, ResourceTypes } from './engine.ts';
import { findSchema, resourceTypes } from './resources/index.ts';

/** CloudFormation with every type of resource the embedded AWS can make. */
export const createCloudFormation = (
  cloud: Cloud,
  types: ResourceTypes = resourceTypes,
  schemaOf: FindSchema = findSchema,
): Service => buildCloudFormation(cloud, types, schemaOf);
