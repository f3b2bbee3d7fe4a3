import type * as Sdk from '@aws-sdk/client-lambda';
import type { Operation, RequestContext } from '../../cloud.ts';
import { describeAs, findFunction } from '../find-version.ts';
import { parseUnqualified } from '../function-reference.ts';
import { page } from '../page.ts';
import { qualifiedRecords } from '../records.ts';
import type { Parts } from './parts.ts';
import { publishVersion } from './publish-version.ts';

export function versionOperations(parts: Parts): Readonly<Record<string, Operation>> {
  return {
    PublishVersion: (request: Sdk.PublishVersionRequest, context) =>
      publishVersion(parts, parseUnqualified(request.FunctionName!, context), request, context),
    ListVersionsByFunction: (request: Sdk.ListVersionsByFunctionRequest, context) =>
      listVersions(parts, request, context),
  };
}

/** `$LATEST` first, then the published versions by number. */
function listVersions(
  { records }: Parts,
  request: Sdk.ListVersionsByFunctionRequest,
  context: RequestContext,
) {
  const name = parseUnqualified(request.FunctionName!, context);
  const { latest } = findFunction(records, name, context);
  const published = qualifiedRecords(records.versions, context.region, name)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, version]) => version.configuration);
  const versions = [describeAs(latest, { name, qualifier: '$LATEST' }, context), ...published];
  const { items, nextMarker } = page(versions, request.Marker, request.MaxItems);
  return { Versions: items, ...(nextMarker === undefined ? {} : { NextMarker: nextMarker }) };
}
