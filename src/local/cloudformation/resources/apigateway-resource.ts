import type { ResourceType } from '../resource-type.ts';
import { callApiGateway, removeFromApiGateway } from './apigateway.ts';
import { requireString } from './properties.ts';

/** Ref: the resource's id. Every property is create-only, so there is never an update in place. */
export const resource: ResourceType = {
  type: 'AWS::ApiGateway::Resource',

  async create(properties, context) {
    const { id } = await callApiGateway(context, 'CreateResource', {
      restApiId: requireString(properties, 'RestApiId'),
      parentId: requireString(properties, 'ParentId'),
      pathPart: requireString(properties, 'PathPart'),
    });
    return { physicalId: id, attributes: { ResourceId: id } };
  },

  update: async (instance) => instance,

  // API Gateway deletes what is below a resource with it.
  remove: (instance, properties, context) =>
    removeFromApiGateway(context, 'DeleteResource', {
      restApiId: requireString(properties, 'RestApiId'),
      resourceId: instance.physicalId,
    }),
};
