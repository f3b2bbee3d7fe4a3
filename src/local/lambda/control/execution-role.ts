import type { GetRoleResponse } from '@aws-sdk/client-iam';
import { ServiceError, type Cloud, type RequestContext } from '../../cloud.ts';
import { invalidParameter, userError } from '../errors.ts';

/** Throws unless the role exists and its trust policy lets Lambda assume it. */
export async function checkExecutionRole(
  cloud: Cloud,
  roleArn: string,
  context: RequestContext,
): Promise<void> {
  const [, , , , account, resource = ''] = roleArn.split(':');
  if (account !== context.account) {
    throw userError('AccessDeniedException', 'Cross-account pass role is not allowed.', 403);
  }
  const roleName = resource.slice(resource.lastIndexOf('/') + 1);
  let trustPolicy: string | undefined;
  try {
    const { Role } = (await cloud.call('iam', 'GetRole', { RoleName: roleName }, context)) as GetRoleResponse;
    if (Role?.Arn === roleArn) trustPolicy = Role.AssumeRolePolicyDocument;
  } catch (error) {
    if (!(error instanceof ServiceError && error.code.startsWith('NoSuchEntity'))) throw error;
  }
  if (trustPolicy === undefined || !trustsLambda(trustPolicy)) {
    throw invalidParameter('The role defined for the function cannot be assumed by Lambda.');
  }
}

interface TrustStatement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly Principal?: string | { readonly Service?: string | readonly string[] };
}

/** @param document as IAM answers it: JSON, percent-encoded. */
function trustsLambda(document: string): boolean {
  const { Statement } = JSON.parse(document.startsWith('%') ? decodeURIComponent(document) : document) as {
    Statement?: TrustStatement | readonly TrustStatement[];
  };
  return list(Statement).some(
    ({ Effect, Action, Principal }) =>
      Effect === 'Allow' &&
      list(Action).some((action) => ['sts:AssumeRole', 'sts:*', '*'].includes(action)) &&
      (Principal === '*' ||
        (typeof Principal === 'object' && list(Principal.Service).includes('lambda.amazonaws.com'))),
  );
}

function list<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
