import type { Properties, ResourceContext, ResourceType } from '../resource-type.ts';
import { patchApiGateway } from './apigateway.ts';
import { patchScalars } from './patch-operations.ts';

/** The account's log role. Ref: a generated id. Removing the resource leaves the account's setting as it is. */
export const account: ResourceType = {
  type: 'AWS::ApiGateway::Account',

  async create(properties, context) {
    await setRole(properties, {}, context);
    const id = context.generateName(64);
    return { physicalId: id, attributes: { Id: id } };
  },

  async update(instance, properties, previous, context) {
    await setRole(properties, previous, context);
    return instance;
  },

  remove: async () => {},
};

function setRole(properties: Properties, previous: Properties, context: ResourceContext): Promise<void> {
  const patches = patchScalars(properties, previous, { CloudWatchRoleArn: '/cloudwatchRoleArn' });
  return patchApiGateway(context, 'UpdateAccount', {}, patches);
}
