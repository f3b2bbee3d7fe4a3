import type { ResourceInstance, ResourceType } from '../resource-type.ts';

/**
 * The type with answers of an update cut to a ResourceInstance. A type often answers with the instance it was given, which
 * may carry more, such as the properties from before the update.
 */
export function answerOnlyInstance(type: ResourceType): ResourceType {
  return {
    ...type,
    async update(instance, properties, previous, context): Promise<ResourceInstance> {
      const { physicalId, ref, attributes } = await type.update(instance, properties, previous, context);
      return { physicalId, ...(ref !== undefined && { ref }), attributes };
    },
  };
}
