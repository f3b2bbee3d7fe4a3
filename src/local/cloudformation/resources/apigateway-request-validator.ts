import type { ResourceType } from '../resource-type.ts';
import { callApiGateway, patchApiGateway, removeFromApiGateway } from './apigateway.ts';
import { patchScalars } from './patch-operations.ts';
import { defined, readBoolean, readString, requireString } from './properties.ts';

/** Ref: the validator's id. */
export const requestValidator: ResourceType = {
  type: 'AWS::ApiGateway::RequestValidator',

  async create(properties, context) {
    const { id } = await callApiGateway(
      context,
      'CreateRequestValidator',
      defined({
        restApiId: requireString(properties, 'RestApiId'),
        name: readString(properties, 'Name') ?? context.generateName(128),
        validateRequestBody: readBoolean(properties, 'ValidateRequestBody'),
        validateRequestParameters: readBoolean(properties, 'ValidateRequestParameters'),
      }),
    );
    return { physicalId: id, attributes: { RequestValidatorId: id } };
  },

  async update(instance, properties, previous, context) {
    const target = {
      restApiId: requireString(properties, 'RestApiId'),
      requestValidatorId: instance.physicalId,
    };
    const paths = {
      ValidateRequestBody: '/validateRequestBody',
      ValidateRequestParameters: '/validateRequestParameters',
    };
    const off = { ValidateRequestBody: 'false', ValidateRequestParameters: 'false' };
    await patchApiGateway(
      context,
      'UpdateRequestValidator',
      target,
      patchScalars(properties, previous, paths, off),
    );
    return instance;
  },

  remove: (instance, properties, context) =>
    removeFromApiGateway(context, 'DeleteRequestValidator', {
      restApiId: requireString(properties, 'RestApiId'),
      requestValidatorId: instance.physicalId,
    }),
};
