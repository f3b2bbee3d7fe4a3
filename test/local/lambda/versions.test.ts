import type {
  AliasConfiguration,
  FunctionConfiguration,
  ListVersionsByFunctionResponse,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPosts, invoke, openTestCloud, refusal, zip, type TestCloud } from './support.ts';

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await openTestCloud();
  await createPosts(cloud, say(1));
});
afterEach(() => cloud.close());

function say(value: number): string {
  return `export const handler = async () => ${value}`;
}

const publish = (input: object = {}): Promise<FunctionConfiguration> =>
  cloud.call('lambda', 'PublishVersion', { FunctionName: 'posts', ...input });

async function publishCode(value: number): Promise<FunctionConfiguration> {
  const ZipFile = zip({ 'index.mjs': say(value) });
  return cloud.call('lambda', 'UpdateFunctionCode', { FunctionName: 'posts', ZipFile, Publish: true });
}

describe('versions', () => {
  it('keep code and settings while $LATEST goes on', async () => {
    expect(await publish({ Description: 'first' })).toMatchObject({
      Version: '1',
      FunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:posts:1',
      Description: 'first',
    });
    await publishCode(2);
    expect((await invoke(cloud, {}, { Qualifier: '1' })).json).toBe(1);
    expect(await invoke(cloud, {}, { FunctionName: 'posts:2' })).toMatchObject({
      json: 2,
      ExecutedVersion: '2',
    });
  });

  it('are published only when code, settings or description of $LATEST changed', async () => {
    const first = await publish();
    expect(await publish({ Description: 'another' })).toEqual(first);
    await cloud.call('lambda', 'UpdateFunctionConfiguration', { FunctionName: 'posts', Timeout: 3 });
    expect((await publish()).Version).toBe('1');
    await cloud.call('lambda', 'UpdateFunctionConfiguration', { FunctionName: 'posts', Timeout: 4 });
    expect((await publish()).Version).toBe('2');
    await cloud.call('lambda', 'UpdateFunctionConfiguration', { FunctionName: 'posts', Description: 'new' });
    expect((await publish()).Version).toBe('3');
  });

  it('are numbered once and for all', async () => {
    await publish();
    await publishCode(2);
    await cloud.call('lambda', 'DeleteFunction', { FunctionName: 'posts', Qualifier: '2' });
    expect((await publishCode(3)).Version).toBe('3');
    const { Versions } = await cloud.call<ListVersionsByFunctionResponse>(
      'lambda',
      'ListVersionsByFunction',
      {
        FunctionName: 'posts',
      },
    );
    expect(Versions!.map(({ FunctionArn }) => FunctionArn!.split(':').at(-1))).toEqual(['$LATEST', '1', '3']);
  });

  it('are published only for the code that is meant', async () => {
    expect(await refusal(publish({ CodeSha256: 'another' }))).toMatchObject({
      code: 'InvalidParameterValueException',
      message: expect.stringMatching(
        /^CodeSHA256 \(another\) is different from current CodeSHA256 in \$LATEST \(/,
      ),
    });
  });

  it('cannot be deleted while an alias has them; deleting one that is gone succeeds', async () => {
    await publish();
    await cloud.call('lambda', 'CreateAlias', { FunctionName: 'posts', Name: 'live', FunctionVersion: '1' });
    const remove = (Qualifier: string) =>
      cloud.call('lambda', 'DeleteFunction', { FunctionName: 'posts', Qualifier });
    expect(await refusal(remove('1'))).toEqual({
      code: 'ResourceConflictException',
      message: 'Unable to delete version because the following aliases reference it: [live]',
      status: 409,
    });
    expect((await refusal(remove('live'))).message).toBe('Deletion of aliases is not currently supported.');
    expect((await refusal(remove('$LATEST'))).message).toBe(
      '$LATEST version cannot be deleted without deleting the function.',
    );
    await cloud.call('lambda', 'DeleteAlias', { FunctionName: 'posts', Name: 'live' });
    await remove('1');
    await remove('1');
    expect((await refusal(invoke(cloud, {}, { Qualifier: '1' }))).message).toBe(
      'Function not found: arn:aws:lambda:us-east-1:123456789012:function:posts:1',
    );
  });
});

describe('aliases', () => {
  beforeEach(async () => {
    await publish();
    await publishCode(2);
  });
  const create = (input: object): Promise<AliasConfiguration> =>
    cloud.call('lambda', 'CreateAlias', {
      FunctionName: 'posts',
      Name: 'live',
      FunctionVersion: '1',
      ...input,
    });

  it('lead to a version, and to another after an update', async () => {
    const alias = await create({});
    expect(alias).toEqual({
      AliasArn: 'arn:aws:lambda:us-east-1:123456789012:function:posts:live',
      Name: 'live',
      FunctionVersion: '1',
      Description: '',
      RevisionId: expect.any(String),
    });
    expect(await invoke(cloud, {}, { Qualifier: 'live' })).toMatchObject({ json: 1, ExecutedVersion: '1' });
    await cloud.call('lambda', 'UpdateAlias', { FunctionName: 'posts', Name: 'live', FunctionVersion: '2' });
    expect((await invoke(cloud, {}, { FunctionName: 'posts:live' })).json).toBe(2);
    expect(
      await cloud.call('lambda', 'GetFunctionConfiguration', { FunctionName: 'posts:live' }),
    ).toMatchObject({
      FunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:posts:live',
      Version: '2',
    });
  });

  it('send a part of the events to a second version', async () => {
    await create({ RoutingConfig: { AdditionalVersionWeights: { 2: 1 } } });
    expect((await invoke(cloud, {}, { Qualifier: 'live' })).json).toBe(2);
    const cleared = await cloud.call<AliasConfiguration>('lambda', 'UpdateAlias', {
      FunctionName: 'posts',
      Name: 'live',
      RoutingConfig: {},
    });
    expect(cleared.RoutingConfig).toBeUndefined();
    expect((await invoke(cloud, {}, { Qualifier: 'live' })).json).toBe(1);
  });

  it.each([
    [
      { FunctionVersion: '10' },
      'ResourceNotFoundException',
      'Function not found: arn:aws:lambda:us-east-1:123456789012:function:posts:10',
    ],
    [
      { Name: '2024' },
      'ValidationException',
      "1 validation error detected: Value '2024' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)",
    ],
    [
      { RoutingConfig: { AdditionalVersionWeights: { 1: 0.5 } } },
      'InvalidParameterValueException',
      'Invalid function version 1. Function version 1 is already included in routing configuration.',
    ],
    [
      { RoutingConfig: { AdditionalVersionWeights: { 1: 0.1, 2: 0.1 } } },
      'InvalidParameterValueException',
      'Number of items in AdditionalVersionWeights cannot be greater than 1',
    ],
    [
      { RoutingConfig: { AdditionalVersionWeights: { 2: 2 } } },
      'ValidationException',
      "1 validation error detected: Value '{2=2.0}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]",
    ],
    [
      { FunctionVersion: '$LATEST', RoutingConfig: { AdditionalVersionWeights: { 2: 0.5 } } },
      'InvalidParameterValueException',
      '$LATEST is not supported for an alias pointing to more than 1 version',
    ],
  ])('refuse %j', async (input, code, message) => {
    expect(await refusal(create(input))).toMatchObject({ code, message });
  });

  it('exist once, and say so when they do not exist', async () => {
    await create({});
    expect(await refusal(create({}))).toMatchObject({
      code: 'ResourceConflictException',
      message: 'Alias already exists: arn:aws:lambda:us-east-1:123456789012:function:posts:live',
      status: 409,
    });
    expect(
      await refusal(cloud.call('lambda', 'GetAlias', { FunctionName: 'posts', Name: 'gone' })),
    ).toMatchObject({
      code: 'ResourceNotFoundException',
      message: 'Cannot find alias arn: arn:aws:lambda:us-east-1:123456789012:function:posts:gone',
    });
  });
});

describe('permissions', () => {
  const gateway = {
    FunctionName: 'posts',
    StatementId: 'gateway',
    Action: 'lambda:InvokeFunction',
    Principal: 'apigateway.amazonaws.com',
    SourceArn: 'arn:aws:execute-api:us-east-1:123456789012:abc/*',
  };

  it('make up a policy of the function, and one of each qualifier', async () => {
    await publish();
    await cloud.call('lambda', 'AddPermission', gateway);
    await cloud.call('lambda', 'AddPermission', {
      ...gateway,
      Qualifier: '1',
      SourceAccount: '123456789012',
    });
    const policy = async (input: object) =>
      JSON.parse(
        (await cloud.call<{ Policy: string }>('lambda', 'GetPolicy', { FunctionName: 'posts', ...input }))
          .Policy,
      );
    expect(await policy({})).toEqual({
      Version: '2012-10-17',
      Id: 'default',
      Statement: [
        {
          Sid: 'gateway',
          Effect: 'Allow',
          Principal: { Service: 'apigateway.amazonaws.com' },
          Action: 'lambda:InvokeFunction',
          Resource: 'arn:aws:lambda:us-east-1:123456789012:function:posts',
          Condition: { ArnLike: { 'AWS:SourceArn': gateway.SourceArn } },
        },
      ],
    });
    expect((await policy({ Qualifier: '1' })).Statement[0]).toMatchObject({
      Resource: 'arn:aws:lambda:us-east-1:123456789012:function:posts:1',
      Condition: { StringEquals: { 'AWS:SourceAccount': '123456789012' } },
    });
  });

  it('are refused twice, and gone after removal', async () => {
    await cloud.call('lambda', 'AddPermission', gateway);
    expect(await refusal(cloud.call('lambda', 'AddPermission', gateway))).toEqual({
      code: 'ResourceConflictException',
      message:
        'The statement id (gateway) provided already exists. Please provide a new statement id, or remove the existing statement.',
      status: 409,
    });
    const remove = (StatementId: string) =>
      cloud.call('lambda', 'RemovePermission', { FunctionName: 'posts', StatementId });
    expect((await refusal(remove('other'))).message).toBe('Statement other is not found in resource policy.');
    await remove('gateway');
    expect(await refusal(cloud.call('lambda', 'GetPolicy', { FunctionName: 'posts' }))).toEqual({
      code: 'ResourceNotFoundException',
      message: 'The resource you requested does not exist.',
      status: 404,
    });
  });

  it.each([
    [{ Qualifier: '$LATEST' }, 'We currently do not support adding policies for $LATEST.'],
    [{ Qualifier: '42' }, 'Function not found: arn:aws:lambda:us-east-1:123456789012:function:posts:42'],
    [
      { Qualifier: 'gone' },
      'Cannot find alias arn: arn:aws:lambda:us-east-1:123456789012:function:posts:gone',
    ],
    [{ FunctionName: 'gone' }, 'Function not found: arn:aws:lambda:us-east-1:123456789012:function:gone'],
    [
      { Principal: 'nobody' },
      'The provided principal was invalid. Please check the principal and try again.',
    ],
  ])('are refused for %j', async (input, message) => {
    expect((await refusal(cloud.call('lambda', 'AddPermission', { ...gateway, ...input }))).message).toBe(
      message,
    );
  });
});
