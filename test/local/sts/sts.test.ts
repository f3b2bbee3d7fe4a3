import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, it } from 'vitest';
import { clientOptions, startForTest } from '../start-for-test.ts';

it('says whose credentials were used', async () => {
  const sts = new STSClient(clientOptions(await startForTest()));
  const identity = await sts.send(new GetCallerIdentityCommand({}));
  expect(identity).toMatchObject({ Account: '123456789012', Arn: 'arn:aws:iam::123456789012:root' });
});

it('takes another account when told to', async () => {
  const sts = new STSClient(clientOptions(await startForTest({ account: '000000000001' })));
  expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toBe('000000000001');
});

it('gives credentials for a role, and knows them again', async () => {
  const aws = await startForTest();
  const sts = new STSClient(clientOptions(aws));
  const { Credentials, AssumedRoleUser } = await sts.send(
    new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::123456789012:role/ops/deployer', RoleSessionName: 'ci' }),
  );
  expect(AssumedRoleUser?.Arn).toBe('arn:aws:sts::123456789012:assumed-role/deployer/ci');
  expect(Credentials!.Expiration!.getTime() - Date.now()).toBeGreaterThan(3_590_000);
  const asRole = new STSClient({
    ...clientOptions(aws),
    credentials: {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    },
  });
  expect((await asRole.send(new GetCallerIdentityCommand({}))).Arn).toBe(AssumedRoleUser?.Arn);
});

it('refuses what is not the ARN of a role', async () => {
  const sts = new STSClient(clientOptions(await startForTest()));
  const call = sts.send(new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::1:user/x', RoleSessionName: 'ci' }));
  await expect(call).rejects.toMatchObject({ name: 'ValidationError' });
});
