import { request } from 'node:http';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { ListBucketsCommand, PutBucketCorsCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeStacksCommand, CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { expect, it } from 'vitest';
import type { DataPlaneRequest } from '../../../src/local/http.ts';
import type { EmbeddedAws } from '../../../src/local/server.ts';
import { clientOptions, makeTemporaryFolder, startForTest } from '../start-for-test.ts';

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
}

function call(
  aws: EmbeddedAws,
  path: string,
  options: { method?: string; headers?: Record<string, string | string[]>; body?: string | Uint8Array } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { body, ...rest } = options;
    const outgoing = request({ host: '127.0.0.1', port: aws.port, path, ...rest }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode!,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

it('says how it is', async () => {
  const dir = makeTemporaryFolder();
  const aws = await startForTest({ dir, instanceId: 'me' });
  const answer = await call(aws, '/_aws/health');
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.text)).toMatchObject({
    port: aws.port,
    pid: process.pid,
    instanceId: 'me',
    services: ['s3', 'sts'],
  });
});

it('refuses a request without credentials', async () => {
  const aws = await startForTest();
  const answer = await call(aws, '/', {
    method: 'POST',
    body: 'Action=GetCallerIdentity&Version=2011-06-15',
  });
  expect(answer.status).toBe(403);
  expect(answer.text).toContain('<Code>MissingAuthenticationToken</Code>');
});

it('finds service and region in a presigned query', async () => {
  const aws = await startForTest();
  const credential = encodeURIComponent('AKID/20260102/eu-west-1/sts/aws4_request');
  const answer = await call(
    aws,
    `/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Credential=${credential}`,
  );
  expect(answer.text).toContain('<Account>123456789012</Account>');
  expect(answer.headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
});

it('names service and operation when it has neither', async () => {
  const aws = await startForTest();
  const s3 = new S3Client(clientOptions(aws));
  const cors = s3.send(
    new PutBucketCorsCommand({ Bucket: 'some-bucket', CORSConfiguration: { CORSRules: [] } }),
  );
  await expect(cors).rejects.toMatchObject({
    name: 'NotImplemented',
    message: expect.stringContaining('s3 PutBucketCors'),
    $metadata: { httpStatusCode: 501 },
  });
  const stacks = new CloudFormationClient(clientOptions(aws)).send(new DescribeStacksCommand({}));
  await expect(stacks).rejects.toMatchObject({
    name: 'NotImplemented',
    message: expect.stringContaining('cloudformation DescribeStacks'),
  });
  const answer = await call(aws, '/', {
    headers: { authorization: 'AWS4-HMAC-SHA256 Credential=A/1/us-east-1/sqs/aws4_request' },
  });
  expect([answer.status, answer.text.includes('no service sqs')]).toEqual([501, true]);
});

it('takes an operation that no service has for a mistake of the caller', async () => {
  const aws = await startForTest();
  const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=A/1/us-east-1/sts/aws4_request' };
  const answer = await call(aws, '/', { method: 'POST', headers, body: 'Action=Nonsense' });
  expect([answer.status, answer.text.includes('<Code>InvalidAction</Code>')]).toEqual([400, true]);
});

it('hands requests for deployed APIs on as they came', async () => {
  const seen: DataPlaneRequest[] = [];
  const aws = await startForTest({
    dataPlane: async (request) => {
      if (request.apiId === undefined && request.host !== 'api.example.com') return undefined;
      seen.push(request);
      return {
        status: 201,
        headers: [
          ['Set-Cookie', 'a=1'],
          ['Set-Cookie', 'b=2'],
        ],
        body: Buffer.from([1, 2, 255]),
      };
    },
  });
  const answer = await call(aws, '/_aws/execute-api/abc/dev/posts/a%2Fb?x=1&x=%C3%A9', {
    method: 'PUT',
    headers: { 'X-Thing': ['one', 'two'] },
    body: Uint8Array.of(0, 200),
  });
  expect(answer.status).toBe(201);
  expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2']);
  expect(seen[0]).toMatchObject({
    method: 'PUT',
    apiId: 'abc',
    stageName: 'dev',
    path: '/posts/a%2Fb',
    query: 'x=1&x=%C3%A9',
    sourceIp: '127.0.0.1',
  });
  expect([...seen[0]!.body]).toEqual([0, 200]);
  expect(seen[0]!.headers.filter(([name]) => name === 'X-Thing')).toEqual([
    ['X-Thing', 'one'],
    ['X-Thing', 'two'],
  ]);

  await call(aws, '/v1/posts', { headers: { host: 'API.example.com:8080' } });
  expect(seen[1]).toMatchObject({ host: 'api.example.com', path: '/v1/posts' });
  expect(seen[1]).not.toHaveProperty('apiId');
  await call(aws, '/dev', { headers: { host: 'abc.execute-api.us-east-1.amazonaws.com' } });
  expect(seen[2]).toMatchObject({ apiId: 'abc', stageName: 'dev', path: '/' });
  expect((await call(aws, '/', { headers: { host: 'other.example.com' } })).status).toBe(403);
});

it('serves many connections at once', async () => {
  const aws = await startForTest();
  const s3 = new S3Client(clientOptions(aws));
  const answers = await Promise.all(Array.from({ length: 300 }, () => s3.send(new ListBucketsCommand({}))));
  expect(answers.every((answer) => answer.$metadata.httpStatusCode === 200)).toBe(true);
});

it('finishes what is under way before it closes, and accepts nothing new', async () => {
  let arrived!: () => void;
  const inside = new Promise<void>((resolve) => (arrived = resolve));
  let release!: () => void;
  const held = new Promise<void>((resolve) => (release = resolve));
  const order: string[] = [];
  const aws = await startForTest({
    services: () => [{ name: 'iam', operations: {}, close: async () => void order.push('services closed') }],
    dataPlane: async () => {
      arrived();
      await held;
      order.push('answered');
      return { status: 200, headers: [], body: Buffer.from('done') };
    },
  });
  const slow = call(aws, '/_aws/execute-api/abc/dev/');
  await inside;
  const closed = aws.close();
  await expect(call(aws, '/_aws/health')).rejects.toThrow();
  release();
  expect((await slow).text).toBe('done');
  await closed;
  expect(order).toEqual(['answered', 'services closed']);
});

it('calls operations in process with the same checks and errors', async () => {
  let failure: unknown;
  const aws = await startForTest({
    services: (cloud) => [
      {
        name: 'iam',
        operations: {
          ListRoles: async (_input, context) => {
            failure = await cloud
              .call('sts', 'AssumeRole', { RoleArn: 'x' }, context)
              .catch((error: unknown) => error);
            return { Roles: [], IsTruncated: false };
          },
        },
      },
    ],
  });
  const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=A/1/us-east-1/iam/aws4_request' };
  expect((await call(aws, '/', { method: 'POST', headers, body: 'Action=ListRoles' })).status).toBe(200);
  expect(failure).toMatchObject({
    code: 'ValidationError',
    message: expect.stringContaining("'roleSessionName'"),
  });
});

it('keeps its state over a restart', async () => {
  const dir = makeTemporaryFolder();
  const first = await startForTest({ dir });
  const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=A/1/us-east-1/s3/aws4_request' };
  await call(first, '/kept-bucket', { method: 'PUT', headers });
  await first.close();
  const second = await startForTest({ dir });
  const { Buckets } = await new S3Client(clientOptions(second)).send(new ListBucketsCommand({}));
  expect(Buckets?.map((bucket) => bucket.Name)).toEqual(['kept-bucket']);
  await new STSClient(clientOptions(second)).send(new GetCallerIdentityCommand({}));
});
