import type { ResourceType } from '../resource-type.ts';
import { callApiGateway, removeFromApiGateway } from './apigateway.ts';
import { requireString } from './properties.ts';

/** Ref: `<key id>:<usage plan id>`. Every property is create-only. */
export const usagePlanKey: ResourceType = {
  type: 'AWS::ApiGateway::UsagePlanKey',

  async create(properties, context) {
    const keyId = requireString(properties, 'KeyId');
    const usagePlanId = requireString(properties, 'UsagePlanId');
    const keyType = requireString(properties, 'KeyType');
    await callApiGateway(context, 'CreateUsagePlanKey', { usagePlanId, keyId, keyType });
    return { physicalId: `${keyId}:${usagePlanId}`, attributes: { Id: `${keyId}:${usagePlanId}` } };
  },

  update: async (instance) => instance,

  remove: (_instance, properties, context) =>
    removeFromApiGateway(context, 'DeleteUsagePlanKey', {
      usagePlanId: requireString(properties, 'UsagePlanId'),
      keyId: requireString(properties, 'KeyId'),
    }),
};
