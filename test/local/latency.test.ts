import { APIGatewayClient, GetResourcesCommand } from '@aws-sdk/client-api-gateway';
import { CloudFormation, type StackEvent } from '@aws-sdk/client-cloudformation';
import { IAM } from '@aws-sdk/client-iam';
import { expect, it } from 'vitest';
import { createLatency } from '../../src/local/latency.ts';
import { createQuotas } from '../../src/local/quotas.ts';
import { startEmbeddedAws } from '../../src/local/server.ts';
import { createServices } from '../../src/local/services.ts';
import { after, deployment, fn, path, proxy, restApi, stage, template } from './facts/app-template.ts';
import { clientOptions, makeTemporaryFolder, startForTest } from './start-for-test.ts';

const context = { account: '123456789012', region: 'us-east-1', requestId: 'r' };

it('refuses a second regional API within 3 s, an edge one within 30 s', () => {
  let now = 0;
  const admit = createQuotas(() => now);
  const regional = { endpointConfiguration: { types: ['REGIONAL'] } };
  admit('apigateway', 'CreateRestApi', regional, context);
  expect(() => admit('apigateway', 'CreateRestApi', regional, context)).toThrow('Too Many Requests');
  now = 3000;
  admit('apigateway', 'CreateRestApi', regional, context);

  admit('apigateway', 'CreateRestApi', {}, context);
  now = 32_900;
  expect(() => admit('apigateway', 'CreateRestApi', {}, context)).toThrow('Too Many Requests');
  now = 33_001;
  admit('apigateway', 'CreateRestApi', {}, context);
});

it('admits a burst of 40 calls and then 10 a second, in each region for itself', () => {
  let now = 0;
  const admit = createQuotas(() => now);
  const call = (region: string): void => admit('apigateway', 'GetStage', {}, { ...context, region });
  for (let n = 0; n < 40; n++) call('us-east-1');
  expect(() => call('us-east-1')).toThrow('Too Many Requests');
  call('eu-west-1');
  now = 1000;
  for (let n = 0; n < 10; n++) call('us-east-1');
  expect(() => call('us-east-1')).toThrow('Too Many Requests');
});

it('does not limit other services, or anything when instant', () => {
  const admit = createQuotas(() => 0);
  const instant = createLatency('instant', { scale: 1 });
  for (let n = 0; n < 100; n++) {
    admit('lambda', 'GetFunction', {}, context);
    instant.admit('apigateway', 'CreateDeployment', {}, context);
  }
});

it('takes time in proportion to the scale', async () => {
  const started = performance.now();
  await createLatency('real', { scale: 0.02 }).wait('AWS::Lambda::Function');
  expect(performance.now() - started).toBeGreaterThan(95);
});

it('answers over the wire as API Gateway does when it is throttled', async () => {
  const aws = await startForTest({
    latency: 'real',
    latencyScale: 0,
    services: () => [{ name: 'apigateway', operations: { GetResources: () => ({ items: [] }) } }],
  });
  const client = new APIGatewayClient(clientOptions(aws));
  const get = () => client.send(new GetResourcesCommand({ restApiId: 'abc' }));
  const results = await Promise.allSettled(Array.from({ length: 8 }, get));
  const refused = results.filter((result) => result.status === 'rejected');
  expect(refused.length).toBeGreaterThanOrEqual(2);
  expect(refused[0]?.reason).toMatchObject({
    name: 'TooManyRequestsException',
    message: 'Too Many Requests',
    $metadata: { httpStatusCode: 429 },
  });
});

it('requests to a deployed API are neither slowed nor throttled by the control plane', async () => {
  const dir = makeTemporaryFolder();
  const instant = await startEmbeddedAws({ dir, port: 0, latency: 'instant', compose: createServices });
  const roleName = 'functions';
  const iam = new IAM(clientOptions(instant));
  const allow = (statement: object) => JSON.stringify({ Statement: [{ Effect: 'Allow', ...statement }] });
  const { Role } = await iam.createRole({
    RoleName: roleName,
    AssumeRolePolicyDocument: allow({
      Principal: { Service: ['lambda.amazonaws.com', 'apigateway.amazonaws.com'] },
      Action: 'sts:AssumeRole',
    }),
  });
  await iam.putRolePolicy({
    RoleName: roleName,
    PolicyName: 'invoke',
    PolicyDocument: allow({ Action: 'lambda:InvokeFunction', Resource: '*' }),
  });
  const client = new CloudFormation(clientOptions(instant));
  const app = template({
    Api: restApi(),
    Posts: path('posts'),
    GetPosts: after(proxy('Posts', 'function:posts', Role?.Arn ?? ''), 'Function'),
    Function: fn('posts', Role?.Arn ?? '', "'posts'"),
    Release: deployment('GetPosts'),
    Stage: stage('Release'),
  });
  await client.createStack({ StackName: 'app', TemplateBody: JSON.stringify(app) });
  let restApiId = '';
  for (let status = ''; status !== 'CREATE_COMPLETE';) {
    status = (await client.describeStacks({ StackName: 'app' })).Stacks?.[0]?.StackStatus ?? '';
    const { StackResources = [] } = await client.describeStackResources({ StackName: 'app' });
    restApiId = StackResources.find((one) => one.LogicalResourceId === 'Api')?.PhysicalResourceId ?? '';
  }
  client.destroy();
  iam.destroy();
  await instant.close();

  // No call of the control plane takes less than 0.8 s at this scale.
  const real = await startForTest({ dir, latency: 'real', latencyScale: 10, compose: createServices });
  const busy = new APIGatewayClient(clientOptions(real));
  const calls = Array.from({ length: 8 }, () => busy.send(new GetResourcesCommand({ restApiId })));
  await expect(Promise.any(calls.map(rejected))).resolves.toBe('TooManyRequestsException');
  const times: number[] = [];
  for (let count = 0; count < 50; count += 1) {
    const started = performance.now();
    const response = await fetch(`${real.endpoint}/_aws/execute-api/${restApiId}/dev/posts`);
    expect([response.status, await response.text()]).toEqual([200, 'posts']);
    times.push(performance.now() - started);
  }
  expect(Math.min(...times)).toBeLessThan(400);
  await Promise.allSettled(calls);
  busy.destroy();
});

it('CloudFormation makes a resource, says so, and calls it complete when it has stabilized', async () => {
  const aws = await startForTest({ latency: 'real', latencyScale: 0.02, compose: createServices });
  const client = new CloudFormation(clientOptions(aws));
  const Role = {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Statement: [
          { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
        ],
      },
    },
  };
  await client.createStack({
    StackName: 'app',
    TemplateBody: JSON.stringify({ Resources: { Role } }),
    Capabilities: ['CAPABILITY_IAM'],
  });
  let events: StackEvent[] = [];
  while (events[0]?.ResourceStatus !== 'CREATE_COMPLETE' || events[0].LogicalResourceId !== 'app') {
    events = (await client.describeStackEvents({ StackName: 'app' })).StackEvents ?? [];
  }
  const [, complete, initiated, begun, started] = events.map((event) => event.Timestamp?.getTime() ?? 0);
  expect(begun! - started!).toBeGreaterThanOrEqual(75);
  expect(initiated! - begun!).toBeLessThan(complete! - initiated!);
  expect(complete! - initiated!).toBeGreaterThanOrEqual(315);
  client.destroy();
});

/** The name of what a call is rejected with; rejects when it is answered. */
async function rejected(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    return (error as Error).name;
  }
  throw new Error('answered');
}
