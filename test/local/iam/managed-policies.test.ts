import { expect, it } from 'vitest';
import { lambdaTrust, policy, useIam } from './open-iam.ts';

const { iam } = useIam();
const document = (action: string) => policy({ Effect: 'Allow', Action: action, Resource: '*' });
const arnOf = (name: string) => `arn:aws:iam::000000000000:policy/${name}`;

it('a managed policy is made, versioned up to five, and pruned', async () => {
  const PolicyArn = arnOf('versioned');
  const { Policy } = await iam('CreatePolicy', {
    PolicyName: 'versioned',
    PolicyDocument: document('s3:v1'),
  });
  expect(Policy).toMatchObject({ Arn: PolicyArn, DefaultVersionId: 'v1', AttachmentCount: 0 });
  for (const version of [2, 3, 4, 5]) {
    await iam('CreatePolicyVersion', {
      PolicyArn,
      PolicyDocument: document(`s3:v${version}`),
      SetAsDefault: version === 3,
    });
  }
  const sixth = { PolicyArn, PolicyDocument: document('s3:v6') };
  await expect(iam('CreatePolicyVersion', sixth)).rejects.toMatchObject({
    code: 'LimitExceeded',
    status: 409,
  });
  await expect(iam('DeletePolicyVersion', { PolicyArn, VersionId: 'v3' })).rejects.toMatchObject({
    code: 'DeleteConflict',
    message: 'Cannot delete the default version of a policy.',
  });
  await iam('DeletePolicyVersion', { PolicyArn, VersionId: 'v5' });
  expect((await iam('CreatePolicyVersion', sixth)).PolicyVersion.VersionId).toBe('v6');
  const { Versions } = await iam('ListPolicyVersions', { PolicyArn });
  expect(Versions.map((one: { VersionId: string }) => one.VersionId)).toEqual(['v6', 'v4', 'v3', 'v2', 'v1']);
  const { PolicyVersion } = await iam('GetPolicyVersion', { PolicyArn, VersionId: 'v3' });
  expect(decodeURIComponent(PolicyVersion.Document)).toBe(document('s3:v3'));
  expect(PolicyVersion.IsDefaultVersion).toBe(true);
  await expect(iam('DeletePolicy', { PolicyArn })).rejects.toMatchObject({
    code: 'DeleteConflict',
    message: expect.stringMatching(/^This policy has more than one version\./),
  });
});

it('a policy that is attached cannot be deleted', async () => {
  const PolicyArn = arnOf('attached');
  const attachment = { RoleName: 'holder', PolicyArn };
  await iam('CreatePolicy', { PolicyName: 'attached', PolicyDocument: document('s3:*') });
  await iam('CreateRole', { RoleName: 'holder', AssumeRolePolicyDocument: lambdaTrust });
  await iam('AttachRolePolicy', attachment);
  expect((await iam('GetPolicy', { PolicyArn })).Policy.AttachmentCount).toBe(1);
  expect((await iam('ListEntitiesForPolicy', { PolicyArn })).PolicyRoles).toMatchObject([
    { RoleName: 'holder' },
  ]);
  await expect(iam('DeletePolicy', { PolicyArn })).rejects.toMatchObject({
    message: 'Cannot delete a policy attached to entities.',
  });
  await iam('DetachRolePolicy', attachment);
  await expect(iam('DetachRolePolicy', attachment)).rejects.toMatchObject({ code: 'NoSuchEntity' });
  await iam('DeletePolicy', { PolicyArn });
  await expect(iam('GetPolicy', { PolicyArn })).rejects.toMatchObject({
    code: 'NoSuchEntity',
    message: `Policy ${PolicyArn} was not found.`,
  });
  await expect(iam('AttachRolePolicy', attachment)).rejects.toMatchObject({
    message: `Policy ${PolicyArn} does not exist or is not attachable.`,
  });
});

it("AWS's own policies can be attached and read, and not changed", async () => {
  await iam('CreateRole', { RoleName: 'basic', AssumeRolePolicyDocument: lambdaTrust });
  const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
  await iam('AttachRolePolicy', { RoleName: 'basic', PolicyArn });
  expect((await iam('ListAttachedRolePolicies', { RoleName: 'basic' })).AttachedPolicies).toEqual([
    { PolicyName: 'AWSLambdaBasicExecutionRole', PolicyArn },
  ]);
  const { PolicyVersion } = await iam('GetPolicyVersion', { PolicyArn, VersionId: 'v1' });
  expect(decodeURIComponent(PolicyVersion.Document)).toContain('logs:PutLogEvents');
  await expect(iam('DeletePolicy', { PolicyArn })).rejects.toMatchObject({ code: 'InvalidInput' });
  const unknown = { PolicyArn: 'arn:aws:iam::aws:policy/SomethingElse', VersionId: 'v1' };
  await expect(iam('GetPolicyVersion', unknown)).rejects.toMatchObject({
    code: 'NotImplemented',
    status: 501,
  });
});
