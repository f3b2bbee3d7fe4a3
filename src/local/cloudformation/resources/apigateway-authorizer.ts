import type { ResourceType } from '../resource-type.ts';
import { callApiGateway, patchApiGateway, removeFromApiGateway } from './apigateway.ts';
import { patchScalars, patchValueSet } from './patch-operations.ts';
import { defined, readNumber, readString, readStrings, requireString } from './properties.ts';

/** Ref: the authorizer's id. */
export const authorizer: ResourceType = {
  type: 'AWS::ApiGateway::Authorizer',

  async create(properties, context) {
    const { id } = await callApiGateway(
      context,
      'CreateAuthorizer',
      defined({
        restApiId: requireString(properties, 'RestApiId'),
        name: requireString(properties, 'Name'),
        type: requireString(properties, 'Type'),
        providerARNs: readStrings(properties, 'ProviderARNs'),
        authType: readString(properties, 'AuthType'),
        authorizerUri: readString(properties, 'AuthorizerUri'),
        authorizerCredentials: readString(properties, 'AuthorizerCredentials'),
        identitySource: readString(properties, 'IdentitySource'),
        identityValidationExpression: readString(properties, 'IdentityValidationExpression'),
        authorizerResultTtlInSeconds: readNumber(properties, 'AuthorizerResultTtlInSeconds'),
      }),
    );
    return { physicalId: id, attributes: { AuthorizerId: id } };
  },

  async update(instance, properties, previous, context) {
    const target = { restApiId: requireString(properties, 'RestApiId'), authorizerId: instance.physicalId };
    await patchApiGateway(context, 'UpdateAuthorizer', target, [
      ...patchScalars(properties, previous, scalarPaths, { AuthorizerResultTtlInSeconds: '300' }),
      ...patchValueSet(
        '/providerARNs',
        readStrings(properties, 'ProviderARNs'),
        readStrings(previous, 'ProviderARNs'),
      ),
    ]);
    return instance;
  },

  remove: (instance, properties, context) =>
    removeFromApiGateway(context, 'DeleteAuthorizer', {
      restApiId: requireString(properties, 'RestApiId'),
      authorizerId: instance.physicalId,
    }),
};

const scalarPaths = {
  Name: '/name',
  Type: '/type',
  AuthType: '/authType',
  AuthorizerUri: '/authorizerUri',
  AuthorizerCredentials: '/authorizerCredentials',
  IdentitySource: '/identitySource',
  IdentityValidationExpression: '/identityValidationExpression',
  AuthorizerResultTtlInSeconds: '/authorizerResultTtlInSeconds',
};
