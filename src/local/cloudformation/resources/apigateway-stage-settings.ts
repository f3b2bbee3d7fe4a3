import type { Properties } from '../resource-type.ts';
import { escapePointer, type PatchOperation } from './patch-operations.ts';
import { readObject, readObjects, readString } from './properties.ts';

/** Settings that only UpdateStage takes, by patch path. */
export type StageSettings = Readonly<Record<string, string>>;

/** @param properties of a Stage, or a Deployment's `StageDescription`. */
export function readStageSettings(properties: Properties): StageSettings {
  const accessLog = readObject(properties, 'AccessLogSetting') ?? {};
  return withoutUndefined({
    '/clientCertificateId': readString(properties, 'ClientCertificateId'),
    '/accessLogSettings/destinationArn': readString(accessLog, 'DestinationArn'),
    '/accessLogSettings/format': readString(accessLog, 'Format'),
    ...Object.assign({}, ...(readObjects(properties, 'MethodSettings') ?? []).map(readMethodSetting)),
  });
}

/**
 * API Gateway removes a method's settings, and the log settings, only as one: where one of a group is gone, the group is
 * removed and what stays is set again, in the same UpdateStage.
 */
export function stageSettingPatches(desired: StageSettings, previous: StageSettings): PatchOperation[] {
  const gone = Object.keys(previous).filter((path) => !(path in desired));
  const removedGroups = new Set(gone.map(groupOf));
  const set = Object.entries(desired).filter(
    ([path, value]) => previous[path] !== value || removedGroups.has(groupOf(path)),
  );
  return [
    ...[...removedGroups].map((path): PatchOperation => ({ op: 'remove', path })),
    ...set.map(([path, value]): PatchOperation => ({ op: 'replace', path, value })),
  ];
}

/** `/accessLogSettings/format` → `/accessLogSettings`, a method's setting → `/<path>/<verb>`. */
function groupOf(path: string): string {
  if (path.startsWith('/accessLogSettings/')) return '/accessLogSettings';
  return path.split('/').slice(0, 3).join('/');
}

/** Setting → path below the method: https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateStage-Patch */
const methodSettingPaths = {
  CacheDataEncrypted: 'caching/dataEncrypted',
  CacheTtlInSeconds: 'caching/ttlInSeconds',
  CachingEnabled: 'caching/enabled',
  DataTraceEnabled: 'logging/dataTrace',
  LoggingLevel: 'logging/loglevel',
  MetricsEnabled: 'metrics/enabled',
  ThrottlingBurstLimit: 'throttling/burstLimit',
  ThrottlingRateLimit: 'throttling/rateLimit',
};

function readMethodSetting(setting: Properties): Record<string, string | undefined> {
  const method = `${methodPath(readString(setting, 'ResourcePath') ?? '/*')}/${readString(setting, 'HttpMethod') ?? '*'}`;
  return Object.fromEntries(
    Object.entries(methodSettingPaths).map(([name, path]) => [
      `${method}/${path}`,
      readString(setting, name),
    ]),
  );
}

/** `/*` stays, `/` is `/~1`, `/pets/{id}` and the escaped `/~1pets~1{id}` are both `/~1pets~1{id}`. */
function methodPath(resourcePath: string): string {
  if (resourcePath === '/*' || resourcePath.startsWith('/~1')) return resourcePath;
  return `/${escapePointer(resourcePath)}`;
}

function withoutUndefined(settings: Record<string, string | undefined>): StageSettings {
  return Object.fromEntries(
    Object.entries(settings).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
