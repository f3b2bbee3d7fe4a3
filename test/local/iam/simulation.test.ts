import { describe, expect, it } from 'vitest';
import { lambdaTrust, policy, useIam } from './open-iam.ts';

const { iam } = useIam();
const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:demo-dev-posts';

interface Question {
  readonly action?: string;
  readonly resource?: string;
  readonly values?: Record<string, string | string[]>;
}

async function ask(
  statements: object[],
  { action = 'lambda:InvokeFunction', resource = functionArn, values = {} }: Question = {},
) {
  const { EvaluationResults } = await iam('SimulateCustomPolicy', {
    PolicyInputList: [policy(...statements)],
    ActionNames: [action],
    ResourceArns: [resource],
    ContextEntries: Object.entries(values).map(([ContextKeyName, value]) => ({
      ContextKeyName,
      ContextKeyValues: [value].flat(),
      ContextKeyType: 'string',
    })),
  });
  return EvaluationResults[0];
}

const decide = async (statements: object[], question?: Question): Promise<string> =>
  (await ask(statements, question)).EvalDecision;

const allow = (rest: object) => ({
  Effect: 'Allow',
  Action: 'lambda:InvokeFunction',
  Resource: '*',
  ...rest,
});

describe('a statement', () => {
  it.each([
    ['the action itself', { Action: 'lambda:InvokeFunction' }, 'allowed'],
    ['the action in another case', { Action: 'LAMBDA:invokefunction' }, 'allowed'],
    ['a wildcard', { Action: 'lambda:Invoke*' }, 'allowed'],
    ['a question mark', { Action: 'lambda:InvokeFunctio?' }, 'allowed'],
    ['a question mark for nothing', { Action: 'lambda:InvokeFunction?' }, 'implicitDeny'],
    ['everything', { Action: '*' }, 'allowed'],
    ['another service', { Action: 's3:*' }, 'implicitDeny'],
    ['one of several', { Action: ['s3:*', 'lambda:*'] }, 'allowed'],
  ])('with the action given as %s', async (_what, action, decision) => {
    expect(await decide([allow(action)])).toBe(decision);
  });

  it.each([
    ['the ARN itself', functionArn, 'allowed'],
    ['a prefix', `${functionArn}*`, 'allowed'],
    ['its versions only', `${functionArn}:*`, 'implicitDeny'],
    ['the ARN in another case', functionArn.toUpperCase().replace('ARN:AWS', 'arn:aws'), 'implicitDeny'],
    ['another region', functionArn.replace('us-east-1', 'eu-west-1'), 'implicitDeny'],
    ['any region', functionArn.replace('us-east-1', '*'), 'allowed'],
    ['characters that regular expressions know', functionArn.replace('-', '.'), 'implicitDeny'],
  ])('with the resource given as %s', async (_what, Resource, decision) => {
    expect(await decide([allow({ Resource })])).toBe(decision);
  });

  it('with NotAction is about every other action, with NotResource about every other resource', async () => {
    const notAction = [{ Effect: 'Allow', NotAction: 'lambda:Delete*', Resource: '*' }];
    expect(await decide(notAction)).toBe('allowed');
    expect(await decide(notAction, { action: 'lambda:DeleteFunction' })).toBe('implicitDeny');
    const notResource = [{ Effect: 'Allow', Action: '*', NotResource: functionArn }];
    expect(await decide(notResource)).toBe('implicitDeny');
    expect(await decide(notResource, { resource: `${functionArn}:1` })).toBe('allowed');
  });

  it('that denies wins over any that allows', async () => {
    const statements = [allow({}), { Effect: 'Deny', Action: '*', Resource: `${functionArn}*` }];
    expect(await decide(statements)).toBe('explicitDeny');
    expect(await decide(statements, { resource: functionArn.replace('posts', 'pages') })).toBe('allowed');
  });

  it("puts the request's values into policy variables, and matches nothing without them", async () => {
    const statements = [allow({ Resource: 'arn:aws:lambda:*:*:function:${aws:PrincipalTag/app}-*' })];
    expect(await decide(statements, { values: { 'aws:principaltag/APP': 'demo' } })).toBe('allowed');
    expect(await decide(statements)).toBe('implicitDeny');
  });
});

describe('a condition', () => {
  const source = { 'aws:SourceArn': 'arn:aws:execute-api:us-east-1:000000000000:abc/dev/GET/posts' };

  it.each([
    [{ StringEquals: { 'aws:x': ['a', 'b'] } }, { 'aws:x': 'b' }, true],
    [{ StringEquals: { 'aws:x': 'a' } }, { 'aws:x': 'A' }, false],
    [{ StringEqualsIgnoreCase: { 'aws:x': 'a' } }, { 'AWS:X': 'A' }, true],
    [{ StringEquals: { 'aws:x': 'a' } }, {}, false],
    [{ StringEqualsIfExists: { 'aws:x': 'a' } }, {}, true],
    [{ StringNotEquals: { 'aws:x': ['a', 'b'] } }, { 'aws:x': 'b' }, false],
    [{ StringNotEquals: { 'aws:x': 'a' } }, {}, true],
    [{ StringLike: { 'aws:x': 'a*c?' } }, { 'aws:x': 'abccd' }, true],
    [{ StringNotLike: { 'aws:x': 'a*' } }, { 'aws:x': 'abc' }, false],
    [{ ArnLike: { 'aws:SourceArn': 'arn:aws:execute-api:*:*:abc/*' } }, source, true],
    [{ ArnLike: { 'aws:SourceArn': 'arn:aws:execute-api:*:abc/*' } }, source, false],
    [{ ArnNotLike: { 'aws:SourceArn': 'arn:aws:s3:::*' } }, source, true],
    [{ Bool: { 'aws:SecureTransport': 'true' } }, { 'aws:SecureTransport': 'true' }, true],
    [{ Bool: { 'aws:SecureTransport': true } }, { 'aws:SecureTransport': 'false' }, false],
    [{ Null: { 'aws:x': 'true' } }, {}, true],
    [{ Null: { 'aws:x': 'false' } }, {}, false],
    [{ NumericLessThanEquals: { 's3:max-keys': '10' } }, { 's3:max-keys': '10' }, true],
    [{ NumericGreaterThan: { 's3:max-keys': 10 } }, { 's3:max-keys': '9' }, false],
    [
      { DateLessThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' } },
      { 'aws:CurrentTime': '2029-01-01T00:00:00Z' },
      true,
    ],
    [{ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, { 'aws:SourceIp': '10.1.2.3' }, true],
    [{ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, { 'aws:SourceIp': '10.1.2.3' }, false],
    [{ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a'] } }, { 'aws:TagKeys': ['b', 'a'] }, true],
    [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a'] } }, { 'aws:TagKeys': ['b', 'a'] }, false],
    [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a'] } }, {}, true],
    [{ StringEquals: { 'aws:x': 'a', 'aws:y': 'b' } }, { 'aws:x': 'a' }, false],
  ])('%j with %j holds: %s', async (Condition, values, holds) => {
    const decision = await decide([allow({ Condition })], {
      values,
    });
    expect(decision).toBe(holds ? 'allowed' : 'implicitDeny');
  });

  it('names the keys it misses', async () => {
    const result = await ask([allow({ Condition: { StringEquals: { 'aws:x': 'a' } } })]);
    expect(result.MissingContextValues).toEqual(['aws:x']);
  });

  it('with an unknown operator is refused', async () => {
    await expect(ask([allow({ Condition: { StringIs: { 'aws:x': 'a' } } })])).rejects.toMatchObject({
      code: 'MalformedPolicyDocument',
    });
  });
});

describe('a role', () => {
  const ask = (PolicySourceArn: string, ...ActionNames: string[]) =>
    iam('SimulatePrincipalPolicy', { PolicySourceArn, ActionNames, ResourceArns: [functionArn] });
  const decisions = async (arn: string, ...actions: string[]) =>
    (await ask(arn, ...actions)).EvaluationResults.map(
      (result: { EvalDecision: string }) => result.EvalDecision,
    );

  it('may do what its own and its attached policies allow, as they are now', async () => {
    const RoleName = 'runner';
    const { Role } = await iam('CreateRole', { RoleName, AssumeRolePolicyDocument: lambdaTrust });
    const actions = ['lambda:InvokeFunction', 'logs:PutLogEvents'];
    expect(await decisions(Role.Arn, ...actions)).toEqual(['implicitDeny', 'implicitDeny']);
    await iam('PutRolePolicy', { RoleName, PolicyName: 'invoke', PolicyDocument: policy(allow({})) });
    await iam('AttachRolePolicy', {
      RoleName,
      PolicyArn: 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
    });
    expect(await decisions(Role.Arn, ...actions)).toEqual(['allowed', 'allowed']);
    await iam('PutRolePolicy', {
      RoleName,
      PolicyName: 'invoke',
      PolicyDocument: policy(allow({ Effect: 'Deny' })),
    });
    expect(await decisions(Role.Arn, ...actions)).toEqual(['explicitDeny', 'allowed']);
  });

  it('follows the default version of a managed policy', async () => {
    const { Role } = await iam('CreateRole', { RoleName: 'versions', AssumeRolePolicyDocument: lambdaTrust });
    const { Policy } = await iam('CreatePolicy', { PolicyName: 'p', PolicyDocument: policy(allow({})) });
    await iam('AttachRolePolicy', { RoleName: 'versions', PolicyArn: Policy.Arn });
    expect(await decisions(Role.Arn, 'lambda:InvokeFunction')).toEqual(['allowed']);
    const PolicyDocument = policy(allow({ Action: 's3:*' }));
    await iam('CreatePolicyVersion', { PolicyArn: Policy.Arn, PolicyDocument, SetAsDefault: true });
    expect(await decisions(Role.Arn, 'lambda:InvokeFunction')).toEqual(['implicitDeny']);
  });

  it('may do no more than its permissions boundary', async () => {
    const { Policy } = await iam('CreatePolicy', {
      PolicyName: 'bound',
      PolicyDocument: policy(allow({ Action: 's3:*' })),
    });
    const RoleName = 'bounded';
    const { Role } = await iam('CreateRole', {
      RoleName,
      AssumeRolePolicyDocument: lambdaTrust,
      PermissionsBoundary: Policy.Arn,
    });
    await iam('PutRolePolicy', {
      RoleName,
      PolicyName: 'all',
      PolicyDocument: policy(allow({ Action: '*' })),
    });
    expect(await decisions(Role.Arn, 'lambda:InvokeFunction', 's3:GetObject')).toEqual([
      'implicitDeny',
      'allowed',
    ]);
  });

  it('that is not there is NoSuchEntity', async () => {
    await expect(ask('arn:aws:iam::000000000000:role/nobody', 's3:GetObject')).rejects.toMatchObject({
      code: 'NoSuchEntity',
      message: 'The role with name nobody cannot be found.',
    });
  });
});
