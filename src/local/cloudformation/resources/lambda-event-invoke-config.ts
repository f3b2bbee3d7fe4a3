import type { Properties, ResourceContext, ResourceType } from '../resource-type.ts';
import { ignoreMissing } from './ignore-missing.ts';
import { callLambda } from './lambda.ts';
import { defined, readNumber, readObject, requireString } from './properties.ts';

/** Putting replaces the whole configuration, so an update is the same put. */
export const eventInvokeConfig: ResourceType = {
  type: 'AWS::Lambda::EventInvokeConfig',

  async create(properties, context) {
    await put(properties, context);
    const { FunctionName, Qualifier } = readTarget(properties);
    return { physicalId: `${FunctionName}|${Qualifier}`, attributes: {} };
  },

  async update(instance, properties, _previous, context) {
    await put(properties, context);
    return instance;
  },

  remove: (_instance, properties, context) =>
    ignoreMissing(callLambda(context, 'DeleteFunctionEventInvokeConfig', readTarget(properties))),
};

async function put(properties: Properties, context: ResourceContext): Promise<void> {
  await callLambda(
    context,
    'PutFunctionEventInvokeConfig',
    defined({
      ...readTarget(properties),
      MaximumRetryAttempts: readNumber(properties, 'MaximumRetryAttempts'),
      MaximumEventAgeInSeconds: readNumber(properties, 'MaximumEventAgeInSeconds'),
      DestinationConfig: readObject(properties, 'DestinationConfig'),
    }),
  );
}

function readTarget(properties: Properties) {
  return {
    FunctionName: requireString(properties, 'FunctionName'),
    Qualifier: requireString(properties, 'Qualifier'),
  };
}
