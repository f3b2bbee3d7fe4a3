import type { PatchOperation } from '@aws-sdk/client-api-gateway';
import { badRequest } from './errors.ts';
import { checkOperations, parsePointer, toBoolean, withKey, withoutKey, type Patch } from './patch.ts';
import type { StageRecord } from './records.ts';

/**
 * UpdateStage has rules and wordings of its own, recorded from AWS in LocalStack's
 * test_apigateway_common.snapshot.json (TestStages), test_apigateway_canary.snapshot.json (copy, add) and
 * test_apigateway_api.snapshot.json (test_stage_access_log_settings_validation).
 */
export function patchStage(
  stage: StageRecord,
  patchOperations: readonly PatchOperation[] | undefined,
): StageRecord {
  return checkOperations(patchOperations, 'updateStageInput').reduce((patched, patch) => {
    switch (patch.op) {
      case 'replace':
        return replace(patched, patch);
      case 'remove':
        return remove(patched, patch);
      case 'copy':
        throw copyRefused(patch);
      default:
        throw badRequest(`Invalid ${patch.op} operation with path: ${patch.path}`);
    }
  }, stage);
}

function replace(stage: StageRecord, { path, value }: Patch): StageRecord {
  const parts = parsePointer(path);
  if (parts.length === 2 && parts[0] === 'variables' && parts[1]) {
    return { ...stage, variables: withKey(stage.variables, parts[1], value) };
  }
  if (parts[0] === 'accessLogSettings')
    return { ...stage, accessLogSettings: patchAccessLog(stage, path, value) };
  const setting = parseMethodSetting(parts);
  if (setting) {
    const current = stage.methodSettings[setting.method] ?? defaultMethodSettings;
    return {
      ...stage,
      methodSettings: withKey(stage.methodSettings, setting.method, {
        ...current,
        ...setting.toChange(value),
      }),
    };
  }
  switch (path) {
    case '/deploymentId':
      return { ...stage, deploymentId: value };
    case '/description':
      return { ...stage, description: value || undefined };
    case '/documentationVersion':
      return { ...stage, documentationVersion: value || undefined };
    case '/clientCertificateId':
      return { ...stage, clientCertificateId: value || undefined };
    case '/cacheClusterEnabled':
      return { ...stage, cacheClusterEnabled: toBoolean(value) };
    case '/cacheClusterSize':
      return { ...stage, cacheClusterSize: value };
    case '/tracingEnabled':
      return { ...stage, tracingEnabled: toBoolean(value) };
    default:
      throw badRequest(`Invalid method setting path: ${path}. Must be one of: [${stagePaths}]`);
  }
}

function remove(stage: StageRecord, { path }: Patch): StageRecord {
  const parts = parsePointer(path);
  if (parts.length === 2 && parts[0] === 'variables' && parts[1]) {
    return { ...stage, variables: withoutKey(stage.variables, parts[1]) };
  }
  if (path === '/accessLogSettings' && stage.accessLogSettings) {
    const { accessLogSettings: _removed, ...rest } = stage;
    return rest;
  }
  const method = methodKey(parts);
  if (parts.length === 2 && stage.methodSettings[method]) {
    return { ...stage, methodSettings: withoutKey(stage.methodSettings, method) ?? {} };
  }
  throw badRequest(
    `Cannot remove method setting ${path.slice(1)} because there is no method setting for this method `,
  );
}

/** Copying is for promoting a canary, and there are none here. */
function copyRefused({ path, from }: Patch): Error {
  const targets = ['/deploymentId', '/variables'];
  const sources = ['/canarySettings/deploymentId', '/canarySettings/stageVariableOverrides'];
  return badRequest(
    targets.includes(path) && sources.includes(from ?? '')
      ? 'Promotion not available. Canary does not exist.'
      : `Invalid copy operation with path: ${path} and from ${from ?? ''}. Valid copy:path are [${targets.join(', ')}] and valid copy:from are [${sources.join(', ')}]`,
  );
}

function patchAccessLog(
  stage: StageRecord,
  path: string,
  value: string,
): NonNullable<StageRecord['accessLogSettings']> {
  const name = path.slice('/accessLogSettings/'.length);
  if (name !== 'destinationArn' && name !== 'format') {
    throw badRequest(
      'Invalid accessLogSettings path. Must be one of : [/accessLogSettings/destinationArn, /accessLogSettings/format]',
    );
  }
  if (value === '') throw badRequest('Access Log value must not be empty');
  return { ...stage.accessLogSettings, [name]: value };
}

type MethodSettings = Readonly<Record<string, string | number | boolean>>;

/** What a method has that was never set, as recorded. */
const defaultMethodSettings: MethodSettings = {
  metricsEnabled: false,
  dataTraceEnabled: false,
  throttlingBurstLimit: 5000,
  throttlingRateLimit: 10_000,
  cachingEnabled: false,
  cacheTtlInSeconds: 300,
  cacheDataEncrypted: false,
  requireAuthorizationForCacheControl: true,
  unauthorizedCacheControlHeaderStrategy: 'SUCCEED_WITH_RESPONSE_HEADER',
};

const settingNames: Readonly<
  Record<string, readonly [string, (value: string) => string | number | boolean]>
> = {
  'metrics/enabled': ['metricsEnabled', toBoolean],
  'logging/dataTrace': ['dataTraceEnabled', toBoolean],
  'logging/loglevel': ['loggingLevel', String],
  'throttling/burstLimit': ['throttlingBurstLimit', Number],
  'throttling/rateLimit': ['throttlingRateLimit', Number],
  'caching/enabled': ['cachingEnabled', toBoolean],
  'caching/ttlInSeconds': ['cacheTtlInSeconds', Number],
  'caching/dataEncrypted': ['cacheDataEncrypted', toBoolean],
  'caching/requireAuthorizationForCacheControl': ['requireAuthorizationForCacheControl', toBoolean],
  'caching/unauthorizedCacheControlHeaderStrategy': ['unauthorizedCacheControlHeaderStrategy', String],
};

/** `/<resource path>/<verb>/<group>/<name>`, with the slashes of the resource path escaped. */
function parseMethodSetting(
  parts: readonly string[],
): { method: string; toChange: (value: string) => MethodSettings } | undefined {
  const setting = settingNames[parts.slice(-2).join('/')];
  if (parts.length < 4 || !setting) return undefined;
  const [name, parse] = setting;
  return { method: methodKey(parts.slice(0, -2)), toChange: (value) => ({ [name]: parse(value) }) };
}

function methodKey(parts: readonly string[]): string {
  return parts.join('/').replace(/^\//, '');
}

/** Word for word, missing commas included. */
const stagePaths =
  '/deploymentId, /description, /cacheClusterEnabled, /cacheClusterSize, /clientCertificateId, /accessLogSettings, /accessLogSettings/destinationArn, /accessLogSettings/format, /{resourcePath}/{httpMethod}/metrics/enabled, /{resourcePath}/{httpMethod}/logging/dataTrace, /{resourcePath}/{httpMethod}/logging/loglevel, /{resourcePath}/{httpMethod}/throttling/burstLimit/{resourcePath}/{httpMethod}/throttling/rateLimit/{resourcePath}/{httpMethod}/caching/ttlInSeconds, /{resourcePath}/{httpMethod}/caching/enabled, /{resourcePath}/{httpMethod}/caching/dataEncrypted, /{resourcePath}/{httpMethod}/caching/requireAuthorizationForCacheControl, /{resourcePath}/{httpMethod}/caching/unauthorizedCacheControlHeaderStrategy, /*/*/metrics/enabled, /*/*/logging/dataTrace, /*/*/logging/loglevel, /*/*/throttling/burstLimit /*/*/throttling/rateLimit /*/*/caching/ttlInSeconds, /*/*/caching/enabled, /*/*/caching/dataEncrypted, /*/*/caching/requireAuthorizationForCacheControl, /*/*/caching/unauthorizedCacheControlHeaderStrategy, /variables/{variable_name}, /tracingEnabled';
