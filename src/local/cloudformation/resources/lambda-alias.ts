import type { Properties, ResourceContext, ResourceType } from '../resource-type.ts';
import { ignoreMissing } from './ignore-missing.ts';
import { callLambda } from './lambda.ts';
import {
  defined,
  isSame,
  readNumber,
  readObject,
  readObjects,
  readString,
  requireString,
} from './properties.ts';
import { finishCreation } from './finish-creation.ts';

/** Ref: the alias's ARN. */
export const alias: ResourceType = {
  type: 'AWS::Lambda::Alias',

  async create(properties, context) {
    const input = {
      ...readTarget(properties),
      FunctionVersion: requireString(properties, 'FunctionVersion'),
      Description: readString(properties, 'Description'),
      RoutingConfig: readRouting(properties),
    };
    const { AliasArn } = await callLambda(context, 'CreateAlias', defined(input));
    return finishCreation(
      context,
      { physicalId: AliasArn, attributes: { AliasArn } },
      () => putConcurrency(properties, {}, context),
      () => callLambda(context, 'DeleteAlias', readTarget(properties)),
    );
  },

  async update(instance, properties, previous, context) {
    await callLambda(context, 'UpdateAlias', {
      ...readTarget(properties),
      FunctionVersion: requireString(properties, 'FunctionVersion'),
      Description: readString(properties, 'Description') ?? '',
      RoutingConfig: readRouting(properties) ?? { AdditionalVersionWeights: {} },
    });
    await putConcurrency(properties, previous, context);
    return instance;
  },

  remove: (_instance, properties, context) =>
    ignoreMissing(callLambda(context, 'DeleteAlias', readTarget(properties))),
};

function readTarget(properties: Properties) {
  return { FunctionName: requireString(properties, 'FunctionName'), Name: requireString(properties, 'Name') };
}

/** A list in CloudFormation, a map in Lambda. */
function readRouting(properties: Properties) {
  const routing = readObject(properties, 'RoutingConfig');
  if (routing === undefined) return undefined;
  const weights = readObjects(routing, 'AdditionalVersionWeights') ?? [];
  return {
    AdditionalVersionWeights: Object.fromEntries(
      weights.map((one) => [requireString(one, 'FunctionVersion'), readNumber(one, 'FunctionWeight')]),
    ),
  };
}

async function putConcurrency(
  properties: Properties,
  previous: Properties,
  context: ResourceContext,
): Promise<void> {
  const name = 'ProvisionedConcurrencyConfig';
  if (isSame(properties[name], previous[name])) return;
  const { FunctionName, Name: Qualifier } = readTarget(properties);
  const config = readObject(properties, name);
  await (config === undefined
    ? callLambda(context, 'DeleteProvisionedConcurrencyConfig', { FunctionName, Qualifier })
    : callLambda(context, 'PutProvisionedConcurrencyConfig', {
        FunctionName,
        Qualifier,
        ProvisionedConcurrentExecutions: readNumber(config, 'ProvisionedConcurrentExecutions'),
      }));
}
