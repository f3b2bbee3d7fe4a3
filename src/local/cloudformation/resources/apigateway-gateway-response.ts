import type { Properties, ResourceContext, ResourceType } from '../resource-type.ts';
import { callApiGateway, removeFromApiGateway } from './apigateway.ts';
import { defined, readMap, readString, requireString } from './properties.ts';

/** Ref: a generated id. Putting replaces the response of that type, so an update is the same put. */
export const gatewayResponse: ResourceType = {
  type: 'AWS::ApiGateway::GatewayResponse',

  async create(properties, context) {
    await put(properties, context);
    const id = context.cloud.generateId(6);
    return { physicalId: id, attributes: { Id: id } };
  },

  async update(instance, properties, _previous, context) {
    await put(properties, context);
    return instance;
  },

  remove: (_instance, properties, context) =>
    removeFromApiGateway(context, 'DeleteGatewayResponse', readTarget(properties)),
};

async function put(properties: Properties, context: ResourceContext): Promise<void> {
  await callApiGateway(
    context,
    'PutGatewayResponse',
    defined({
      ...readTarget(properties),
      statusCode: readString(properties, 'StatusCode'),
      responseParameters: readMap(properties, 'ResponseParameters'),
      responseTemplates: readMap(properties, 'ResponseTemplates'),
    }),
  );
}

function readTarget(properties: Properties) {
  return {
    restApiId: requireString(properties, 'RestApiId'),
    responseType: requireString(properties, 'ResponseType'),
  };
}
