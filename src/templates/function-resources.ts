import type { App, AppFunction } from '../app/app.ts';
import type { Artifact } from '../bundle/artifact.ts';
import { canonicalJson, compare, digestOf } from './canonical-json.ts';
import { buildFunctionRole } from './function-role.ts';
import { codeKey } from './keys.ts';
import { functionLogicalId } from './logical-ids.ts';
import { artifactBucketParameter, type TemplateResource } from './template.ts';

/** A function's resources by logical id, and the id of its published version. */
export interface FunctionResources {
  readonly resources: Readonly<Record<string, TemplateResource>>;
  readonly functionLogicalId: string;
  readonly versionLogicalId: string;
}

/**
 * One function with its role, log group and published version.
 * The log group has no fixed name: one that Lambda made earlier under the function's name would be in the way.
 *
 * @param omitName leaves the physical name to CloudFormation (`JETS_RESET=1`).
 */
export function buildFunctionResources(
  app: App,
  appFunction: AppFunction,
  artifact: Artifact,
  omitName: boolean,
): FunctionResources {
  const { key } = appFunction;
  const logicalId = functionLogicalId(appFunction, omitName);
  const [roleLogicalId, logGroupLogicalId] = [
    `${appFunction.logicalId}Role`,
    `${appFunction.logicalId}LogGroup`,
  ];
  const configuration = buildConfiguration(appFunction, artifact);
  const reserved = appFunction.settings.reservedConcurrentExecutions;
  const versionLogicalId = `${logicalId}Version${digestConfiguration(configuration, artifact)}`;
  const Metadata = { Jets: { function: key } };
  return {
    functionLogicalId: logicalId,
    versionLogicalId,
    resources: {
      [logGroupLogicalId]: {
        Type: 'AWS::Logs::LogGroup',
        Metadata,
        Properties: { RetentionInDays: app.config.logs.retentionInDays },
      },
      [roleLogicalId]: buildFunctionRole(app, appFunction, logGroupLogicalId),
      [logicalId]: {
        Type: 'AWS::Lambda::Function',
        Metadata,
        Properties: {
          ...(omitName ? {} : { FunctionName: appFunction.name }),
          ...configuration,
          Role: { 'Fn::GetAtt': [roleLogicalId, 'Arn'] },
          Code: {
            S3Bucket: { Ref: artifactBucketParameter },
            S3Key: codeKey(app.namespace, artifact.sha256),
          },
          LoggingConfig: { LogGroup: { Ref: logGroupLogicalId } },
          ...(reserved === undefined ? {} : { ReservedConcurrentExecutions: reserved }),
        },
      },
      [versionLogicalId]: {
        Type: 'AWS::Lambda::Version',
        Metadata,
        // Retained, because older stages and rollbacks name older versions. But not after a rollback: the same deploy
        // tried again would be refused, because the version it wants to publish would exist (AWS-FACTS 4).
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
        Properties: { FunctionName: { Ref: logicalId }, CodeSha256: artifact.codeSha256 },
      },
    },
  };
}

/** The settings that belong to a version, in a stable order; what is unset or empty is left out. */
function buildConfiguration({ settings }: AppFunction, artifact: Artifact): Record<string, unknown> {
  const variables = Object.entries(settings.environment).sort(([one], [other]) => compare(one, other));
  return {
    Handler: artifact.handler,
    Runtime: settings.runtime,
    Architectures: settings.architectures,
    MemorySize: settings.memorySize,
    Timeout: settings.timeout,
    ...(variables.length > 0 ? { Environment: { Variables: Object.fromEntries(variables) } } : {}),
    ...(settings.ephemeralStorage === undefined
      ? {}
      : { EphemeralStorage: { Size: settings.ephemeralStorage } }),
    ...(settings.layers?.length ? { Layers: settings.layers } : {}),
    ...(settings.tracingConfig === undefined ? {} : { TracingConfig: { Mode: settings.tracingConfig } }),
    ...(settings.vpcConfig
      ? {
          VpcConfig: {
            SecurityGroupIds: [...settings.vpcConfig.securityGroupIds].sort(compare),
            SubnetIds: [...settings.vpcConfig.subnetIds].sort(compare),
          },
        }
      : {}),
  };
}

/**
 * Digest of exactly what Lambda compares when a version is published: code and configuration (AWS-FACTS 4). Name, tags
 * and reserved concurrency are no part of a version. Values that are Lambda's defaults count as unset.
 */
function digestConfiguration(configuration: Record<string, unknown>, { codeSha256 }: Artifact): string {
  const seen = Object.entries(configuration).filter(
    ([property, value]) => canonicalJson(value) !== canonicalJson(lambdaDefaults[property]),
  );
  return digestOf({ ...Object.fromEntries(seen), codeSha256 }, 16);
}

/** Source: docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html. */
const lambdaDefaults: Readonly<Record<string, unknown>> = {
  Architectures: ['x86_64'],
  MemorySize: 128,
  Timeout: 3,
  EphemeralStorage: { Size: 512 },
  TracingConfig: { Mode: 'PassThrough' },
};
