import {
  CloudFormationClient,
  ContinueUpdateRollbackCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import {
  AttachRolePolicyCommand,
  DetachRolePolicyCommand,
  IAMClient,
  ListRolesCommand,
} from '@aws-sdk/client-iam';
import { DeleteObjectCommand, ListBucketsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it, type TestContext } from 'vitest';

import { editFile } from './support/edit-file.ts';
import { type EmbeddedAws, serve, startEmbeddedAws } from './support/embedded-aws.ts';
import { runJets, startJets } from './support/jets.ts';
import { makeStarter } from './support/starter.ts';

describe.concurrent('a stack that is busy or stuck', { timeout: 90_000 }, () => {
  const deployStarter = async ({ onTestFinished }: TestContext) => {
    const [aws, app] = await Promise.all([startEmbeddedAws(), makeStarter()]);
    onTestFinished(async () => {
      await Promise.all([aws.stop(), app.remove()]);
    });
    expect(await runJets(['deploy'], { cwd: app.dir, env: aws.env })).toMatchObject({ code: 0 });
    return { aws, app };
  };
  const client = ({ endpoint }: EmbeddedAws) => ({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

  it('is left alone while CloudFormation works on it, and named with its state', async (context) => {
    const { aws: before, app } = await deployStarter(context);
    await before.end();
    // From here on roles take seconds, as on AWS.
    const aws = await serve(before.dir, '--latency', 'real');
    context.onTestFinished(() => aws.stop());
    await editFile(app.dir, 'jets.config.ts', (text) =>
      text.replace('defineConfig({', "defineConfig({\n  managedIamPolicy: ['AmazonS3ReadOnlyAccess'],"),
    );
    const { child, ended } = startJets(['deploy', '--json'], { cwd: app.dir, env: aws.env });
    await new Promise<void>((resolve) => {
      child.stdout?.on('data', (text: string) => text.includes('"type":"progress"') && resolve());
    });

    const jets = (...args: string[]) => runJets(args, { cwd: app.dir, env: aws.env });
    const [deploy, remove, status] = await Promise.all([
      jets('deploy'),
      jets('delete', '--yes'),
      jets('status', '--json'),
    ]);
    for (const refused of [deploy, remove]) {
      expect(refused.stderr).toContain(
        '✖ Stack blog-dev is in the middle of an operation (UPDATE_IN_PROGRESS)',
      );
      expect(refused.stderr).toContain('then run the same command again');
      expect(refused.code).toBe(5);
    }
    expect(JSON.parse(status.stdout)).toMatchObject({ deployed: true, blocked: { kind: 'busy' } });
    expect(status.code).toBe(0);
    child.kill('SIGKILL');
    await ended;
  });

  it('is named with the way out after a rollback that failed, and can be deployed to once that is gone', async (context) => {
    const { aws, app } = await deployStarter(context);
    const cloudFormation = new CloudFormationClient(client(aws));
    const { TemplateBody = '' } = await cloudFormation.send(
      new GetTemplateCommand({ StackName: 'blog-dev' }),
    );
    const template = JSON.parse(TemplateBody) as {
      Resources: Record<string, { Type: string; Properties: { Code?: { S3Key: string } } }>;
    };
    const functions = Object.entries(template.Resources).filter(
      ([, { Type }]) => Type === 'AWS::Lambda::Function',
    );
    const [[logicalId, changed], [, other]] = functions as [(typeof functions)[0], (typeof functions)[0]];
    const [oldKey, newKey] = [changed.Properties.Code?.S3Key ?? '', other.Properties.Code?.S3Key ?? ''];
    // An update that gets as far as the function and then fails; going back needs code that is no longer there.
    changed.Properties.Code = { ...changed.Properties.Code, S3Key: newKey };
    const s3 = new S3Client({ ...client(aws), forcePathStyle: true });
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    const Bucket = Buckets[0]?.Name;
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents.map(({ Key }) => Key)).toContain(oldKey);
    await s3.send(new DeleteObjectCommand({ Bucket, Key: oldKey }));
    const Fails = {
      Type: 'AWS::IAM::Role',
      DependsOn: logicalId,
      Properties: {
        AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] },
        ManagedPolicyArns: ['arn:aws:iam::123456789012:policy/nope'],
      },
    };
    await cloudFormation.send(
      new UpdateStackCommand({
        StackName: 'blog-dev',
        TemplateBody: JSON.stringify({ ...template, Resources: { ...template.Resources, Fails } }),
        Parameters: [{ ParameterKey: 'ArtifactBucket', UsePreviousValue: true }],
        Capabilities: ['CAPABILITY_IAM'],
      }),
    );
    const stackStatus = async () =>
      (await cloudFormation.send(new DescribeStacksCommand({ StackName: 'blog-dev' }))).Stacks?.[0]
        ?.StackStatus;
    await expect.poll(stackStatus).toBe('UPDATE_ROLLBACK_FAILED');

    const jets = (...args: string[]) => runJets(args, { cwd: app.dir, env: aws.env });
    const [deploy, status] = await Promise.all([jets('deploy'), jets('status')]);
    for (const { stderr } of [deploy, status]) {
      expect(stderr).toContain('Stack blog-dev is stuck');
      expect(stderr).toContain('aws cloudformation continue-update-rollback --stack-name blog-dev');
    }
    expect(deploy.code).toBe(5);
    expect(status.code).toBe(0);

    await cloudFormation.send(
      new ContinueUpdateRollbackCommand({ StackName: 'blog-dev', ResourcesToSkip: [logicalId] }),
    );
    await expect.poll(stackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    await editFile(app.dir, 'app/controllers/posts.ts', (text) => `${text}\nexport const now = () => 1;\n`);
    expect(await jets('deploy')).toMatchObject({ code: 0 });
  });

  it('is named with what could not be deleted, and is gone once that is out of the way', async (context) => {
    const { aws, app } = await deployStarter(context);
    const iam = new IAMClient(client(aws));
    const { Roles = [] } = await iam.send(new ListRolesCommand({}));
    const RoleName = Roles.find((role) => role.RoleName?.includes('PagesController'))?.RoleName ?? '';
    const byHand = { RoleName, PolicyArn: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess' };
    await iam.send(new AttachRolePolicyCommand(byHand));

    const jets = (...args: string[]) => runJets(args, { cwd: app.dir, env: aws.env });
    const failed = await jets('delete', '--yes');
    expect(failed.stderr).toContain('✖ Role of function pages_controller could not be deleted');
    expect(failed.stderr.trimEnd()).toMatch(/Remove what stands in the way, then: jets delete$/);
    expect(failed.code).toBe(6);

    const [deploy, status] = await Promise.all([jets('deploy'), jets('status')]);
    for (const { stderr } of [deploy, status]) {
      expect(stderr).toContain('Stack blog-dev is stuck in DELETE_FAILED and can only be deleted');
      expect(stderr).toContain('jets delete');
    }
    expect([deploy.code, status.code]).toEqual([5, 0]);

    await iam.send(new DetachRolePolicyCommand(byHand));
    expect(await jets('delete', '--yes')).toMatchObject({ code: 0 });
    expect((await jets('status')).stdout).toContain('blog-dev is not deployed');
  });
});
