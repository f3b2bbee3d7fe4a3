import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { RequestContext } from '../cloud.ts';
import { functionNotFound } from './errors.ts';
import { functionArn, type FunctionReference } from './function-reference.ts';
import { recordKey, type FunctionRecord, type LambdaRecords, type VersionRecord } from './records.ts';

/** The function, or Lambda's ResourceNotFoundException; `qualifier` only words it. */
export function findFunction(
  records: LambdaRecords,
  name: string,
  context: RequestContext,
  qualifier?: string,
): FunctionRecord {
  const found = records.functions.get(recordKey(context.region, name));
  if (!found) throw functionNotFound(functionArn(context, name, qualifier));
  return found;
}

/** The version that a reference means, following an alias to its first version. */
export function findVersion(
  records: LambdaRecords,
  reference: FunctionReference,
  context: RequestContext,
): VersionRecord {
  const { name, qualifier } = reference;
  const found = findFunction(records, name, context, qualifier);
  if (qualifier === undefined || qualifier === '$LATEST') return found.latest;
  const alias = records.aliases.get(recordKey(context.region, name, qualifier));
  const version = alias?.FunctionVersion ?? qualifier;
  if (version === '$LATEST') return found.latest;
  const published = records.versions.get(recordKey(context.region, name, version));
  if (!published) throw functionNotFound(functionArn(context, name, qualifier));
  return published;
}

/** A configuration under the ARN it was asked for by: with the qualifier, also for an alias. */
export function describeAs(
  version: VersionRecord,
  reference: FunctionReference,
  context: RequestContext,
): FunctionConfiguration {
  return { ...version.configuration, FunctionArn: functionArn(context, reference.name, reference.qualifier) };
}
