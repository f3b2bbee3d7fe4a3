import type * as Sdk from '@aws-sdk/client-lambda';
import type { Operation, RequestContext } from '../../cloud.ts';
import { conflict, revisionMismatch, validationError } from '../errors.ts';
import { describeAs, findFunction, findVersion } from '../find-version.ts';
import { functionArn, parseFunctionReference, parseUnqualified } from '../function-reference.ts';
import { page } from '../page.ts';
import { recordKey, type VersionRecord } from '../records.ts';
import { checkSettings } from './check-settings.ts';
import { buildConfiguration, buildSettings, describeCode, stamp } from './configuration.ts';
import { deleteFunction } from './delete-function.ts';
import { checkExecutionRole } from './execution-role.ts';
import type { Parts } from './parts.ts';
import { publishVersion } from './publish-version.ts';
import { withCode } from './read-code.ts';
import { retireVersion } from './release-code.ts';

/** Functions and their `$LATEST`. https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html */
export function functionOperations(parts: Parts): Readonly<Record<string, Operation>> {
  return {
    CreateFunction: (request: Sdk.CreateFunctionRequest, context) => createFunction(parts, request, context),
    GetFunction: (request: Sdk.GetFunctionRequest, context) => getFunction(parts, request, context),
    GetFunctionConfiguration(request: Sdk.GetFunctionConfigurationRequest, context) {
      const reference = parseFunctionReference(request.FunctionName!, request.Qualifier, context);
      return describeAs(findVersion(parts.records, reference, context), reference, context);
    },
    ListFunctions: (request: Sdk.ListFunctionsRequest, context) => listFunctions(parts, request, context),
    UpdateFunctionCode: (request: Sdk.UpdateFunctionCodeRequest, context) =>
      updateCode(parts, request, context),
    UpdateFunctionConfiguration: (request: Sdk.UpdateFunctionConfigurationRequest, context) =>
      updateConfiguration(parts, request, context),
    DeleteFunction: (request: Sdk.DeleteFunctionRequest, context) => deleteFunction(parts, request, context),
  };
}

async function createFunction(
  parts: Parts,
  request: Sdk.CreateFunctionRequest,
  context: RequestContext,
): Promise<Sdk.FunctionConfiguration> {
  const { cloud, records } = parts;
  const name = parseUnqualified(request.FunctionName!, context);
  if (name.length > 64) {
    throw validationError(
      request.FunctionName!,
      'functionName',
      'Member must have length less than or equal to 64',
    );
  }
  checkSettings(request);
  const key = recordKey(context.region, name);
  const refuseExisting = (): void => {
    if (records.functions.has(key)) throw conflict(`Function already exist: ${name}`);
  };
  refuseExisting();
  await checkExecutionRole(cloud, request.Role!, context);
  return withCode(parts, request.Code!, context, (code) => {
    refuseExisting();
    const latest = toVersionRecord(buildConfiguration(request, name, code, context), code);
    records.functions.put(key, { latest, tags: { ...request.Tags }, lastVersion: 0 });
    return request.Publish ? publishVersion(parts, name, {}, context) : latest.configuration;
  });
}

function getFunction(
  { records, cloud, codeStore }: Parts,
  request: Sdk.GetFunctionRequest,
  context: RequestContext,
) {
  const reference = parseFunctionReference(request.FunctionName!, request.Qualifier, context);
  const version = findVersion(records, reference, context);
  const found = findFunction(records, reference.name, context);
  const { source } = version;
  return {
    Configuration: describeAs(version, reference, context),
    Code: {
      RepositoryType: 'S3',
      Location: source ? presign(cloud.endpoint(), source, context) : codeStore.zipFile(version.codeSha),
    },
    ...(Object.keys(found.tags).length > 0 ? { Tags: found.tags } : {}),
    ...(found.reservedConcurrency === undefined
      ? {}
      : { Concurrency: { ReservedConcurrentExecutions: found.reservedConcurrency } }),
  } satisfies Sdk.GetFunctionResponse;
}

/**
 * Where AWS has a copy of its own: the object that the code came from, as a presigned URL. Code that came in a request has
 * the `file:` URL of the kept zip.
 */
function presign(
  endpoint: string,
  { bucket, key }: NonNullable<VersionRecord['source']>,
  { region }: RequestContext,
): string {
  const date = new Date().toISOString().slice(0, 10).replaceAll('-', '');
  const query = new URLSearchParams({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `embedded/${date}/${region}/s3/aws4_request`,
    'X-Amz-Date': `${date}T000000Z`,
    'X-Amz-Expires': '600',
    'X-Amz-SignedHeaders': 'host',
    'X-Amz-Signature': '0'.repeat(64),
  });
  return `${endpoint}/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}?${query.toString()}`;
}

function listFunctions({ records }: Parts, request: Sdk.ListFunctionsRequest, context: RequestContext) {
  const all = request.FunctionVersion === 'ALL';
  const configurations: Sdk.FunctionConfiguration[] = [];
  const prefix = `${context.region}/`;
  for (const [key, { latest }] of records.functions.entries()) {
    if (!key.startsWith(prefix)) continue;
    const name = latest.configuration.FunctionName!;
    configurations.push(
      all
        ? { ...latest.configuration, FunctionArn: functionArn(context, name, '$LATEST') }
        : latest.configuration,
    );
  }
  if (all) {
    for (const [key, version] of records.versions.entries()) {
      if (key.startsWith(prefix)) configurations.push(version.configuration);
    }
  }
  configurations.sort((a, b) =>
    a.FunctionName! < b.FunctionName! ? -1 : a.FunctionName! > b.FunctionName! ? 1 : 0,
  );
  const { items, nextMarker } = page(configurations, request.Marker, request.MaxItems);
  return { Functions: items, ...(nextMarker === undefined ? {} : { NextMarker: nextMarker }) };
}

async function updateCode(
  parts: Parts,
  request: Sdk.UpdateFunctionCodeRequest,
  context: RequestContext,
): Promise<Sdk.FunctionConfiguration> {
  const { records } = parts;
  const name = parseUnqualified(request.FunctionName!, context);
  checkRevision(findFunction(records, name, context).latest, request.RevisionId);
  let replaced: VersionRecord | undefined;
  const answer = await withCode(parts, request, context, (code) => {
    const found = findFunction(records, name, context);
    const configuration = {
      ...found.latest.configuration,
      ...describeCode(code),
      ...(request.Architectures ? { Architectures: request.Architectures } : {}),
      ...stamp(),
    };
    if (request.DryRun) return configuration;
    replaced = found.latest;
    records.functions.put(recordKey(context.region, name), {
      ...found,
      latest: toVersionRecord(configuration, code),
    });
    return request.Publish ? publishVersion(parts, name, {}, context) : configuration;
  });
  if (replaced) retireVersion(parts, replaced);
  return answer;
}

async function updateConfiguration(
  parts: Parts,
  request: Sdk.UpdateFunctionConfigurationRequest,
  context: RequestContext,
): Promise<Sdk.FunctionConfiguration> {
  const { cloud, records } = parts;
  const name = parseUnqualified(request.FunctionName!, context);
  checkSettings(request);
  findFunction(records, name, context);
  if (request.Role !== undefined) await checkExecutionRole(cloud, request.Role, context);
  const found = findFunction(records, name, context);
  checkRevision(found.latest, request.RevisionId);
  const current = found.latest.configuration;
  const configuration = { ...current, ...buildSettings(request, current, name), ...stamp() };
  records.functions.put(recordKey(context.region, name), {
    ...found,
    latest: { ...found.latest, configuration },
  });
  retireVersion(parts, found.latest);
  return configuration;
}

function checkRevision(version: VersionRecord, revisionId: string | undefined): void {
  if (revisionId !== undefined && revisionId !== version.configuration.RevisionId) {
    throw revisionMismatch('GetFunction/GetAlias');
  }
}

function toVersionRecord(
  configuration: Sdk.FunctionConfiguration,
  { codeSha, source }: Pick<VersionRecord, 'codeSha' | 'source'>,
): VersionRecord {
  return { configuration, codeSha, ...(source ? { source } : {}) };
}
