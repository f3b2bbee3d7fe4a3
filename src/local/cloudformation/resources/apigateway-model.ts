import type { ResourceType } from '../resource-type.ts';
import { callApiGateway, patchApiGateway, removeFromApiGateway } from './apigateway.ts';
import { patchScalars } from './patch-operations.ts';
import { defined, readDocument, readString, requireString } from './properties.ts';

/** Ref: the model's name. A generated name has letters and digits only, as API Gateway wants of models. */
export const model: ResourceType = {
  type: 'AWS::ApiGateway::Model',

  async create(properties, context) {
    const name = readString(properties, 'Name') ?? context.generateName(128).replaceAll(/[^A-Za-z0-9]/g, '');
    await callApiGateway(
      context,
      'CreateModel',
      defined({
        restApiId: requireString(properties, 'RestApiId'),
        name,
        contentType: readString(properties, 'ContentType') ?? 'application/json',
        description: readString(properties, 'Description'),
        schema: readDocument(properties, 'Schema') ?? '{}',
      }),
    );
    return { physicalId: name, attributes: {} };
  },

  async update(instance, properties, previous, context) {
    const target = { restApiId: requireString(properties, 'RestApiId'), modelName: instance.physicalId };
    const paths = { Description: '/description', Schema: '/schema' };
    await patchApiGateway(
      context,
      'UpdateModel',
      target,
      patchScalars(properties, previous, paths, { Schema: '{}' }),
    );
    return instance;
  },

  remove: (instance, properties, context) =>
    removeFromApiGateway(context, 'DeleteModel', {
      restApiId: requireString(properties, 'RestApiId'),
      modelName: instance.physicalId,
    }),
};
