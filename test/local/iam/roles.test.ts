import { describe, expect, it } from 'vitest';
import { lambdaTrust, policy, useIam } from './open-iam.ts';

const { iam } = useIam();
const trust = { AssumeRolePolicyDocument: lambdaTrust };
const allowLogs = policy({ Effect: 'Allow', Action: 'logs:*', Resource: '*' });
const basicExecution = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';

describe('a role', () => {
  it('is made with an ARN from its path and name, and read back with its document URL-encoded', async () => {
    const { Role } = await iam('CreateRole', { RoleName: 'made', Path: '/app/', Description: 'd', ...trust });
    expect(Role).toMatchObject({
      Arn: 'arn:aws:iam::000000000000:role/app/made',
      RoleId: expect.stringMatching(/^AROA[A-Z0-9]{17}$/),
      MaxSessionDuration: 3600,
      CreateDate: expect.any(Date),
    });
    const read = (await iam('GetRole', { RoleName: 'made' })).Role;
    expect(decodeURIComponent(read.AssumeRolePolicyDocument)).toBe(lambdaTrust);
    expect(read.Description).toBe('d');
  });

  it('cannot be made twice, not even in another case', async () => {
    await iam('CreateRole', { RoleName: 'Twice', ...trust });
    await expect(iam('CreateRole', { RoleName: 'twice', ...trust })).rejects.toMatchObject({
      code: 'EntityAlreadyExists',
      status: 409,
      message: 'Role with name twice already exists.',
    });
  });

  it('is updated, tagged and untagged', async () => {
    await iam('CreateRole', { RoleName: 'tagged', Tags: [{ Key: 'a', Value: '1' }], ...trust });
    await iam('UpdateRole', { RoleName: 'tagged', Description: 'new', MaxSessionDuration: 7200 });
    await iam('TagRole', { RoleName: 'tagged', Tags: [{ Key: 'b', Value: '2' }] });
    await iam('UntagRole', { RoleName: 'tagged', TagKeys: ['a'] });
    const { Role } = await iam('GetRole', { RoleName: 'tagged' });
    expect(Role).toMatchObject({
      Description: 'new',
      MaxSessionDuration: 7200,
      Tags: [{ Key: 'b', Value: '2' }],
    });
  });

  it('is listed in pages, in order of name', async () => {
    for (const RoleName of ['page-c', 'page-a', 'page-b']) {
      await iam('CreateRole', { RoleName, Path: '/paged/', ...trust });
    }
    const first = await iam('ListRoles', { PathPrefix: '/paged/', MaxItems: 2 });
    const second = await iam('ListRoles', { PathPrefix: '/paged/', MaxItems: 2, Marker: first.Marker });
    const names = [...first.Roles, ...second.Roles].map((role: { RoleName: string }) => role.RoleName);
    expect(names).toEqual(['page-a', 'page-b', 'page-c']);
    expect([first.IsTruncated, second.IsTruncated]).toEqual([true, false]);
  });

  it('cannot be deleted while it has policies of its own or attached', async () => {
    const role = { RoleName: 'busy' };
    await iam('CreateRole', { ...role, ...trust });
    await iam('PutRolePolicy', { ...role, PolicyName: 'inline', PolicyDocument: allowLogs });
    await iam('AttachRolePolicy', { ...role, PolicyArn: basicExecution });
    await expect(iam('DeleteRole', role)).rejects.toMatchObject({
      code: 'DeleteConflict',
      status: 409,
      message: 'Cannot delete entity, must detach all policies first.',
    });
    await iam('DetachRolePolicy', { ...role, PolicyArn: basicExecution });
    await expect(iam('DeleteRole', role)).rejects.toMatchObject({
      message: 'Cannot delete entity, must delete policies first.',
    });
    await iam('DeleteRolePolicy', { ...role, PolicyName: 'inline' });
    await iam('DeleteRole', role);
    await expect(iam('GetRole', role)).rejects.toMatchObject({
      code: 'NoSuchEntity',
      status: 404,
      message: 'The role with name busy cannot be found.',
    });
  });

  it.each([
    [
      'x'.repeat(65),
      /at 'roleName' failed to satisfy constraint: Member must have length less than or equal to 64$/,
    ],
    ['a b', /^The specified value for roleName is invalid\. It must contain only alphanumeric/],
  ])('is refused the name %j', async (RoleName, message) => {
    await expect(iam('CreateRole', { RoleName, ...trust })).rejects.toMatchObject({
      code: 'ValidationError',
      message: expect.stringMatching(message),
    });
  });
});

describe('inline policies', () => {
  it('are put, read, listed and deleted', async () => {
    const role = { RoleName: 'inline' };
    await iam('CreateRole', { ...role, ...trust });
    await iam('PutRolePolicy', { ...role, PolicyName: 'p', PolicyDocument: allowLogs });
    const read = await iam('GetRolePolicy', { ...role, PolicyName: 'p' });
    expect(decodeURIComponent(read.PolicyDocument)).toBe(allowLogs);
    expect((await iam('ListRolePolicies', role)).PolicyNames).toEqual(['p']);
    await iam('DeleteRolePolicy', { ...role, PolicyName: 'p' });
    await expect(iam('GetRolePolicy', { ...role, PolicyName: 'p' })).rejects.toMatchObject({
      code: 'NoSuchEntity',
      message: 'The role policy with name p cannot be found.',
    });
  });

  it('hold 10,240 characters altogether, white space not counted', async () => {
    const role = { RoleName: 'full' };
    await iam('CreateRole', { ...role, ...trust });
    const ofSize = (size: number) => {
      const empty = policy({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::' });
      return empty.replace('arn:aws:s3:::', `arn:aws:s3:::${'x'.repeat(size - empty.length)}`);
    };
    await iam('PutRolePolicy', { ...role, PolicyName: 'a', PolicyDocument: ofSize(5000) });
    await iam('PutRolePolicy', {
      ...role,
      PolicyName: 'b',
      PolicyDocument: `${ofSize(5240)}${' '.repeat(100)}`,
    });
    await expect(
      iam('PutRolePolicy', { ...role, PolicyName: 'b', PolicyDocument: ofSize(5241) }),
    ).rejects.toMatchObject({
      code: 'LimitExceeded',
      message: 'Maximum policy size of 10240 bytes exceeded for role full',
    });
  });
});
