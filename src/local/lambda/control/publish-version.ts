import { createHash, randomUUID } from 'node:crypto';
import type { FunctionConfiguration, PublishVersionRequest } from '@aws-sdk/client-lambda';
import type { RequestContext } from '../../cloud.ts';
import { invalidParameter, revisionMismatch } from '../errors.ts';
import { findFunction } from '../find-version.ts';
import { functionArn } from '../function-reference.ts';
import { recordKey, type VersionRecord } from '../records.ts';
import type { Parts } from './parts.ts';

/**
 * Makes an immutable copy of `$LATEST`, or answers with the last version when `$LATEST` has not changed since:
 * code, settings and description all count, the description given here does not.
 */
export function publishVersion(
  { records }: Pick<Parts, 'records'>,
  name: string,
  request: Pick<PublishVersionRequest, 'CodeSha256' | 'Description' | 'RevisionId'>,
  context: RequestContext,
): FunctionConfiguration {
  const found = findFunction(records, name, context);
  const { configuration } = found.latest;
  if (request.RevisionId !== undefined && request.RevisionId !== configuration.RevisionId) {
    throw revisionMismatch('GetFunction/GetAlias');
  }
  if (request.CodeSha256 !== undefined && request.CodeSha256 !== configuration.CodeSha256) {
    throw invalidParameter(
      `CodeSHA256 (${request.CodeSha256}) is different from current CodeSHA256 in $LATEST (${configuration.CodeSha256}). Please try again with the CodeSHA256 in $LATEST.`,
    );
  }
  const fingerprint = fingerprintOf(configuration);
  const last = records.versions.get(recordKey(context.region, name, String(found.lastVersion)));
  if (last?.fingerprint === fingerprint) return last.configuration;

  const number = String(found.lastVersion + 1);
  const version: VersionRecord = {
    ...found.latest,
    configuration: {
      ...configuration,
      FunctionArn: functionArn(context, name, number),
      Version: number,
      Description: request.Description ?? configuration.Description,
      RevisionId: randomUUID(),
    },
    fingerprint,
  };
  records.functions.put(recordKey(context.region, name), { ...found, lastVersion: found.lastVersion + 1 });
  records.versions.put(recordKey(context.region, name, number), version);
  return version.configuration;
}

function fingerprintOf(configuration: FunctionConfiguration): string {
  const { RevisionId: _revision, LastModified: _modified, ...settings } = configuration;
  const sorted = Object.fromEntries(Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1)));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}
