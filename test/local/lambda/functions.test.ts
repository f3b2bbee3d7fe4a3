import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import type {
  FunctionConfiguration,
  GetFunctionResponse,
  ListFunctionsResponse,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createPosts,
  invoke,
  openTestCloud,
  refusal,
  roleArn,
  trust,
  zip,
  type TestCloud,
} from './support.ts';

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await openTestCloud();
});
afterEach(() => cloud.close());

const say = (text: string): string => `export const handler = async () => ${JSON.stringify(text)}`;

describe('creating a function', () => {
  it('answers with the configuration, defaults filled in', async () => {
    const code = zip({ 'index.mjs': say('hello') });
    const created = await createPosts(cloud, '', { Code: { ZipFile: code } });
    expect(created).toEqual({
      FunctionName: 'posts',
      FunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:posts',
      Runtime: 'nodejs20.x',
      Role: roleArn,
      Handler: 'index.handler',
      Description: '',
      Timeout: 3,
      MemorySize: 128,
      Version: '$LATEST',
      TracingConfig: { Mode: 'PassThrough' },
      PackageType: 'Zip',
      Architectures: ['arm64'],
      EphemeralStorage: { Size: 512 },
      SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
      RuntimeVersionConfig: {
        RuntimeVersionArn: expect.stringContaining('arn:aws:lambda:us-east-1::runtime:'),
      },
      LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/posts' },
      CodeSha256: createHash('sha256').update(code).digest('base64'),
      CodeSize: code.byteLength,
      LastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/),
      RevisionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      State: 'Active',
      LastUpdateStatus: 'Successful',
    });
  });

  it('takes code from S3, and says where it is', async () => {
    cloud.objects.set('code/apps/posts.zip', zip({ 'index.mjs': say('from S3') }));
    await createPosts(cloud, '', { Code: { S3Bucket: 'code', S3Key: 'apps/posts.zip' } });
    expect((await invoke(cloud)).json).toBe('from S3');
    const { Code } = await cloud.call<GetFunctionResponse>('lambda', 'GetFunction', {
      FunctionName: 'posts',
    });
    expect(Code!.Location).toMatch(/^http:\/\/127\.0\.0\.1:4566\/code\/apps\/posts\.zip\?X-Amz-Algorithm=/);
  });

  it('keeps code that came in the request where its Location says', async () => {
    const code = zip({ 'index.mjs': say('hello') });
    await createPosts(cloud, '', { Code: { ZipFile: code } });
    const { Code } = await cloud.call<GetFunctionResponse>('lambda', 'GetFunction', {
      FunctionName: 'posts',
    });
    expect(readFileSync(new URL(Code!.Location!))).toEqual(Buffer.from(code));
  });

  it.each([
    ['a name that is taken', {}, 'ResourceConflictException', 'Function already exist: posts', 409],
    [
      'an object that is not there',
      { FunctionName: 'other', Code: { S3Bucket: 'code', S3Key: 'gone.zip' } },
      'InvalidParameterValueException',
      'Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.',
      400,
    ],
    [
      'something that is no zip',
      { FunctionName: 'other', Code: { ZipFile: Buffer.from('no zip') } },
      'InvalidParameterValueException',
      'Could not unzip uploaded file. Please check your file, then try to upload again.',
      400,
    ],
    [
      'a runtime that does not exist',
      { FunctionName: 'other', Runtime: 'nodejs99.x' },
      'InvalidParameterValueException',
      expect.stringMatching(
        /^Value nodejs99\.x at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: \[/,
      ),
      400,
    ],
    [
      'a runtime that is retired',
      { FunctionName: 'other', Runtime: 'nodejs14.x' },
      'InvalidParameterValueException',
      'The runtime parameter of nodejs14.x is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.',
      400,
    ],
    [
      'reserved variables',
      { FunctionName: 'other', Environment: { Variables: { AWS_REGION: 'x', TABLE: 'y', _HANDLER: 'z' } } },
      'InvalidParameterValueException',
      'Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: AWS_REGION, _HANDLER',
      400,
    ],
    [
      'more than 4 KB of variables',
      { FunctionName: 'other', Environment: { Variables: { LARGE: 'x'.repeat(4096) } } },
      'InvalidParameterValueException',
      expect.stringMatching(/exceeded the 4KB limit\. String measured: \{"LARGE":"x+"\}$/),
      400,
    ],
    [
      'a timeout over 15 minutes',
      { FunctionName: 'other', Timeout: 901 },
      'ValidationException',
      "1 validation error detected: Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900",
      400,
    ],
    [
      'too little memory',
      { FunctionName: 'other', MemorySize: 64 },
      'ValidationException',
      "1 validation error detected: Value '64' at 'memorySize' failed to satisfy constraint: Member must have value greater than or equal to 128",
      400,
    ],
    [
      'a name over 64 characters',
      { FunctionName: 'x'.repeat(65) },
      'ValidationException',
      `1 validation error detected: Value '${'x'.repeat(65)}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64`,
      400,
    ],
    [
      'a role that does not exist',
      { FunctionName: 'other', Role: 'arn:aws:iam::123456789012:role/gone' },
      'InvalidParameterValueException',
      'The role defined for the function cannot be assumed by Lambda.',
      400,
    ],
    [
      'a role for another service',
      { FunctionName: 'other', Role: 'arn:aws:iam::123456789012:role/gateway' },
      'InvalidParameterValueException',
      'The role defined for the function cannot be assumed by Lambda.',
      400,
    ],
    [
      'container images, which are not embedded',
      { FunctionName: 'other', PackageType: 'Image', Code: { ImageUri: 'x' } },
      'NotImplemented',
      'The embedded AWS has no container image functions. Use AWS for it.',
      501,
    ],
  ] as const)('refuses %s', async (_what, settings, code, message, status) => {
    cloud.iam.roles.set('gateway', trust('apigateway.amazonaws.com'));
    await createPosts(cloud, say('hello'));
    expect(await refusal(createPosts(cloud, say('hello'), settings))).toEqual({
      code,
      message,
      status,
    });
  });
});

describe('finding a function', () => {
  it.each([
    'posts',
    'function:posts',
    '123456789012:function:posts',
    'arn:aws:lambda:us-east-1:123456789012:function:posts',
  ])('by %s', async (FunctionName) => {
    await createPosts(cloud, say('hello'));
    const found = await cloud.call<FunctionConfiguration>('lambda', 'GetFunctionConfiguration', {
      FunctionName,
    });
    expect(found.FunctionArn).toBe('arn:aws:lambda:us-east-1:123456789012:function:posts');
  });

  it.each([
    ['GetFunction', {}, 'Function not found: arn:aws:lambda:us-east-1:123456789012:function:gone'],
    [
      'GetFunction',
      { Qualifier: '7' },
      'Function not found: arn:aws:lambda:us-east-1:123456789012:function:gone:7',
    ],
    ['Invoke', {}, 'Function not found: arn:aws:lambda:us-east-1:123456789012:function:gone:$LATEST'],
    [
      'UpdateFunctionConfiguration',
      {},
      'Function not found: arn:aws:lambda:us-east-1:123456789012:function:gone',
    ],
    ['DeleteFunction', {}, 'Function not found: arn:aws:lambda:us-east-1:123456789012:function:gone'],
    ['PublishVersion', {}, 'Function not found: arn:aws:lambda:us-east-1:123456789012:function:gone'],
  ])('%s says that there is none', async (operation, input, message) => {
    expect(await refusal(cloud.call('lambda', operation, { FunctionName: 'gone', ...input }))).toEqual({
      code: 'ResourceNotFoundException',
      message,
      status: 404,
    });
  });

  it('refuses another region and two different qualifiers', async () => {
    const FunctionName = 'arn:aws:lambda:eu-west-1:123456789012:function:posts';
    expect((await refusal(cloud.call('lambda', 'GetFunction', { FunctionName }))).message).toBe(
      "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
    );
    expect(
      (await refusal(cloud.call('lambda', 'GetFunction', { FunctionName: 'posts:1', Qualifier: '2' })))
        .message,
    ).toBe('The derived qualifier from the function name does not match the specified qualifier.');
  });

  it('lists in pages, by name', async () => {
    for (const name of ['c', 'a', 'b']) await createPosts(cloud, say('hello'), { FunctionName: name });
    const first = await cloud.call<ListFunctionsResponse>('lambda', 'ListFunctions', { MaxItems: 2 });
    const second = await cloud.call<ListFunctionsResponse>('lambda', 'ListFunctions', {
      Marker: first.NextMarker,
    });
    expect(first.Functions!.map((found) => found.FunctionName)).toEqual(['a', 'b']);
    expect(second.Functions!.map((found) => found.FunctionName)).toEqual(['c']);
    expect(second.NextMarker).toBeUndefined();
  });
});

describe('updating a function', () => {
  it('runs new code and new settings from the next event on', async () => {
    const { RevisionId } = await createPosts(cloud, say('old'));
    expect((await invoke(cloud)).json).toBe('old');
    const updated = await cloud.call<FunctionConfiguration>('lambda', 'UpdateFunctionCode', {
      FunctionName: 'posts',
      ZipFile: zip({ 'index.mjs': 'export const handler = async () => process.env.GREETING ?? "new"' }),
    });
    expect(updated.RevisionId).not.toBe(RevisionId);
    expect((await invoke(cloud)).json).toBe('new');
    await cloud.call('lambda', 'UpdateFunctionConfiguration', {
      FunctionName: 'posts',
      Environment: { Variables: { GREETING: 'hi' } },
    });
    expect((await invoke(cloud)).json).toBe('hi');
  });

  it('a dry run changes nothing and keeps no code', async () => {
    await createPosts(cloud, say('old'));
    const code = { FunctionName: 'posts', ZipFile: zip({ 'index.mjs': say('new') }), DryRun: true };
    await cloud.call('lambda', 'UpdateFunctionCode', code);
    expect((await invoke(cloud)).json).toBe('old');
    expect(readdirSync(join(cloud.dir, 'files/lambda/code'))).toHaveLength(1);
  });

  it('refuses a revision that is not the latest', async () => {
    await createPosts(cloud, say('old'));
    const input = { FunctionName: 'posts', Description: 'x', RevisionId: 'another' };
    expect(await refusal(cloud.call('lambda', 'UpdateFunctionConfiguration', input))).toMatchObject({
      code: 'PreconditionFailedException',
      status: 412,
    });
  });

  it('survives a restart, code and all', async () => {
    await createPosts(cloud, say('kept'));
    await cloud.restart();
    expect((await invoke(cloud)).json).toBe('kept');
  });
});

it('deleting the last function with a package removes the package', async () => {
  await createPosts(cloud, say('hello'));
  await invoke(cloud);
  await createPosts(cloud, say('hello'), { FunctionName: 'twin' });
  const code = join(cloud.dir, 'files/lambda/code');
  await cloud.call('lambda', 'DeleteFunction', { FunctionName: 'posts' });
  await expect.poll(() => readdirSync(code)).toHaveLength(1);
  expect((await invoke(cloud, {}, { FunctionName: 'twin' })).json).toBe('hello');
  await cloud.call('lambda', 'DeleteFunction', { FunctionName: 'twin' });
  await expect.poll(() => readdirSync(code)).toHaveLength(0);
  expect(existsSync(code)).toBe(true);
});

it('tags belong to the function', async () => {
  const { FunctionArn } = await createPosts(cloud, say('hello'), { Tags: { app: 'blog', env: 'dev' } });
  await cloud.call('lambda', 'TagResource', { Resource: FunctionArn, Tags: { env: 'prod' } });
  await cloud.call('lambda', 'UntagResource', { Resource: FunctionArn, TagKeys: ['app'] });
  expect(await cloud.call('lambda', 'ListTags', { Resource: FunctionArn })).toEqual({
    Tags: { env: 'prod' },
  });
  expect((await refusal(cloud.call('lambda', 'ListTags', { Resource: `${FunctionArn}:1` }))).message).toBe(
    'Tags on function aliases and versions are not supported. Please specify a function ARN.',
  );
});
