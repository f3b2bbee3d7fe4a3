import { beforeEach, describe, expect, it } from 'vitest';
import { ServiceError } from '../../../../src/local/cloud.ts';
import { createIam } from '../../../../src/local/iam/service.ts';
import { useResources } from './use-resources.ts';

const { call, create, failures, remove, update } = useResources(createIam);
const iam = (operation: string, input: object) => call('iam', operation, input);

const document = (Action: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
});
const trust = (Service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
});
const inline = (PolicyName: string, action: string) => ({ PolicyName, PolicyDocument: document(action) });
const roleProperties = { AssumeRolePolicyDocument: trust('lambda.amazonaws.com') };
const basicExecution = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
const policiesOf = async (RoleName: string) => {
  const [attached, own] = await Promise.all([
    iam('ListAttachedRolePolicies', { RoleName }),
    iam('ListRolePolicies', { RoleName }),
  ]);
  return [
    ...attached.AttachedPolicies.map((one: { PolicyArn: string }) => one.PolicyArn),
    ...own.PolicyNames,
  ];
};

beforeEach(() => failures.clear());

describe('AWS::IAM::Role', () => {
  it('has its generated name for Ref, and Arn and RoleId', async () => {
    const role = await create('AWS::IAM::Role', { ...roleProperties, Path: '/app/' }, { team: 'a' });
    const { Role } = await iam('GetRole', { RoleName: role.physicalId });
    expect(role.physicalId).toMatch(/^demo-dev-Thing-[a-z0-9]{12}$/);
    expect(role.attributes).toEqual({ Arn: Role.Arn, RoleId: Role.RoleId });
    expect(Role).toMatchObject({ Path: '/app/', Tags: [{ Key: 'team', Value: 'a' }] });
  });

  it('updates in place to exactly the policies of the template', async () => {
    const first = await create('AWS::IAM::Role', {
      ...roleProperties,
      Description: 'one',
      ManagedPolicyArns: [basicExecution],
      Policies: [inline('kept', 's3:GetObject'), inline('gone', 's3:PutObject')],
      Tags: [{ Key: 'a', Value: '1' }],
    });
    const RoleName = first.physicalId;
    const second = await update(first, {
      AssumeRolePolicyDocument: trust('apigateway.amazonaws.com'),
      MaxSessionDuration: 7200,
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess'],
      Policies: [inline('kept', 's3:ListBucket'), inline('new', 's3:DeleteObject')],
    });
    expect(await policiesOf(RoleName)).toEqual([
      'arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess',
      'kept',
      'new',
    ]);
    const { Role } = await iam('GetRole', { RoleName });
    expect(Role).toMatchObject({ Description: '', MaxSessionDuration: 7200, Tags: undefined });
    expect(decodeURIComponent(Role.AssumeRolePolicyDocument)).toContain('apigateway.amazonaws.com');
    const { EvaluationResults } = await iam('SimulatePrincipalPolicy', {
      PolicySourceArn: Role.Arn,
      ActionNames: ['s3:GetObject', 's3:ListBucket'],
    });
    expect(EvaluationResults.map((one: { EvalDecision: string }) => one.EvalDecision)).toEqual([
      'implicitDeny',
      'allowed',
    ]);
    await remove(second);
    await expect(iam('GetRole', { RoleName })).rejects.toMatchObject({ code: 'NoSuchEntity' });
    await remove(second);
  });

  it('takes off a stack tag that went, and leaves those set elsewhere', async () => {
    const role = await create('AWS::IAM::Role', roleProperties, { stack: '1', kept: '1' });
    await iam('TagRole', { RoleName: role.physicalId, Tags: [{ Key: 'console', Value: '1' }] });
    await update(role, { ...roleProperties }, { kept: '2' }, { stack: '1', kept: '1' });
    const { Tags } = await iam('ListRoleTags', { RoleName: role.physicalId });
    expect(Tags).toEqual([
      { Key: 'console', Value: '1' },
      { Key: 'kept', Value: '2' },
    ]);
  });

  it('whose policy is malformed leaves nothing', async () => {
    const properties = {
      ...roleProperties,
      RoleName: 'half-made',
      ManagedPolicyArns: [basicExecution],
      Policies: [inline('sound', 's3:GetObject'), inline('broken', 'GetObject')],
    };
    await expect(create('AWS::IAM::Role', properties)).rejects.toMatchObject({
      code: 'MalformedPolicyDocument',
    });
    await expect(iam('GetRole', { RoleName: 'half-made' })).rejects.toMatchObject({ code: 'NoSuchEntity' });
  });

  it('that somebody else attached a policy to is not removed', async () => {
    const role = await create('AWS::IAM::Role', roleProperties);
    await iam('AttachRolePolicy', { RoleName: role.physicalId, PolicyArn: basicExecution });
    await expect(remove(role)).rejects.toMatchObject({ code: 'DeleteConflict' });
  });
});

describe('AWS::IAM::Policy', () => {
  it('is put on its roles, follows them and its name, and is taken off', async () => {
    const [one, two] = [
      await create('AWS::IAM::Role', roleProperties),
      await create('AWS::IAM::Role', roleProperties),
    ];
    const policy = await create('AWS::IAM::Policy', { ...inline('p', 's3:*'), Roles: [one.physicalId] });
    expect(await policiesOf(one.physicalId)).toEqual(['p']);
    const moved = await update(policy, { ...inline('p', 's3:*'), Roles: [two.physicalId] });
    expect([await policiesOf(one.physicalId), await policiesOf(two.physicalId)]).toEqual([[], ['p']]);
    const renamed = await update(moved, { ...inline('q', 's3:*'), Roles: [two.physicalId] });
    expect(await policiesOf(two.physicalId)).toEqual(['q']);
    await remove(renamed);
    expect(await policiesOf(two.physicalId)).toEqual([]);
  });

  it('without a holder is refused; with a missing one it leaves nothing', async () => {
    await expect(create('AWS::IAM::Policy', inline('p', 's3:*'))).rejects.toThrow(
      'At least one of [Groups,Roles,Users] must be non-empty.',
    );
    const role = await create('AWS::IAM::Role', roleProperties);
    const properties = { ...inline('p', 's3:*'), Roles: [role.physicalId, 'nobody'] };
    await expect(create('AWS::IAM::Policy', properties)).rejects.toMatchObject({ code: 'NoSuchEntity' });
    expect(await policiesOf(role.physicalId)).toEqual([]);
  });
});

describe('AWS::IAM::ManagedPolicy', () => {
  it('has its ARN for Ref, and gets a new default version with every change', async () => {
    const role = await create('AWS::IAM::Role', roleProperties);
    let policy = await create('AWS::IAM::ManagedPolicy', {
      PolicyDocument: document('s3:v1'),
      Roles: [role.physicalId],
    });
    expect(policy.physicalId).toMatch(/^arn:aws:iam::000000000000:policy\/demo-dev-Thing-/);
    expect(policy.attributes).toMatchObject({ DefaultVersionId: 'v1', AttachmentCount: 1 });
    for (const version of [2, 3, 4, 5, 6, 7]) {
      policy = await update(policy, { PolicyDocument: document(`s3:v${version}`), Roles: [role.physicalId] });
    }
    expect(policy.attributes['DefaultVersionId']).toBe('v7');
    const detached = await update(policy, { PolicyDocument: document('s3:v7') });
    expect(await policiesOf(role.physicalId)).toEqual([]);
    await remove(detached);
    await expect(iam('GetPolicy', { PolicyArn: policy.physicalId })).rejects.toMatchObject({
      code: 'NoSuchEntity',
    });
  });

  it('that cannot be attached leaves nothing', async () => {
    failures.set('iam:AttachRolePolicy', new ServiceError('NoSuchEntity', 'no role', 404));
    const properties = { ManagedPolicyName: 'half', PolicyDocument: document('s3:*'), Roles: ['x'] };
    await expect(create('AWS::IAM::ManagedPolicy', properties)).rejects.toThrow('no role');
    const PolicyArn = 'arn:aws:iam::000000000000:policy/half';
    await expect(iam('GetPolicy', { PolicyArn })).rejects.toMatchObject({ code: 'NoSuchEntity' });
  });
});
