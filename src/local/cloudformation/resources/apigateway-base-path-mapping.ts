import type { Properties, ResourceType } from '../resource-type.ts';
import { callApiGateway, patchApiGateway, removeFromApiGateway } from './apigateway.ts';
import { patchScalars } from './patch-operations.ts';
import { defined, readString, requireString } from './properties.ts';

/** RestApiId and Stage are repointed in place, by one UpdateBasePathMapping: no moment without a mapping. */
export const basePathMapping: ResourceType = {
  type: 'AWS::ApiGateway::BasePathMapping',

  async create(properties, context) {
    const { domainName, basePath } = readTarget(properties);
    await callApiGateway(
      context,
      'CreateBasePathMapping',
      defined({
        domainName,
        domainNameId: readString(properties, 'Id'),
        basePath: readString(properties, 'BasePath'),
        restApiId: readString(properties, 'RestApiId'),
        stage: readString(properties, 'Stage'),
      }),
    );
    return { physicalId: `${domainName}|${basePath}`, attributes: {} };
  },

  async update(instance, properties, previous, context) {
    // The path is spelled restapiId in the patch operations (AWS-FACTS 2).
    const patches = patchScalars(properties, previous, { RestApiId: '/restapiId', Stage: '/stage' });
    await patchApiGateway(context, 'UpdateBasePathMapping', readTarget(properties), patches);
    return instance;
  },

  remove: (_instance, properties, context) =>
    removeFromApiGateway(context, 'DeleteBasePathMapping', readTarget(properties)),
};

/** API Gateway's operations name the empty base path `(none)`. */
function readTarget(properties: Properties) {
  return {
    domainName: requireString(properties, 'DomainName'),
    basePath: readString(properties, 'BasePath') || '(none)',
  };
}
