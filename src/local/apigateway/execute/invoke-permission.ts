import { ServiceError, type Cloud } from '../../cloud.ts';
import type { Call } from './call.ts';
import { asList, covers, matchesPattern, statementsOf, type Statement } from './policy.ts';

/**
 * Whether API Gateway may invoke a function for this call: through the integration's role, or without one through the
 * resource policy of exactly this function and qualifier (AWS-FACTS 2).
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/permissions.html
 * @param functionArn with the qualifier where there is one.
 * @param roleArn the integration's `credentials`.
 */
export async function mayInvoke(
  cloud: Cloud,
  call: Call,
  functionArn: string,
  roleArn: string | undefined,
  sourceArn: string,
): Promise<boolean> {
  return roleArn === undefined
    ? isAllowedByFunction(cloud, call, functionArn, sourceArn)
    : isAllowedByRole(cloud, call, functionArn, roleArn);
}

/** The role must exist, let API Gateway assume it, and allow the action on the qualified function. */
async function isAllowedByRole(
  cloud: Cloud,
  call: Call,
  functionArn: string,
  roleArn: string,
): Promise<boolean> {
  const roleName = /^arn:[^:]+:iam::\d+:role\/(?:.*\/)?([^/]+)$/.exec(roleArn)?.[1];
  if (roleName === undefined) return false;
  const role = await unlessMissing(cloud.call('iam', 'GetRole', { RoleName: roleName }, call.context));
  if (!role || !trustsApiGateway(String(role.Role?.AssumeRolePolicyDocument ?? ''))) return false;
  const simulated = await cloud.call(
    'iam',
    'SimulatePrincipalPolicy',
    { PolicySourceArn: roleArn, ActionNames: ['lambda:InvokeFunction'], ResourceArns: [functionArn] },
    call.context,
  );
  const results: readonly { EvalDecision?: string }[] = simulated.EvaluationResults ?? [];
  return results.length > 0 && results.every(({ EvalDecision }) => EvalDecision === 'allowed');
}

async function isAllowedByFunction(
  cloud: Cloud,
  call: Call,
  functionArn: string,
  sourceArn: string,
): Promise<boolean> {
  const { name, qualifier } = parseFunctionArn(functionArn);
  const answer = await unlessMissing(
    cloud.call(
      'lambda',
      'GetPolicy',
      { FunctionName: name, ...(qualifier === undefined ? {} : { Qualifier: qualifier }) },
      call.context,
    ),
  );
  if (!answer?.Policy) return false;
  const statements = statementsOf(JSON.parse(answer.Policy)).filter(
    (statement) =>
      isPrincipal(statement) &&
      covers(statement.Action, 'lambda:InvokeFunction') &&
      covers(statement.Resource, functionArn) &&
      meetsConditions(statement, sourceArn, call.target.api.account),
  );
  return (
    statements.some(({ Effect }) => Effect === 'Allow') && !statements.some(({ Effect }) => Effect === 'Deny')
  );
}

/** `arn:aws:lambda:us-east-1:123456789012:function:name:qualifier` */
export function parseFunctionArn(functionArn: string): {
  readonly region: string;
  readonly name: string;
  readonly qualifier?: string;
} {
  const [, , , region = '', , , name = '', qualifier] = functionArn.split(':');
  return { region, name, ...(qualifier ? { qualifier } : {}) };
}

/** GetRole gives the document percent-encoded, as AWS does. */
function trustsApiGateway(document: string): boolean {
  const policy: unknown = JSON.parse(
    document.startsWith('%') ? decodeURIComponent(document) : document || '{}',
  );
  return statementsOf(policy).some(
    (statement) =>
      statement.Effect === 'Allow' && isPrincipal(statement) && covers(statement.Action, 'sts:AssumeRole'),
  );
}

function isPrincipal({ Principal }: Statement): boolean {
  if (Principal === '*') return true;
  if (Principal === undefined || typeof Principal === 'string') return false;
  return (
    asList(Principal['Service']).includes('apigateway.amazonaws.com') ||
    asList(Principal['AWS']).includes('*')
  );
}

/** The conditions that Lambda permissions can have; one that is not known is not met. */
function meetsConditions({ Condition }: Statement, sourceArn: string, account: string): boolean {
  return Object.entries(Condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => {
      const actual = { 'aws:sourcearn': sourceArn, 'aws:sourceaccount': account }[key.toLowerCase()];
      if (actual === undefined) return false;
      if (operator === 'StringEquals' || operator === 'ArnEquals') return asList(values).includes(actual);
      if (operator === 'StringLike' || operator === 'ArnLike') {
        return asList(values).some((pattern) => matchesPattern(pattern, actual));
      }
      return false;
    }),
  );
}

// oxlint-disable-next-line typescript/no-explicit-any -- as Cloud.call answers
async function unlessMissing(answer: Promise<any>): Promise<any> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ServiceError && error.status === 404) return undefined;
    throw error;
  }
}
