import type { Properties, ResourceContext, ResourceInstance, ResourceType } from '../resource-type.ts';
import { callApiGateway, patchApiGateway, removeFromApiGateway } from './apigateway.ts';
import { putIntegration } from './apigateway-integration.ts';
import { readMethodTarget } from './apigateway-method-target.ts';
import { patchMap, patchScalars, patchValueSet } from './patch-operations.ts';
import {
  defined,
  isSame,
  readBoolean,
  readMap,
  readObjects,
  readString,
  readStrings,
  requireString,
} from './properties.ts';
import { finishCreation } from './finish-creation.ts';

/**
 * A method with its integration and the responses of both.
 * Physical id: `<api>|<resource>|<verb>`, the primary identifier's parts.
 * An update patches the method and puts the integration again: whatever failed on the way, updating back repairs it.
 */
export const method: ResourceType = {
  type: 'AWS::ApiGateway::Method',

  async create(properties, context) {
    const target = readMethodTarget(properties);
    await callApiGateway(
      context,
      'PutMethod',
      defined({
        ...target,
        authorizationType: readString(properties, 'AuthorizationType') ?? 'NONE',
        authorizerId: readString(properties, 'AuthorizerId'),
        authorizationScopes: readStrings(properties, 'AuthorizationScopes'),
        apiKeyRequired: readBoolean(properties, 'ApiKeyRequired'),
        operationName: readString(properties, 'OperationName'),
        requestModels: readMap(properties, 'RequestModels'),
        requestParameters: readFlags(properties, 'RequestParameters'),
        requestValidatorId: readString(properties, 'RequestValidatorId'),
      }),
    );
    return finishCreation(
      context,
      describe(properties),
      async () => {
        await putMethodResponses(properties, {}, context);
        await putIntegration(target, properties, {}, context);
      },
      () => callApiGateway(context, 'DeleteMethod', target),
    );
  },

  async update(instance, properties, previous, context) {
    const target = readMethodTarget(properties);
    await patchApiGateway(context, 'UpdateMethod', target, [
      ...patchScalars(properties, previous, scalarPaths, {
        AuthorizationType: 'NONE',
        ApiKeyRequired: 'false',
      }),
      ...patchValueSet(
        '/authorizationScopes',
        readStrings(properties, 'AuthorizationScopes'),
        readStrings(previous, 'AuthorizationScopes'),
      ),
      ...patchMap(
        '/requestModels',
        readMap(properties, 'RequestModels'),
        readMap(previous, 'RequestModels'),
        { set: 'add' },
      ),
      ...patchMap(
        '/requestParameters',
        readMap(properties, 'RequestParameters'),
        readMap(previous, 'RequestParameters'),
        { set: 'add' },
      ),
    ]);
    await putMethodResponses(properties, previous, context);
    await putIntegration(target, properties, previous, context);
    return { ...instance, ...describe(properties) };
  },

  remove: (_instance, properties, context) =>
    removeFromApiGateway(context, 'DeleteMethod', readMethodTarget(properties)),
};

const scalarPaths = {
  AuthorizationType: '/authorizationType',
  AuthorizerId: '/authorizerId',
  ApiKeyRequired: '/apiKeyRequired',
  OperationName: '/operationName',
  RequestValidatorId: '/requestValidatorId',
};

function describe(properties: Properties): ResourceInstance {
  const { restApiId, resourceId, httpMethod } = readMethodTarget(properties);
  return { physicalId: `${restApiId}|${resourceId}|${httpMethod}`, attributes: {} };
}

/** Puts what is new or changed; what changed is deleted first, because a method response cannot be put twice. */
async function putMethodResponses(
  properties: Properties,
  previous: Properties,
  context: ResourceContext,
): Promise<void> {
  const target = readMethodTarget(properties);
  const desired = readObjects(properties, 'MethodResponses') ?? [];
  const before = readObjects(previous, 'MethodResponses') ?? [];
  for (const response of before.filter((one) => !desired.some((other) => isSame(one, other)))) {
    const statusCode = requireString(response, 'StatusCode');
    await removeFromApiGateway(context, 'DeleteMethodResponse', { ...target, statusCode });
  }
  for (const response of desired.filter((one) => !before.some((other) => isSame(one, other)))) {
    await callApiGateway(
      context,
      'PutMethodResponse',
      defined({
        ...target,
        statusCode: requireString(response, 'StatusCode'),
        responseModels: readMap(response, 'ResponseModels'),
        responseParameters: readFlags(response, 'ResponseParameters'),
      }),
    );
  }
}

function readFlags(properties: Properties, name: string): Record<string, boolean> | undefined {
  const map = readMap(properties, name);
  return map && Object.fromEntries(Object.keys(map).map((key) => [key, readBoolean(map, key) ?? false]));
}
