import { APIGatewayClient, GetResourcesCommand } from '@aws-sdk/client-api-gateway';
import { expect, it } from 'vitest';
import { createLatency } from '../../src/local/latency.ts';
import { createQuotas } from '../../src/local/quotas.ts';
import { clientOptions, startForTest } from './start-for-test.ts';

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
