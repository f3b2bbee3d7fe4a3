import { beforeEach, describe, expect, it } from 'vitest';
import { ServiceError } from '../../../../src/local/cloud.ts';
import { createS3 } from '../../../../src/local/s3/service.ts';
import { useResources } from './use-resources.ts';

const { call, create, failures, remove, update } = useResources(createS3);
const s3 = (operation: string, input: object) => call('s3', operation, input);

beforeEach(() => failures.clear());

const settings = {
  BucketEncryption: {
    ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
  },
  PublicAccessBlockConfiguration: {
    BlockPublicAcls: true,
    BlockPublicPolicy: 'true',
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  },
  LifecycleConfiguration: {
    Rules: [
      {
        Id: 'old',
        Status: 'Enabled',
        Prefix: 'apps/',
        ExpirationInDays: 30,
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
      },
    ],
  },
};

describe('AWS::S3::Bucket', () => {
  it('has its name for Ref, in lower case when generated, and its ARN and domain names', async () => {
    const bucket = await create('AWS::S3::Bucket', {});
    const name = bucket.physicalId;
    expect(name).toMatch(/^demo-dev-thing-/);
    expect(bucket.attributes).toMatchObject({
      Arn: `arn:aws:s3:::${name}`,
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.us-east-1.amazonaws.com`,
    });
  });

  it('gets its settings and tags, and loses what leaves the template', async () => {
    const bucket = await create(
      'AWS::S3::Bucket',
      { ...settings, Tags: [{ Key: 'a', Value: '1' }] },
      { stack: 's' },
    );
    const Bucket = bucket.physicalId;
    expect(await s3('GetPublicAccessBlock', { Bucket })).toEqual({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    expect(await s3('GetBucketEncryption', { Bucket })).toMatchObject({
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    });
    expect(await s3('GetBucketLifecycleConfiguration', { Bucket })).toMatchObject({
      Rules: [{ ID: 'old', Filter: { Prefix: 'apps/' }, Expiration: { Days: 30 } }],
    });
    const tagsOf = async () => (await s3('GetBucketTagging', { Bucket })).TagSet;
    expect(await tagsOf()).toEqual([
      { Key: 'stack', Value: 's' },
      { Key: 'a', Value: '1' },
    ]);
    await update(bucket, { BucketEncryption: settings.BucketEncryption }, { stack: 's' });
    await expect(s3('GetPublicAccessBlock', { Bucket })).rejects.toMatchObject({
      code: 'NoSuchPublicAccessBlockConfiguration',
    });
    await expect(s3('GetBucketLifecycleConfiguration', { Bucket })).rejects.toMatchObject({
      code: 'NoSuchLifecycleConfiguration',
    });
    expect(await tagsOf()).toEqual([{ Key: 'stack', Value: 's' }]);
  });

  it('cannot be made twice, not even by its owner', async () => {
    await create('AWS::S3::Bucket', { BucketName: 'taken' });
    await expect(create('AWS::S3::Bucket', { BucketName: 'taken' })).rejects.toThrow('taken already exists');
    await s3('HeadBucket', { Bucket: 'taken' });
  });

  it('with objects is not removed', async () => {
    const bucket = await create('AWS::S3::Bucket', {});
    const object = { Bucket: bucket.physicalId, Key: 'k' };
    await s3('PutObject', { ...object, Body: new Uint8Array(1) });
    await expect(remove(bucket)).rejects.toMatchObject({ code: 'BucketNotEmpty' });
    await s3('DeleteObject', object);
    await remove(bucket);
    await remove(bucket);
  });

  it('whose settings are refused leaves nothing', async () => {
    failures.set('s3:PutBucketEncryption', new ServiceError('MalformedXML', 'refused'));
    const properties = { BucketName: 'half-made', ...settings };
    await expect(create('AWS::S3::Bucket', properties)).rejects.toThrow('refused');
    await expect(s3('HeadBucket', { Bucket: 'half-made' })).rejects.toMatchObject({ status: 404 });
  });

  it('refuses a property that would be without effect', async () => {
    await expect(create('AWS::S3::Bucket', { WebsiteConfiguration: {} })).rejects.toThrow(
      'The embedded AWS does not carry out WebsiteConfiguration of AWS::S3::Bucket',
    );
  });
});

describe('AWS::S3::BucketPolicy', () => {
  it('is put, changed and removed, and there is one for a bucket', async () => {
    const { physicalId: Bucket } = await create('AWS::S3::Bucket', {});
    const document = (Sid: string) => ({
      Version: '2012-10-17',
      Statement: [
        { Sid, Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: `arn:aws:s3:::${Bucket}/*` },
      ],
    });
    const policy = await create('AWS::S3::BucketPolicy', { Bucket, PolicyDocument: document('A') });
    await expect(create('AWS::S3::BucketPolicy', policy.properties)).rejects.toThrow(
      `The bucket policy already exists on bucket ${Bucket}.`,
    );
    await update(policy, { Bucket, PolicyDocument: document('B') });
    expect(JSON.parse((await s3('GetBucketPolicy', { Bucket })).Policy)).toEqual(document('B'));
    await remove(policy);
    await remove(policy);
    await expect(s3('GetBucketPolicy', { Bucket })).rejects.toMatchObject({ code: 'NoSuchBucketPolicy' });
  });
});
