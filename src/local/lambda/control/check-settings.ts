import type { CreateFunctionRequest, UpdateFunctionConfigurationRequest } from '@aws-sdk/client-lambda';
import { invalidParameter, notEmbedded, validationError } from '../errors.ts';
import { checkEnvironmentVariables } from './environment-variables.ts';
import { checkRuntime } from './runtimes.ts';

/** What a create or a configuration update sets; `null` never comes in, what is absent is left as it is. */
export type Settings = Partial<
  Pick<
    CreateFunctionRequest,
    | 'Runtime'
    | 'Role'
    | 'Handler'
    | 'Description'
    | 'Timeout'
    | 'MemorySize'
    | 'VpcConfig'
    | 'Environment'
    | 'TracingConfig'
    | 'KMSKeyArn'
    | 'Layers'
    | 'EphemeralStorage'
    | 'SnapStart'
    | 'LoggingConfig'
  >
>;

const rolePattern = /^arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/;

/** Throws the first thing Lambda would refuse, in its words. */
export function checkSettings(settings: CreateFunctionRequest | UpdateFunctionConfigurationRequest): void {
  const {
    Role,
    Handler,
    Description,
    Timeout,
    MemorySize,
    Runtime,
    Environment,
    EphemeralStorage,
    LoggingConfig,
  } = settings;
  refuseUnembedded(settings);
  if (Role !== undefined && !rolePattern.test(Role)) {
    const expected = 'arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+';
    throw validationError(Role, 'role', `Member must satisfy regular expression pattern: ${expected}`);
  }
  if (Handler !== undefined) {
    if (Handler.length > 128)
      throw validationError(Handler, 'handler', 'Member must have length less than or equal to 128');
    if (!/^\S+$/.test(Handler)) {
      throw validationError(Handler, 'handler', 'Member must satisfy regular expression pattern: [^\\s]+');
    }
  }
  if (Description !== undefined && Description.length > 256) {
    throw validationError(Description, 'description', 'Member must have length less than or equal to 256');
  }
  checkRange('timeout', Timeout, 1, 900);
  checkRange('memorySize', MemorySize, 128, 10_240);
  checkRange('ephemeralStorage.size', EphemeralStorage?.Size, 512, 10_240);
  if (Runtime !== undefined) checkRuntime(Runtime);
  if (Environment?.Variables) checkEnvironmentVariables(Environment.Variables);
  const logGroup = LoggingConfig?.LogGroup;
  if (logGroup !== undefined && !/^[.\-_/#A-Za-z0-9]{1,512}$/.test(logGroup)) {
    const expected = '[\\.\\-_/#A-Za-z0-9]+';
    throw validationError(
      logGroup,
      'loggingConfig.logGroup',
      `Member must satisfy regular expression pattern: ${expected}`,
    );
  }
  const layer = settings.Layers?.[0];
  // There is no layer in the embedded AWS, so none exists.
  if (layer !== undefined) throw invalidParameter(`Layer version ${layer} does not exist.`);
}

function checkRange(member: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined) return;
  if (value > most) {
    throw validationError(String(value), member, `Member must have value less than or equal to ${most}`);
  }
  if (value < least) {
    throw validationError(String(value), member, `Member must have value greater than or equal to ${least}`);
  }
}

function refuseUnembedded(settings: CreateFunctionRequest | UpdateFunctionConfigurationRequest): void {
  if (settings.ImageConfig !== undefined || ('PackageType' in settings && settings.PackageType === 'Image')) {
    throw notEmbedded('container image functions');
  }
  if (settings.DeadLetterConfig?.TargetArn) throw notEmbedded('dead-letter queues for functions');
  if (settings.FileSystemConfigs?.length) throw notEmbedded('file systems for functions');
  if (settings.SnapStart?.ApplyOn === 'PublishedVersions') throw notEmbedded('SnapStart');
  if (settings.DurableConfig !== undefined) throw notEmbedded('durable functions');
  if (settings.CapacityProviderConfig !== undefined) throw notEmbedded('capacity providers');
  if ('CodeSigningConfigArn' in settings && settings.CodeSigningConfigArn) throw notEmbedded('code signing');
  if ('TenancyConfig' in settings && settings.TenancyConfig) throw notEmbedded('tenant isolation');
}
