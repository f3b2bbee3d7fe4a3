import type { Properties, ResourceType } from '../resource-type.ts';
import { callApiGateway, changeApiGatewayTags, patchApiGateway, removeFromApiGateway } from './apigateway.ts';
import { patchScalars, patchValueSet } from './patch-operations.ts';
import { defined, readBoolean, readObjects, readString, requireString } from './properties.ts';
import { desiredTags, diffTags } from './tags.ts';

/** Ref: the key's id. */
export const apiKey: ResourceType = {
  type: 'AWS::ApiGateway::ApiKey',

  async create(properties, context) {
    const { id } = await callApiGateway(
      context,
      'CreateApiKey',
      defined({
        name: readString(properties, 'Name') ?? context.generateName(128),
        description: readString(properties, 'Description'),
        // An API key is disabled unless the template says otherwise.
        enabled: readBoolean(properties, 'Enabled') ?? false,
        value: readString(properties, 'Value'),
        generateDistinctId: readBoolean(properties, 'GenerateDistinctId'),
        customerId: readString(properties, 'CustomerId'),
        stageKeys: (readObjects(properties, 'StageKeys') ?? []).map((key) => ({
          restApiId: requireString(key, 'RestApiId'),
          stageName: requireString(key, 'StageName'),
        })),
        tags: desiredTags(properties, context),
      }),
    );
    return { physicalId: id, attributes: { APIKeyId: id } };
  },

  async update(instance, properties, previous, context) {
    await patchApiGateway(context, 'UpdateApiKey', { apiKey: instance.physicalId }, [
      ...patchScalars(
        properties,
        previous,
        { Description: '/description', Enabled: '/enabled', CustomerId: '/customerId' },
        { Enabled: 'false' },
      ),
      ...patchValueSet('/stages', stageKeys(properties), stageKeys(previous)),
    ]);
    await changeApiGatewayTags(
      context,
      `/apikeys/${instance.physicalId}`,
      diffTags(properties, previous, context),
    );
    return instance;
  },

  remove: (instance, _properties, context) =>
    removeFromApiGateway(context, 'DeleteApiKey', { apiKey: instance.physicalId }),
};

function stageKeys(properties: Properties): string[] {
  const keys = readObjects(properties, 'StageKeys') ?? [];
  return keys.map((key) => `${requireString(key, 'RestApiId')}/${requireString(key, 'StageName')}`);
}
