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
import {
  functionArn,
  isVersionNumber,
  parseFunctionReference,
  type FunctionReference,
} from '../function-reference.ts';
import { recordKey, type LambdaRecords, type PolicyRecord, type PolicyStatement } from '../records.ts';

/** Resource policies: one of the function, and one of each version and alias that got a permission. */
export function permissionOperations(records: LambdaRecords): Readonly<Record<string, Operation>> {
  return {
    AddPermission: (request: Sdk.AddPermissionRequest, context) => addPermission(records, request, context),
    RemovePermission: (request: Sdk.RemovePermissionRequest, context) =>
      removePermission(records, request, context),
    GetPolicy(request: Sdk.GetPolicyRequest, context) {
      const { name, qualifier } = parseFunctionReference(request.FunctionName!, request.Qualifier, context);
      const policy = records.policies.get(recordKey(context.region, name, qualifier));
      if (!policy)
        throw userError('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
      return { Policy: writePolicy(policy), RevisionId: policy.revisionId };
    },
  };
}

function addPermission(records: LambdaRecords, request: Sdk.AddPermissionRequest, context: RequestContext) {
  const reference = parseFunctionReference(request.FunctionName!, request.Qualifier, context);
  const { name, qualifier } = reference;
  if (!/^[a-zA-Z0-9-_]{1,100}$/.test(request.StatementId!)) {
    throw validationError(
      request.StatementId!,
      'statementId',
      'Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+)',
    );
  }
  if (!/^(lambda:[*]|lambda:[a-zA-Z]+|[*])$/.test(request.Action!)) {
    const expected = '(lambda:[*]|lambda:[a-zA-Z]+|[*])';
    throw validationError(
      request.Action!,
      'action',
      `Member must satisfy regular expression pattern: ${expected}`,
    );
  }
  if (qualifier === '$LATEST')
    throw invalidParameter('We currently do not support adding policies for $LATEST.');
  checkExists(records, reference, context);
  const statement = buildStatement(request, functionArn(context, name, qualifier));
  const key = recordKey(context.region, name, qualifier);
  const policy = records.policies.get(key);
  if (request.RevisionId !== undefined && request.RevisionId !== policy?.revisionId)
    throw revisionMismatch('GetPolicy');
  if (policy?.statements.some(({ Sid }) => Sid === statement.Sid)) {
    throw conflict(
      `The statement id (${statement.Sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
    );
  }
  records.policies.put(key, {
    revisionId: randomUUID(),
    statements: [...(policy?.statements ?? []), statement],
  });
  return { Statement: JSON.stringify(statement) };
}

function removePermission(
  records: LambdaRecords,
  request: Sdk.RemovePermissionRequest,
  context: RequestContext,
) {
  const reference = parseFunctionReference(request.FunctionName!, request.Qualifier, context);
  const { name, qualifier } = reference;
  if (!records.functions.has(recordKey(context.region, name))) {
    throw userError('ResourceNotFoundException', `No policy found for: ${functionArn(context, name)}`, 404);
  }
  checkExists(records, reference, context);
  const key = recordKey(context.region, name, qualifier);
  const policy = records.policies.get(key);
  if (!policy)
    throw userError('ResourceNotFoundException', 'No policy is associated with the given resource.', 404);
  if (request.RevisionId !== undefined && request.RevisionId !== policy.revisionId)
    throw revisionMismatch('GetPolicy');
  const rest = policy.statements.filter(({ Sid }) => Sid !== request.StatementId);
  if (rest.length === policy.statements.length) {
    const message = `Statement ${request.StatementId} is not found in resource policy.`;
    throw userError('ResourceNotFoundException', message, 404);
  }
  if (rest.length === 0) records.policies.remove(key);
  else records.policies.put(key, { revisionId: randomUUID(), statements: rest });
  return {};
}

function checkExists(
  records: LambdaRecords,
  { name, qualifier }: FunctionReference,
  context: RequestContext,
): void {
  findFunction(records, name, context);
  if (qualifier === undefined) return;
  const key = recordKey(context.region, name, qualifier);
  if (records.aliases.has(key) || records.versions.has(key)) return;
  if (isVersionNumber(qualifier)) throw functionNotFound(functionArn(context, name, qualifier));
  const arn = functionArn(context, name, qualifier);
  throw userError('ResourceNotFoundException', `Cannot find alias arn: ${arn}`, 404);
}

function buildStatement(request: Sdk.AddPermissionRequest, resource: string): PolicyStatement {
  const equals = {
    ...(request.SourceAccount ? { 'AWS:SourceAccount': request.SourceAccount } : {}),
    ...(request.EventSourceToken ? { 'lambda:EventSourceToken': request.EventSourceToken } : {}),
    ...(request.FunctionUrlAuthType ? { 'lambda:FunctionUrlAuthType': request.FunctionUrlAuthType } : {}),
    ...(request.PrincipalOrgID ? { 'aws:PrincipalOrgID': request.PrincipalOrgID } : {}),
  };
  const condition = {
    ...(Object.keys(equals).length > 0 ? { StringEquals: equals } : {}),
    ...(request.SourceArn ? { ArnLike: { 'AWS:SourceArn': request.SourceArn } } : {}),
  };
  return {
    Sid: request.StatementId!,
    Effect: 'Allow',
    Principal: readPrincipal(request.Principal!),
    Action: request.Action!,
    Resource: resource,
    ...(Object.keys(condition).length > 0 ? { Condition: condition } : {}),
  };
}

function readPrincipal(principal: string): PolicyStatement['Principal'] {
  if (principal === '*') return '*';
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` };
  if (/^arn:aws[a-z-]*:(iam|sts)::\d{12}:/.test(principal)) return { AWS: principal };
  if (/^[a-z0-9.-]+\.[a-z]+$/.test(principal)) return { Service: principal };
  throw invalidParameter('The provided principal was invalid. Please check the principal and try again.');
}

function writePolicy(policy: PolicyRecord): string {
  return JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: policy.statements });
}
