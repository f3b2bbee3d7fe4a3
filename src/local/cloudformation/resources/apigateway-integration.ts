import type { Properties, ResourceContext } from '../resource-type.ts';
import type { MethodTarget } from './apigateway-method-target.ts';
import { callApiGateway, removeFromApiGateway } from './apigateway.ts';
import {
  defined,
  isSame,
  readMap,
  readNumber,
  readObject,
  readObjects,
  readString,
  readStrings,
  requireString,
} from './properties.ts';

/**
 * Puts a method's `Integration` with its responses. Putting replaces the integration as a whole, so nothing of the
 * previous one stays; the responses are all put again.
 */
export async function putIntegration(
  target: MethodTarget,
  properties: Properties,
  previous: Properties,
  context: ResourceContext,
): Promise<void> {
  const integration = readObject(properties, 'Integration');
  const before = readObject(previous, 'Integration');
  if (isSame(integration, before)) return;
  if (integration === undefined) return removeFromApiGateway(context, 'DeleteIntegration', target);

  await callApiGateway(
    context,
    'PutIntegration',
    defined({
      ...target,
      type: requireString(integration, 'Type'),
      integrationHttpMethod: readString(integration, 'IntegrationHttpMethod'),
      uri: readString(integration, 'Uri'),
      connectionType: readString(integration, 'ConnectionType'),
      connectionId: readString(integration, 'ConnectionId'),
      credentials: readString(integration, 'Credentials'),
      requestParameters: readMap(integration, 'RequestParameters'),
      requestTemplates: readMap(integration, 'RequestTemplates'),
      passthroughBehavior: readString(integration, 'PassthroughBehavior'),
      cacheNamespace: readString(integration, 'CacheNamespace'),
      cacheKeyParameters: readStrings(integration, 'CacheKeyParameters'),
      contentHandling: readString(integration, 'ContentHandling'),
      timeoutInMillis: readNumber(integration, 'TimeoutInMillis'),
      responseTransferMode: readString(integration, 'ResponseTransferMode'),
      integrationTarget: readString(integration, 'IntegrationTarget'),
    }),
  );
  const responses = readObjects(integration, 'IntegrationResponses') ?? [];
  const statusCodes = responses.map((response) => requireString(response, 'StatusCode'));
  for (const response of readObjects(before ?? {}, 'IntegrationResponses') ?? []) {
    const statusCode = requireString(response, 'StatusCode');
    if (statusCodes.includes(statusCode)) continue;
    await removeFromApiGateway(context, 'DeleteIntegrationResponse', { ...target, statusCode });
  }
  for (const response of responses) {
    await callApiGateway(
      context,
      'PutIntegrationResponse',
      defined({
        ...target,
        statusCode: requireString(response, 'StatusCode'),
        selectionPattern: readString(response, 'SelectionPattern'),
        contentHandling: readString(response, 'ContentHandling'),
        responseParameters: readMap(response, 'ResponseParameters'),
        responseTemplates: readMap(response, 'ResponseTemplates'),
      }),
    );
  }
}
