import { randomUUID } from 'node:crypto';
import type * as Sdk from '@aws-sdk/client-lambda';
import type { Operation, RequestContext } from '../../cloud.ts';
import {
  conflict,
  functionNotFound,
  invalidParameter,
  revisionMismatch,
  userError,
  validationError,
} from '../errors.ts';
import { findFunction } from '../find-version.ts';
import { functionArn, parseUnqualified } from '../function-reference.ts';
import { page } from '../page.ts';
import { qualifiedRecords, recordKey, type LambdaRecords } from '../records.ts';

/** Names for versions, with a second version for a part of the traffic. Errors as recorded from Lambda. */
export function aliasOperations(records: LambdaRecords): Readonly<Record<string, Operation>> {
  return {
    CreateAlias: (request: Sdk.CreateAliasRequest, context) => createAlias(records, request, context),
    GetAlias(request: Sdk.GetAliasRequest, context) {
      return findAlias(records, parseUnqualified(request.FunctionName!, context), request.Name!, context);
    },
    UpdateAlias: (request: Sdk.UpdateAliasRequest, context) => updateAlias(records, request, context),
    ListAliases: (request: Sdk.ListAliasesRequest, context) => listAliases(records, request, context),
    DeleteAlias(request: Sdk.DeleteAliasRequest, context) {
      const name = parseUnqualified(request.FunctionName!, context);
      const key = recordKey(context.region, name, request.Name);
      records.aliases.remove(key);
      records.policies.remove(key);
      records.eventInvokeConfigs.remove(key);
      return {};
    },
  };
}

function createAlias(records: LambdaRecords, request: Sdk.CreateAliasRequest, context: RequestContext) {
  const name = parseUnqualified(request.FunctionName!, context);
  const aliasName = request.Name!;
  if (!/^(?!^[0-9]+$)[a-zA-Z0-9-_]{1,128}$/.test(aliasName)) {
    const expected = '(?!^[0-9]+$)([a-zA-Z0-9-_]+)';
    throw validationError(aliasName, 'name', `Member must satisfy regular expression pattern: ${expected}`);
  }
  checkTarget(records, name, request.FunctionVersion!, request.RoutingConfig, context);
  const key = recordKey(context.region, name, aliasName);
  const arn = functionArn(context, name, aliasName);
  if (records.aliases.has(key)) throw conflict(`Alias already exists: ${arn}`);
  const alias = buildAlias({
    AliasArn: arn,
    Name: aliasName,
    FunctionVersion: request.FunctionVersion,
    Description: request.Description ?? '',
    RoutingConfig: request.RoutingConfig,
  });
  records.aliases.put(key, alias);
  return alias;
}

function updateAlias(records: LambdaRecords, request: Sdk.UpdateAliasRequest, context: RequestContext) {
  const name = parseUnqualified(request.FunctionName!, context);
  const current = findAlias(records, name, request.Name!, context);
  if (request.RevisionId !== undefined && request.RevisionId !== current.RevisionId) {
    throw revisionMismatch('GetFunction/GetAlias');
  }
  const alias = buildAlias({
    ...current,
    FunctionVersion: request.FunctionVersion ?? current.FunctionVersion,
    Description: request.Description ?? current.Description,
    RoutingConfig: request.RoutingConfig ?? current.RoutingConfig,
  });
  checkTarget(records, name, alias.FunctionVersion!, alias.RoutingConfig, context);
  records.aliases.put(recordKey(context.region, name, request.Name), alias);
  return alias;
}

/** An empty routing configuration is none. */
function buildAlias({ RoutingConfig, ...alias }: Sdk.AliasConfiguration): Sdk.AliasConfiguration {
  const weights = RoutingConfig?.AdditionalVersionWeights ?? {};
  return {
    ...alias,
    RevisionId: randomUUID(),
    ...(Object.keys(weights).length > 0 ? { RoutingConfig: { AdditionalVersionWeights: weights } } : {}),
  };
}

function listAliases(records: LambdaRecords, request: Sdk.ListAliasesRequest, context: RequestContext) {
  const name = parseUnqualified(request.FunctionName!, context);
  findFunction(records, name, context);
  const aliases = qualifiedRecords(records.aliases, context.region, name)
    .map(([, alias]) => alias)
    .filter(
      (alias) => request.FunctionVersion === undefined || alias.FunctionVersion === request.FunctionVersion,
    )
    .sort((a, b) => (a.Name! < b.Name! ? -1 : 1));
  const { items, nextMarker } = page(aliases, request.Marker, request.MaxItems);
  return { Aliases: items, ...(nextMarker === undefined ? {} : { NextMarker: nextMarker }) };
}

function findAlias(
  records: LambdaRecords,
  name: string,
  aliasName: string,
  context: RequestContext,
): Sdk.AliasConfiguration {
  const alias = records.aliases.get(recordKey(context.region, name, aliasName));
  if (!alias) {
    const arn = functionArn(context, name, aliasName);
    throw userError('ResourceNotFoundException', `Cannot find alias arn: ${arn}`, 404);
  }
  return alias;
}

function checkTarget(
  records: LambdaRecords,
  name: string,
  version: string,
  routing: Sdk.AliasRoutingConfiguration | undefined,
  context: RequestContext,
): void {
  const weights = routing?.AdditionalVersionWeights ?? {};
  const others = Object.keys(weights);
  if (others.length > 1) {
    throw invalidParameter('Number of items in AdditionalVersionWeights cannot be greater than 1');
  }
  const [other] = others;
  if (other !== undefined) checkWeight(other, weights[other]!);
  if (other === version) {
    throw invalidParameter(
      `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
    );
  }
  if (other !== undefined && version === '$LATEST') {
    throw invalidParameter('$LATEST is not supported for an alias pointing to more than 1 version');
  }
  findFunction(records, name, context, version);
  for (const number of [version, ...others]) {
    if (number !== '$LATEST' && !records.versions.has(recordKey(context.region, name, number))) {
      throw functionNotFound(functionArn(context, name, number));
    }
  }
}

function checkWeight(version: string, weight: number): void {
  const member = 'routingConfig.additionalVersionWeights';
  const shown = `{${version}=${Number.isInteger(weight) ? weight.toFixed(1) : weight}}`;
  if (!/^[0-9]+$/.test(version)) {
    throw validationError(
      shown,
      member,
      'Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+]',
    );
  }
  if (weight < 0 || weight > 1) {
    throw validationError(
      shown,
      member,
      'Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]',
    );
  }
}
