import { beforeEach, describe, expect, it } from 'vitest';
import { ServiceError } from '../../../../src/local/cloud.ts';
import { createIam } from '../../../../src/local/iam/service.ts';
import { createLambda } from '../../../../src/local/lambda/service.ts';
import { createS3 } from '../../../../src/local/s3/service.ts';
import { useResources, type Made } from './use-resources.ts';

const { call, calls, create, failures, remove, update } = useResources(createIam, createLambda, createS3);
const lambda = (operation: string, input: object) => call('lambda', operation, input);

let Role: string;
beforeEach(async () => {
  failures.clear();
  const role = await create('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
  });
  Role = role.attributes['Arn'] as string;
});

const functionProperties = (rest: object = {}) => ({
  Role,
  Runtime: 'nodejs22.x',
  Handler: 'index.handler',
  Code: { ZipFile: 'exports.handler = async () => 1;' },
  ...rest,
});
const createFunction = (rest: object = {}) => create('AWS::Lambda::Function', functionProperties(rest));
const read = (made: Made) => lambda('GetFunctionConfiguration', { FunctionName: made.physicalId });

describe('AWS::Lambda::Function', () => {
  it('has its name for Ref and its ARN, generated or custom', async () => {
    const generated = await createFunction();
    expect(generated.physicalId).toMatch(/^demo-dev-Thing-/);
    const custom = await createFunction({ FunctionName: 'demo-dev-posts' });
    expect(custom.physicalId).toBe('demo-dev-posts');
    expect(custom.attributes['Arn']).toBe('arn:aws:lambda:us-east-1:000000000000:function:demo-dev-posts');
  });

  it('takes numbers as text, stringifies environment values, and carries the stack tags', async () => {
    const made = await create(
      'AWS::Lambda::Function',
      functionProperties({
        MemorySize: '512',
        Timeout: 9,
        Environment: { Variables: { PORT: 80, ON: true } },
      }),
      { 'aws:cloudformation:stack-name': 'demo-dev' },
    );
    expect(await read(made)).toMatchObject({
      MemorySize: 512,
      Timeout: 9,
      Environment: { Variables: { PORT: '80', ON: 'true' } },
    });
    const { Tags } = await lambda('ListTags', { Resource: made.attributes['Arn'] as string });
    expect(Tags).toEqual({ 'aws:cloudformation:stack-name': 'demo-dev' });
  });

  it('updates only what changed, and sets back what is gone', async () => {
    const first = await createFunction({
      Timeout: 9,
      Description: 'd',
      Environment: { Variables: { AA: '1' } },
      ReservedConcurrentExecutions: 5,
    });
    const { CodeSha256 } = await read(first);
    calls.length = 0;
    const second = await update(
      first,
      functionProperties({ MemorySize: 256, ReservedConcurrentExecutions: 5 }),
    );
    expect(calls.filter((one) => !one.includes(':Get'))).toEqual(['lambda:UpdateFunctionConfiguration']);
    const after = await read(second);
    expect(after).toMatchObject({ Timeout: 3, MemorySize: 256, Description: '', CodeSha256 });
    expect(after.Environment?.Variables ?? {}).toEqual({});

    calls.length = 0;
    await update(second, { ...second.properties, Code: { ZipFile: 'exports.handler = async () => 2;' } });
    expect(calls.filter((one) => !one.includes(':Get'))).toEqual(['lambda:UpdateFunctionCode']);
    expect((await read(second)).CodeSha256).not.toBe(CodeSha256);
  });

  it('reserves concurrency and gives it back', async () => {
    const made = await createFunction({ ReservedConcurrentExecutions: '7' });
    const FunctionName = made.physicalId;
    const reserved = async () =>
      (await lambda('GetFunctionConcurrency', { FunctionName })).ReservedConcurrentExecutions;
    expect(await reserved()).toBe(7);
    await update(made, functionProperties());
    expect(await reserved()).toBeUndefined();
  });

  it('takes its code from a bucket', async () => {
    const bucket = await create('AWS::S3::Bucket', {});
    const zip = (await import('fflate')).zipSync({
      'index.js': new TextEncoder().encode('exports.handler = 1'),
    });
    await call('s3', 'PutObject', { Bucket: bucket.physicalId, Key: 'code.zip', Body: zip });
    const made = await createFunction({ Code: { S3Bucket: bucket.physicalId, S3Key: 'code.zip' } });
    expect((await read(made)).CodeSize).toBe(zip.length);
  });

  it('whose concurrency is refused leaves nothing', async () => {
    failures.set(
      'lambda:PutFunctionConcurrency',
      new ServiceError('InvalidParameterValueException', 'refused'),
    );
    const properties = functionProperties({ FunctionName: 'half-made', ReservedConcurrentExecutions: 5 });
    await expect(create('AWS::Lambda::Function', properties)).rejects.toThrow('refused');
    await expect(lambda('GetFunctionConfiguration', { FunctionName: 'half-made' })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    });
  });

  it('refuses a property that would be without effect', async () => {
    await expect(
      createFunction({ TenancyConfig: { TenantIsolationMode: 'PER_TENANT' } }),
    ).rejects.toMatchObject({
      code: 'NotImplemented',
      message:
        'The embedded AWS does not carry out TenancyConfig of AWS::Lambda::Function. Leave it out, or deploy to AWS.',
    });
  });

  it('that is gone already counts as removed', async () => {
    const made = await createFunction();
    await remove(made);
    await remove(made);
    await expect(read(made)).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  });
});

describe('AWS::Lambda::Version', () => {
  it('has its ARN for Ref, and is published only when the function changed (AWS-FACTS 4)', async () => {
    const made = await createFunction();
    const FunctionName = made.physicalId;
    const first = await create('AWS::Lambda::Version', { FunctionName });
    expect(first.physicalId).toBe(`${made.attributes['Arn'] as string}:1`);
    expect(first.attributes).toEqual({ Version: '1', FunctionArn: first.physicalId });
    await expect(create('AWS::Lambda::Version', { FunctionName })).rejects.toMatchObject({
      code: 'AlreadyExists',
      message:
        'A version for this Lambda function exists ( 1 ). Modify the function to create a new version.',
      fields: { raisedBy: 'handler' },
    });
    await update(made, functionProperties({ Timeout: 5 }));
    const second = await create('AWS::Lambda::Version', { FunctionName });
    expect(second.attributes['Version']).toBe('2');
    await remove(first);
    await expect(lambda('GetFunctionConfiguration', { FunctionName, Qualifier: '1' })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    });
    await remove(first);
  });

  it('of two made at once, one is refused', async () => {
    const { physicalId: FunctionName } = await createFunction();
    const outcomes = await Promise.allSettled(
      [1, 2].map(() => create('AWS::Lambda::Version', { FunctionName })),
    );
    expect(outcomes.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('aliases, permissions and invoke configurations', () => {
  const publish = async () => {
    const made = await createFunction();
    const FunctionName = made.physicalId;
    await create('AWS::Lambda::Version', { FunctionName });
    await update(made, functionProperties({ Timeout: 5 }));
    await create('AWS::Lambda::Version', { FunctionName });
    return { FunctionName, arn: made.attributes['Arn'] as string };
  };

  it('an Alias has its ARN for Ref and moves in place', async () => {
    const { FunctionName, arn } = await publish();
    const properties = { FunctionName, Name: 'live', FunctionVersion: '1' };
    const alias = await create('AWS::Lambda::Alias', {
      ...properties,
      RoutingConfig: { AdditionalVersionWeights: [{ FunctionVersion: '2', FunctionWeight: 0.1 }] },
    });
    expect(alias.physicalId).toBe(`${arn}:live`);
    const readAlias = () => lambda('GetAlias', { FunctionName, Name: 'live' });
    expect((await readAlias()).RoutingConfig).toEqual({ AdditionalVersionWeights: { 2: 0.1 } });
    const moved = await update(alias, { ...properties, FunctionVersion: '2' });
    const after = await readAlias();
    expect(after.FunctionVersion).toBe('2');
    expect(after.RoutingConfig?.AdditionalVersionWeights ?? {}).toEqual({});
    await remove(moved);
    await expect(readAlias()).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  });

  it.each([
    ['the function', '', undefined],
    ['a version', ':1', '1'],
  ])('a Permission on %s is a statement of its policy', async (_what, suffix, Qualifier) => {
    const { FunctionName, arn } = await publish();
    const permission = await create('AWS::Lambda::Permission', {
      FunctionName: `${arn}${suffix}`,
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      SourceArn: 'arn:aws:execute-api:us-east-1:000000000000:abc/*',
    });
    const input = { FunctionName, ...(Qualifier && { Qualifier }) };
    const { Policy } = await lambda('GetPolicy', input);
    expect(JSON.parse(Policy).Statement).toMatchObject([
      { Sid: permission.physicalId, Resource: `${arn}${suffix}` },
    ]);
    await remove(permission);
    await remove(permission);
    await expect(lambda('GetPolicy', input)).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  });

  it('an EventInvokeConfig is put, put again and removed', async () => {
    const { FunctionName } = await publish();
    const properties = { FunctionName, Qualifier: '$LATEST' };
    const config = await create('AWS::Lambda::EventInvokeConfig', { ...properties, MaximumRetryAttempts: 0 });
    const readConfig = () => lambda('GetFunctionEventInvokeConfig', { FunctionName, Qualifier: '$LATEST' });
    expect(await readConfig()).toMatchObject({ MaximumRetryAttempts: 0 });
    const changed = await update(config, { ...properties, MaximumEventAgeInSeconds: 60 });
    expect(await readConfig()).toMatchObject({ MaximumEventAgeInSeconds: 60 });
    await remove(changed);
    await expect(readConfig()).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  });
});
