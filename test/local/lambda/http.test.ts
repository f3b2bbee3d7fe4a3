import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient, ListRulesCommand, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateFunctionCommand,
  GetFunctionEventInvokeConfigCommand,
  InvokeCommand,
  LambdaClient,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  PutFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEvents } from '../../../src/local/events/service.ts';
import { createLambda } from '../../../src/local/lambda/service.ts';
import { createLogs } from '../../../src/local/logs/service.ts';
import { startEmbeddedAws, type EmbeddedAws } from '../../../src/local/server.ts';
import { createFakeIam, createFakeS3, roleArn, trust, zip } from './support.ts';

const dir = mkdtempSync(join(tmpdir(), 'jets-lambda-http-'));
let aws: EmbeddedAws;
let settings: object;
beforeAll(async () => {
  const iam = { logging: true, roles: new Map([['posts', trust('lambda.amazonaws.com')]]) };
  aws = await startEmbeddedAws({
    dir,
    port: 0,
    latency: 'instant',
    compose: (cloud) => ({
      services: [
        createLambda(cloud),
        createLogs(cloud),
        createEvents(cloud),
        createFakeIam(iam),
        createFakeS3(new Map()),
      ],
      dataPlane: async () => undefined,
    }),
  });
  settings = {
    region: 'us-east-1',
    endpoint: aws.endpoint,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  };
});
afterAll(async () => {
  await aws.close();
  rmSync(dir, { recursive: true, force: true });
});

it('the SDK creates, publishes and invokes a function, and reads its log', async () => {
  const lambda = new LambdaClient(settings);
  const created = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'posts',
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: roleArn,
      Code: {
        ZipFile: zip({
          'index.mjs': `export const handler = async (event, { awsRequestId }) => {
            console.log('hello from', event.from);
            if (event.fails) throw new Error('asked to');
            return { awsRequestId, endpoint: process.env.AWS_ENDPOINT_URL };
          }`,
        }),
      },
    }),
  );
  expect(created).toMatchObject({ State: 'Active', Runtime: 'nodejs22.x' });
  await lambda.send(new PublishVersionCommand({ FunctionName: 'posts' }));
  const { Versions } = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName: 'posts' }));
  expect(Versions!.map(({ Version }) => Version)).toEqual(['$LATEST', '1']);

  const Payload = JSON.stringify({ from: 'SDK' });
  const answer = await lambda.send(new InvokeCommand({ FunctionName: 'posts:1', Payload, LogType: 'Tail' }));
  expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '1' });
  expect(answer.FunctionError).toBeUndefined();
  expect(JSON.parse(Buffer.from(answer.Payload!).toString())).toEqual({
    awsRequestId: answer.$metadata.requestId,
    endpoint: aws.endpoint,
  });
  expect(Buffer.from(answer.LogResult!, 'base64').toString()).toContain('INFO\thello from SDK\n');

  const failed = await lambda.send(new InvokeCommand({ FunctionName: 'posts', Payload: '{"fails":true}' }));
  expect(failed).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
  const queued = await lambda.send(
    new InvokeCommand({ FunctionName: 'posts', Payload, InvocationType: 'Event' }),
  );
  expect(queued.StatusCode).toBe(202);

  const logs = new CloudWatchLogsClient(settings);
  const filter = new FilterLogEventsCommand({
    logGroupName: '/aws/lambda/posts',
    filterPattern: '"hello from SDK"',
  });
  await expect
    .poll(async () => (await logs.send(filter).catch(() => undefined))?.events?.length, { timeout: 5000 })
    .toBe(2);
});

it('the SDK gets errors as its own', async () => {
  const lambda = new LambdaClient(settings);
  await expect(lambda.send(new InvokeCommand({ FunctionName: 'gone' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Function not found: arn:aws:lambda:us-east-1:123456789012:function:gone:$LATEST',
    Type: 'User',
    $metadata: { httpStatusCode: 404 },
  });
});

it('the SDK reads back what it put: dates, rules', async () => {
  const lambda = new LambdaClient(settings);
  await lambda.send(
    new PutFunctionEventInvokeConfigCommand({ FunctionName: 'posts', MaximumRetryAttempts: 1 }),
  );
  const config = await lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName: 'posts' }));
  expect(config).toMatchObject({ MaximumRetryAttempts: 1, LastModified: expect.any(Date) });
  const events = new EventBridgeClient(settings);
  await events.send(new PutRuleCommand({ Name: 'clean', ScheduleExpression: 'rate(1 day)' }));
  expect((await events.send(new ListRulesCommand({}))).Rules).toMatchObject([
    { Name: 'clean', State: 'ENABLED' },
  ]);
});
