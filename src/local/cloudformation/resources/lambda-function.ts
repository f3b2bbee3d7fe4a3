import type { Properties, ResourceContext, ResourceInstance, ResourceType } from '../resource-type.ts';
import { ignoreMissing } from './ignore-missing.ts';
import { readArchitectures, readCode, readConfiguration } from './lambda-function-input.ts';
import { isThere } from './is-there.ts';
import { callLambda } from './lambda.ts';
import { waitUntilReady } from './lambda-function-ready.ts';
import { defined, isSame, readNumber, readObject, readString, requireString } from './properties.ts';
import { refuseUnsupported } from './refuse-unsupported.ts';
import { desiredTags, diffTags } from './tags.ts';
import { finishCreation } from './finish-creation.ts';

/**
 * Ref: the function's name. An update is UpdateFunctionCode and then UpdateFunctionConfiguration, with a moment of new code
 * under old settings between them
 * (https://moiadev.medium.com/when-lambda-deployments-arent-zero-downtime-and-how-to-fix-it-e53e37f1c17).
 */
export const lambdaFunction: ResourceType = {
  type: 'AWS::Lambda::Function',

  async create(properties, context) {
    refuseUnsupported(lambdaFunction.type, properties, supported);
    const FunctionName = readString(properties, 'FunctionName') ?? context.generateName(64);
    await callLambda(
      context,
      'CreateFunction',
      defined({
        FunctionName,
        ...readConfiguration(properties),
        PackageType: readString(properties, 'PackageType'),
        Code: readCode(properties),
        Architectures: readArchitectures(properties),
        CodeSigningConfigArn: readString(properties, 'CodeSigningConfigArn'),
        Tags: desiredTags(properties, context),
      }),
    );
    return finishCreation(
      context,
      { physicalId: FunctionName, attributes: {} },
      async () => {
        await waitUntilReady(FunctionName, context);
        await putSettings(FunctionName, properties, {}, context);
        return describe(FunctionName, context);
      },
      () => callLambda(context, 'DeleteFunction', { FunctionName }),
    );
  },

  async update(instance, properties, previous, context) {
    refuseUnsupported(lambdaFunction.type, properties, supported);
    const FunctionName = instance.physicalId;
    if (
      !isSame(properties['Code'], previous['Code']) ||
      !isSame(properties['Architectures'], previous['Architectures'])
    ) {
      const Architectures = readArchitectures(properties) ?? ['x86_64'];
      await callLambda(context, 'UpdateFunctionCode', {
        FunctionName,
        ...readCode(properties),
        Architectures,
      });
      await waitUntilReady(FunctionName, context);
    }
    const configuration = diffConfiguration(readConfiguration(properties), readConfiguration(previous));
    if (Object.keys(configuration).length > 0) {
      await callLambda(context, 'UpdateFunctionConfiguration', { FunctionName, ...configuration });
      await waitUntilReady(FunctionName, context);
    }
    await putSettings(FunctionName, properties, previous, context);
    await changeTags(FunctionName, properties, previous, context);
    return describe(FunctionName, context);
  },

  // Deletes every version with it, retained ones as well.
  remove: (instance, _properties, context) =>
    ignoreMissing(callLambda(context, 'DeleteFunction', { FunctionName: instance.physicalId })),

  exists: (FunctionName, context) =>
    isThere(callLambda(context, 'GetFunctionConfiguration', { FunctionName })),
};

const supported = [
  'Architectures',
  'Code',
  'CodeSigningConfigArn',
  'DeadLetterConfig',
  'Description',
  'Environment',
  'EphemeralStorage',
  'FileSystemConfigs',
  'FunctionName',
  'Handler',
  'ImageConfig',
  'KmsKeyArn',
  'Layers',
  'LoggingConfig',
  'MemorySize',
  'PackageType',
  'RecursiveLoop',
  'ReservedConcurrentExecutions',
  'Role',
  'Runtime',
  'RuntimeManagementConfig',
  'SnapStart',
  'Tags',
  'Timeout',
  'TracingConfig',
  'VpcConfig',
];

/** What UpdateFunctionConfiguration must be told to undo a setting that left the template: Lambda's defaults. */
const configurationDefaults: Readonly<Record<string, unknown>> = {
  DeadLetterConfig: { TargetArn: '' },
  Description: '',
  Environment: { Variables: {} },
  EphemeralStorage: { Size: 512 },
  FileSystemConfigs: [],
  ImageConfig: {},
  KMSKeyArn: '',
  Layers: [],
  LoggingConfig: { LogFormat: 'Text' },
  MemorySize: 128,
  SnapStart: { ApplyOn: 'None' },
  Timeout: 3,
  TracingConfig: { Mode: 'PassThrough' },
  VpcConfig: { SubnetIds: [], SecurityGroupIds: [] },
};

function diffConfiguration(desired: object, previous: object): Record<string, unknown> {
  const before = previous as Properties;
  const changed = Object.entries(desired as Properties).filter(
    ([name, value]) => !isSame(value, before[name]),
  );
  const gone = Object.keys(before).filter((name) => !(name in desired) && name in configurationDefaults);
  return {
    ...Object.fromEntries(changed),
    ...Object.fromEntries(gone.map((name) => [name, configurationDefaults[name]])),
  };
}

/** Settings that have operations of their own. */
async function putSettings(
  FunctionName: string,
  properties: Properties,
  previous: Properties,
  context: ResourceContext,
): Promise<void> {
  const changed = (name: string) => !isSame(properties[name], previous[name]);
  if (changed('ReservedConcurrentExecutions')) {
    const ReservedConcurrentExecutions = readNumber(properties, 'ReservedConcurrentExecutions');
    await (ReservedConcurrentExecutions === undefined
      ? callLambda(context, 'DeleteFunctionConcurrency', { FunctionName })
      : callLambda(context, 'PutFunctionConcurrency', { FunctionName, ReservedConcurrentExecutions }));
  }
  if (changed('RuntimeManagementConfig')) {
    const config = readObject(properties, 'RuntimeManagementConfig') ?? { UpdateRuntimeOn: 'Auto' };
    await callLambda(context, 'PutRuntimeManagementConfig', { FunctionName, ...config });
  }
  if (changed('RecursiveLoop')) {
    const RecursiveLoop = readString(properties, 'RecursiveLoop') ?? 'Terminate';
    await callLambda(context, 'PutFunctionRecursionConfig', { FunctionName, RecursiveLoop });
  }
  if (changed('CodeSigningConfigArn') && Object.keys(previous).length > 0) {
    await (properties['CodeSigningConfigArn'] === undefined
      ? callLambda(context, 'DeleteFunctionCodeSigningConfig', { FunctionName })
      : callLambda(context, 'PutFunctionCodeSigningConfig', {
          FunctionName,
          CodeSigningConfigArn: requireString(properties, 'CodeSigningConfigArn'),
        }));
  }
}

async function changeTags(
  functionName: string,
  properties: Properties,
  previous: Properties,
  context: ResourceContext,
): Promise<void> {
  const { set, removed } = diffTags(properties, previous, context);
  const Resource = `arn:aws:lambda:${context.region}:${context.account}:function:${functionName}`;
  if (Object.keys(set).length > 0) await callLambda(context, 'TagResource', { Resource, Tags: set });
  if (removed.length > 0) await callLambda(context, 'UntagResource', { Resource, TagKeys: removed });
}

async function describe(FunctionName: string, context: ResourceContext): Promise<ResourceInstance> {
  const configuration = await callLambda(context, 'GetFunctionConfiguration', { FunctionName });
  const { ApplyOn = 'None', OptimizationStatus = 'Off' } = configuration.SnapStart ?? {};
  return {
    physicalId: FunctionName,
    attributes: {
      Arn: configuration.FunctionArn,
      SnapStartResponse: { ApplyOn, OptimizationStatus },
      'SnapStartResponse.ApplyOn': ApplyOn,
      'SnapStartResponse.OptimizationStatus': OptimizationStatus,
    },
  };
}
