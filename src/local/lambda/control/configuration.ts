import { randomUUID } from 'node:crypto';
import type { CreateFunctionRequest, FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { RequestContext } from '../../cloud.ts';
import { functionArn } from '../function-reference.ts';
import type { Settings } from './check-settings.ts';
import type { ReadCode } from './read-code.ts';

/** The configuration of a new function, with Lambda's defaults for what is left out. */
export function buildConfiguration(
  request: CreateFunctionRequest,
  name: string,
  code: ReadCode,
  context: RequestContext,
): FunctionConfiguration {
  return {
    FunctionName: name,
    FunctionArn: functionArn(context, name),
    Runtime: request.Runtime,
    Role: request.Role,
    Handler: request.Handler,
    Description: '',
    Timeout: 3,
    MemorySize: 128,
    Version: '$LATEST',
    TracingConfig: { Mode: 'PassThrough' },
    PackageType: 'Zip',
    Architectures: request.Architectures ?? ['x86_64'],
    EphemeralStorage: { Size: 512 },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    RuntimeVersionConfig: { RuntimeVersionArn: runtimeVersionArn(request.Runtime ?? '', context.region) },
    ...buildSettings(request, undefined, name),
    ...describeCode(code),
    ...stamp(),
    State: 'Active',
    LastUpdateStatus: 'Successful',
  };
}

/** What an update changes, in the shape of the answer. `LoggingConfig` is merged, everything else replaced. */
export function buildSettings(
  settings: Settings,
  current: FunctionConfiguration | undefined,
  name: string,
): Partial<FunctionConfiguration> {
  const { Environment, VpcConfig, TracingConfig, EphemeralStorage, KMSKeyArn } = settings;
  const plain = { ...pick(settings, ['Runtime', 'Role', 'Handler', 'Description', 'Timeout', 'MemorySize']) };
  return {
    ...plain,
    ...(Environment === undefined ? {} : { Environment: { Variables: Environment.Variables ?? {} } }),
    ...(TracingConfig === undefined ? {} : { TracingConfig: { Mode: TracingConfig.Mode } }),
    ...(EphemeralStorage === undefined ? {} : { EphemeralStorage }),
    ...(KMSKeyArn ? { KMSKeyArn } : {}),
    // There is no VPC in the embedded AWS: handlers use the machine's network. The setting is kept and shown.
    ...(VpcConfig === undefined
      ? {}
      : {
          VpcConfig: {
            SubnetIds: VpcConfig.SubnetIds ?? [],
            SecurityGroupIds: VpcConfig.SecurityGroupIds ?? [],
            Ipv6AllowedForDualStack: VpcConfig.Ipv6AllowedForDualStack ?? false,
          },
        }),
    LoggingConfig: {
      LogFormat: 'Text',
      LogGroup: `/aws/lambda/${name}`,
      ...current?.LoggingConfig,
      ...settings.LoggingConfig,
    },
  };
}

export function describeCode({ codeSha256, size }: ReadCode): Partial<FunctionConfiguration> {
  return { CodeSha256: codeSha256, CodeSize: size };
}

/** Every change gets a new revision. */
export function stamp(): Partial<FunctionConfiguration> {
  return { LastModified: new Date().toISOString().replace('Z', '+0000'), RevisionId: randomUUID() };
}

function runtimeVersionArn(runtime: string, region: string): string {
  return `arn:aws:lambda:${region}::runtime:${runtime}-embedded`;
}

function pick<T extends object, K extends keyof T>(value: T, keys: readonly K[]): Partial<Pick<T, K>> {
  const picked: Partial<Pick<T, K>> = {};
  for (const key of keys) if (value[key] !== undefined) picked[key] = value[key];
  return picked;
}
