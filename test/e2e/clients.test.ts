import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { APIGatewayClient, GetResourcesCommand, GetRestApisCommand } from '@aws-sdk/client-api-gateway';
import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { GetRoleCommand, IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { GetFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type EmbeddedAws, startEmbeddedAws } from './support/embedded-aws.ts';
import { hasProgram } from './support/find-program.ts';
import { cleanEnv, runJets } from './support/jets.ts';
import { makeStarter, type StarterApp } from './support/starter.ts';

const [hasAwsCli, hasCfnLint] = await Promise.all(['aws', 'cfn-lint'].map(hasProgram));

const getPosts = {
  resource: '/posts',
  path: '/posts',
  httpMethod: 'GET',
  headers: {},
  multiValueHeaders: {},
  queryStringParameters: null,
  multiValueQueryStringParameters: null,
  pathParameters: null,
  requestContext: { stage: 'dev', path: '/dev/posts', domainName: 'localhost' },
  body: null,
  isBase64Encoded: false,
};
const functionName = 'blog-dev-posts_controller';

describe('what a deploy of the starter made', () => {
  let aws: EmbeddedAws;
  let app: StarterApp;
  let endpoint: string;
  beforeAll(async () => {
    [aws, app] = await Promise.all([startEmbeddedAws(), makeStarter()]);
    const { code, stdout, stderr } = await runJets(['deploy'], { cwd: app.dir, env: aws.env });
    if (code !== 0) throw new Error(stderr);
    endpoint = stdout.trim();
    await fetch(`${endpoint}/posts`);
  });
  afterAll(async () => {
    await Promise.all([aws.stop(), app.remove()]);
  });

  describe('is read by the JavaScript SDK', () => {
    const client = () => ({
      endpoint: aws.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });

    it('as a stack with events, resources and outputs', async () => {
      const cloudFormation = new CloudFormationClient(client());
      const StackName = 'blog-dev';
      const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
      expect(Stacks[0]).toMatchObject({ StackStatus: 'CREATE_COMPLETE' });
      expect(Stacks[0]?.Outputs?.map(({ OutputKey }) => OutputKey)).toContain('Endpoint');
      const { StackEvents = [] } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName }));
      expect(StackEvents[0]).toMatchObject({
        LogicalResourceId: StackName,
        ResourceStatus: 'CREATE_COMPLETE',
      });
      const { StackResources = [] } = await cloudFormation.send(
        new DescribeStackResourcesCommand({ StackName }),
      );
      expect(new Set(StackResources.map(({ ResourceStatus }) => ResourceStatus))).toEqual(
        new Set(['CREATE_COMPLETE']),
      );
      const TemplateBody = JSON.stringify({ Resources: { Topic: { Type: 'AWS::IAM::Role' } } });
      await cloudFormation.send(new ValidateTemplateCommand({ TemplateBody }));
    });

    it('as a Rest API with a method for every route', async () => {
      const gateway = new APIGatewayClient(client());
      const { items: apis = [] } = await gateway.send(new GetRestApisCommand({}));
      expect(apis.map(({ name }) => name)).toEqual([expect.stringContaining('blog-dev')]);
      const { items = [] } = await gateway.send(
        new GetResourcesCommand({ restApiId: apis[0]?.id, embed: ['methods'] }),
      );
      const routes = items.flatMap(({ path, resourceMethods = {} }) =>
        Object.keys(resourceMethods).map((verb) => `${verb} ${path}`),
      );
      expect(routes.toSorted()).toEqual([
        'ANY /{path+}',
        'GET /',
        'GET /posts',
        'GET /posts/{id}',
        'POST /posts',
      ]);
    });

    it('as functions that can be invoked, whose output is in their log groups', async () => {
      const lambda = new LambdaClient(client());
      const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: functionName }));
      const { Payload, FunctionError } = await lambda.send(
        new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(JSON.stringify(getPosts)) }),
      );
      expect(FunctionError).toBeUndefined();
      const answer = JSON.parse(Buffer.from(Payload ?? []).toString()) as { statusCode: number };
      expect(answer.statusCode).toBe(200);
      const logs = new CloudWatchLogsClient(client());
      const logGroupName = Configuration?.LoggingConfig?.LogGroup;
      const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
      expect(events.map(({ message }) => message).join('')).toContain('REPORT RequestId');
    });

    it('as roles, a schedule and a bucket', async () => {
      const iam = new IAMClient(client());
      const { Roles = [] } = await iam.send(new ListRolesCommand({}));
      const role = Roles.find(({ RoleName }) => RoleName?.includes('PostsControllerRole'));
      expect(await iam.send(new GetRoleCommand({ RoleName: role?.RoleName }))).toMatchObject({
        Role: { Arn: role?.Arn },
      });
      const { Rules = [] } = await new EventBridgeClient(client()).send(new ListRulesCommand({}));
      expect(Rules).toEqual([
        expect.objectContaining({ ScheduleExpression: 'cron(0 3 * * ? *)', State: 'ENABLED' }),
      ]);
      const s3 = new S3Client({ ...client(), forcePathStyle: true });
      const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: Buckets[0]?.Name }));
      expect(Contents.every(({ Key }) => Key?.startsWith('apps/blog-dev/'))).toBe(true);
    });
  });

  // Says "skipped" where the aws CLI is not installed.
  describe.runIf(hasAwsCli)('is read by the aws CLI', () => {
    /** @param words of the command that need no quoting; `values` are taken as they are. */
    const cli = async (words: string, ...values: string[]) => {
      const args = ['--endpoint-url', aws.endpoint, ...words.split(' '), ...values];
      const { stdout } = await promisify(execFile)('aws', args, {
        env: { ...cleanEnv(), ...aws.env, AWS_DEFAULT_REGION: 'us-east-1', AWS_PAGER: '' },
      });
      return stdout;
    };
    const json = async (words: string, ...values: string[]) =>
      JSON.parse(await cli(`--output json ${words}`, ...values)) as unknown;

    it('events of the stack', async () => {
      expect(await json('cloudformation describe-stack-events --stack-name blog-dev')).toMatchObject({
        StackEvents: expect.arrayContaining([
          expect.objectContaining({ LogicalResourceId: 'blog-dev', ResourceStatus: 'CREATE_COMPLETE' }),
        ]),
      });
    });

    it('resources with their methods', async () => {
      const restApiId = endpoint.split('/').at(-2) ?? '';
      const read = await json(`apigateway get-resources --embed methods --rest-api-id ${restApiId}`);
      expect((read as { items: unknown[] }).items).toContainEqual(
        expect.objectContaining({
          path: '/posts',
          resourceMethods: expect.objectContaining({
            GET: expect.objectContaining({ httpMethod: 'GET' }),
            POST: expect.objectContaining({ httpMethod: 'POST' }),
          }),
        }),
      );
    });

    it('what a function answers and logs', async () => {
      const payload = join(app.dir, 'payload.json');
      await writeFile(payload, JSON.stringify(getPosts));
      const invoke = `lambda invoke --function-name ${functionName} --payload fileb://${payload}`;
      expect(await json(`${invoke} ${join(app.dir, 'answer.json')}`)).toMatchObject({ StatusCode: 200 });
      const read = await json(`lambda get-function-configuration --function-name ${functionName}`);
      const { LogGroup } = (read as { LoggingConfig: { LogGroup: string } }).LoggingConfig;
      expect(await json(`logs filter-log-events --log-group-name ${LogGroup}`)).toMatchObject({
        events: expect.arrayContaining([
          expect.objectContaining({ message: expect.stringContaining('REPORT RequestId') }),
        ]),
      });
    });

    it('buckets and what is in them', async () => {
      const bucket = (await cli('s3 ls')).trim().split(' ').at(-1) ?? '';
      expect(bucket).toContain('jets-toolkit');
      expect(await cli(`s3 ls --recursive s3://${bucket}`)).toContain('apps/blog-dev/');
    });
  });

  // Says "skipped" where cfn-lint is not installed.
  it.runIf(hasCfnLint)('comes from templates that cfn-lint finds nothing wrong with', async () => {
    const out = await mkdtemp(join(tmpdir(), 'jets-lint-'));
    try {
      expect((await runJets(['build', '--out', out], { cwd: app.dir })).code).toBe(0);
      const templates = (await readdir(join(out, 'templates'))).map((name) => join(out, 'templates', name));
      const { stdout } = await promisify(execFile)('cfn-lint', [
        '--regions',
        'us-east-1',
        '--',
        ...templates,
      ]);
      expect(stdout).toBe('');
    } finally {
      await rm(out, { recursive: true, force: true });
    }
  });
});
