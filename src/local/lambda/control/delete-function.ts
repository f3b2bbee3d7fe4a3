import type { DeleteFunctionRequest } from '@aws-sdk/client-lambda';
import type { Collection, RequestContext } from '../../cloud.ts';
import { conflict, invalidParameter } from '../errors.ts';
import { findFunction } from '../find-version.ts';
import { isVersionNumber, parseFunctionReference } from '../function-reference.ts';
import { qualifiedRecords, recordKey, type LambdaRecords } from '../records.ts';
import type { Parts } from './parts.ts';
import { retireVersion } from './release-code.ts';

/** The function with all that hangs on it, or, with a qualifier, one published version. */
export function deleteFunction(
  parts: Parts,
  request: DeleteFunctionRequest,
  context: RequestContext,
): object {
  const { records } = parts;
  const { name, qualifier } = parseFunctionReference(request.FunctionName!, request.Qualifier, context);
  if (qualifier !== undefined && qualifier !== '$LATEST' && !isVersionNumber(qualifier)) {
    throw invalidParameter('Deletion of aliases is not currently supported.');
  }
  const found = findFunction(records, name, context);
  if (qualifier === '$LATEST') {
    throw invalidParameter('$LATEST version cannot be deleted without deleting the function.');
  }
  if (qualifier !== undefined) {
    deleteVersion(parts, name, qualifier, context);
    return {};
  }
  const { region } = context;
  const versions = qualifiedRecords(records.versions, region, name);
  records.functions.remove(recordKey(region, name));
  records.policies.remove(recordKey(region, name));
  removeQualified(records.versions, region, name);
  removeQualified(records.aliases, region, name);
  removeQualified(records.policies, region, name);
  removeQualified(records.eventInvokeConfigs, region, name);
  retireVersion(parts, found.latest);
  for (const [, version] of versions) retireVersion(parts, version);
  return {};
}

/** A version that is not there counts as deleted, as on AWS. */
function deleteVersion(parts: Parts, name: string, number: string, context: RequestContext): void {
  const { records } = parts;
  const key = recordKey(context.region, name, number);
  const version = records.versions.get(key);
  if (!version) return;
  const aliases = aliasesOf(records, name, number, context);
  if (aliases.length > 0) {
    throw conflict(
      `Unable to delete version because the following aliases reference it: [${aliases.join(', ')}]`,
    );
  }
  records.versions.remove(key);
  records.policies.remove(key);
  records.eventInvokeConfigs.remove(key);
  retireVersion(parts, version);
}

function aliasesOf(records: LambdaRecords, name: string, number: string, context: RequestContext): string[] {
  return qualifiedRecords(records.aliases, context.region, name)
    .filter(
      ([, alias]) =>
        alias.FunctionVersion === number || number in (alias.RoutingConfig?.AdditionalVersionWeights ?? {}),
    )
    .map(([aliasName]) => aliasName);
}

function removeQualified<T>(collection: Collection<T>, region: string, name: string): void {
  for (const [qualifier] of qualifiedRecords(collection, region, name)) {
    collection.remove(recordKey(region, name, qualifier));
  }
}
