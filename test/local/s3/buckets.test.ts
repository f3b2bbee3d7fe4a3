import * as sdk from '@aws-sdk/client-s3';
import { request } from 'node:http';
import { expect, it } from 'vitest';
import { clientOptions, startForTest } from '../start-for-test.ts';

const Bucket = 'test-bucket';

async function open(region = 'us-east-1') {
  const aws = await startForTest();
  return { aws, s3: new sdk.S3Client(clientOptions(aws, region)) };
}

it('creates, lists and deletes buckets', async () => {
  const { s3 } = await open();
  await s3.send(new sdk.CreateBucketCommand({ Bucket }));
  await s3.send(new sdk.CreateBucketCommand({ Bucket: 'another' }));
  const { Buckets } = await s3.send(new sdk.ListBucketsCommand({}));
  expect(Buckets?.map(({ Name }) => Name)).toEqual(['another', Bucket]);
  expect(Buckets?.[0]?.CreationDate).toBeInstanceOf(Date);
  expect((await s3.send(new sdk.HeadBucketCommand({ Bucket }))).BucketRegion).toBe('us-east-1');
  await s3.send(new sdk.DeleteBucketCommand({ Bucket }));
  await expect(s3.send(new sdk.HeadBucketCommand({ Bucket }))).rejects.toMatchObject({
    name: 'NotFound',
    $metadata: { httpStatusCode: 404 },
  });
});

it('refuses to delete a bucket that holds something', async () => {
  const { s3 } = await open();
  await s3.send(new sdk.CreateBucketCommand({ Bucket }));
  await s3.send(new sdk.PutObjectCommand({ Bucket, Key: 'x', Body: '' }));
  await expect(s3.send(new sdk.DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({
    name: 'BucketNotEmpty',
    message: 'The bucket you tried to delete is not empty',
    $metadata: { httpStatusCode: 409 },
  });
});

it('knows where a bucket is, and that it is mine already', async () => {
  const { aws, s3 } = await open('eu-west-1');
  const create = () => s3.send(new sdk.CreateBucketCommand({ Bucket }));
  await create();
  expect((await s3.send(new sdk.GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe('eu-west-1');
  await expect(create()).rejects.toMatchObject({
    name: 'BucketAlreadyOwnedByYou',
    $metadata: { httpStatusCode: 409 },
  });
  const virginia = new sdk.S3Client(clientOptions(aws));
  await virginia.send(new sdk.CreateBucketCommand({ Bucket: 'old-one' }));
  await virginia.send(new sdk.CreateBucketCommand({ Bucket: 'old-one' }));
  const location = await virginia.send(new sdk.GetBucketLocationCommand({ Bucket: 'old-one' }));
  expect(location.LocationConstraint).toBeUndefined();
});

it.each(['Upper', 'ab', 'a..b', '127.0.0.1', 'xn--a', 'end-'])('refuses %s as a name', async (name) => {
  const { s3 } = await open();
  await expect(s3.send(new sdk.CreateBucketCommand({ Bucket: name }))).rejects.toMatchObject({
    name: 'InvalidBucketName',
  });
});

it('lists keys by prefix and delimiter, page by page', async () => {
  const { s3 } = await open();
  await s3.send(new sdk.CreateBucketCommand({ Bucket }));
  const keys = ['a/1', 'a/2', 'a/b/3', 'a b', 'b', 'c/1', 'é', 'Z'];
  await Promise.all(keys.map((Key) => s3.send(new sdk.PutObjectCommand({ Bucket, Key, Body: Key }))));
  const listed: string[] = [];
  const pages = sdk.paginateListObjectsV2({ client: s3, pageSize: 2 }, { Bucket, Delimiter: '/' });
  let count = 0;
  for await (const page of pages) {
    count++;
    listed.push(
      ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix!),
      ...(page.Contents ?? []).map(({ Key }) => Key!),
    );
  }
  expect(listed.sort()).toEqual(['Z', 'a b', 'a/', 'b', 'c/', 'é'].sort());
  expect(count).toBe(3);
  const below = await s3.send(new sdk.ListObjectsV2Command({ Bucket, Prefix: 'a/', Delimiter: '/' }));
  expect(below).toMatchObject({ KeyCount: 3, IsTruncated: false, CommonPrefixes: [{ Prefix: 'a/b/' }] });
  expect(below.Contents).toMatchObject([{ Key: 'a/1', Size: 3, StorageClass: 'STANDARD' }, { Key: 'a/2' }]);
  const all = await s3.send(new sdk.ListObjectsV2Command({ Bucket, StartAfter: 'a/2' }));
  expect(all.Contents?.map(({ Key }) => Key)).toEqual(['a/b/3', 'b', 'c/1', 'é']);
  const within = await s3.send(new sdk.ListObjectsV2Command({ Bucket, StartAfter: 'a/1', Delimiter: '/' }));
  expect(within.CommonPrefixes).toEqual([{ Prefix: 'a/' }, { Prefix: 'c/' }]);
  const old = await s3.send(new sdk.ListObjectsCommand({ Bucket, Delimiter: '/', MaxKeys: 3 }));
  expect(old).toMatchObject({ IsTruncated: true, NextMarker: 'a/' });
  const rest = await s3.send(new sdk.ListObjectsCommand({ Bucket, Delimiter: '/', Marker: 'a/' }));
  expect(rest.CommonPrefixes).toEqual([{ Prefix: 'c/' }]);
  const encoded = await s3.send(new sdk.ListObjectsV2Command({ Bucket, EncodingType: 'url', Prefix: 'a ' }));
  expect(encoded).toMatchObject({ Prefix: 'a+', EncodingType: 'url', Contents: [{ Key: 'a+b' }] });
});

it('has secure defaults and keeps what is set', async () => {
  const { s3 } = await open();
  await s3.send(new sdk.CreateBucketCommand({ Bucket }));
  const initial = await s3.send(new sdk.GetPublicAccessBlockCommand({ Bucket }));
  expect(initial.PublicAccessBlockConfiguration).toMatchObject({
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  });
  const encryption = await s3.send(new sdk.GetBucketEncryptionCommand({ Bucket }));
  expect(encryption.ServerSideEncryptionConfiguration?.Rules).toMatchObject([
    { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
  ]);
  await expect(s3.send(new sdk.GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({
    name: 'NoSuchBucketPolicy',
  });
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [] });
  await s3.send(new sdk.PutBucketPolicyCommand({ Bucket, Policy }));
  expect((await s3.send(new sdk.GetBucketPolicyCommand({ Bucket }))).Policy).toBe(Policy);
  const broken = s3.send(new sdk.PutBucketPolicyCommand({ Bucket, Policy: '{' }));
  await expect(broken).rejects.toMatchObject({ name: 'MalformedPolicy' });

  const VersioningConfiguration = { Status: 'Suspended' as const };
  await s3.send(new sdk.PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  expect(await s3.send(new sdk.GetBucketVersioningCommand({ Bucket }))).toMatchObject(
    VersioningConfiguration,
  );

  const missing = s3.send(new sdk.GetBucketLifecycleConfigurationCommand({ Bucket }));
  await expect(missing).rejects.toMatchObject({ name: 'NoSuchLifecycleConfiguration' });
  const Rules = [
    { ID: 'old', Status: 'Enabled' as const, Filter: { Prefix: 'tmp/' }, Expiration: { Days: 3 } },
    {
      ID: 'dated',
      Status: 'Disabled' as const,
      Filter: { Prefix: '' },
      Expiration: { Date: new Date('2027-01-01T00:00:00Z') },
    },
  ];
  await s3.send(
    new sdk.PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }),
  );
  expect((await s3.send(new sdk.GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules).toEqual(Rules);

  const TagSet = [{ Key: 'a', Value: 'b' }];
  await s3.send(new sdk.PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
  expect((await s3.send(new sdk.GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(TagSet);
  await s3.send(new sdk.DeletePublicAccessBlockCommand({ Bucket }));
  const gone = s3.send(new sdk.GetPublicAccessBlockCommand({ Bucket }));
  await expect(gone).rejects.toMatchObject({ name: 'NoSuchPublicAccessBlockConfiguration' });
});

it('answers a bucket named in the host', async () => {
  const { aws, s3 } = await open();
  await s3.send(new sdk.CreateBucketCommand({ Bucket }));
  await s3.send(new sdk.PutObjectCommand({ Bucket, Key: 'a/b', Body: 'hello' }));
  const get = (host: string) =>
    new Promise<string>((resolve, reject) => {
      const authorization = 'AWS4-HMAC-SHA256 Credential=A/1/us-east-1/s3/aws4_request';
      const options = { host: '127.0.0.1', port: aws.port, path: '/a/b', headers: { host, authorization } };
      request(options, (response) => {
        response.setEncoding('utf8');
        let text = '';
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve(text));
      })
        .on('error', reject)
        .end();
    });
  expect(await get(`${Bucket}.s3.us-east-1.amazonaws.com`)).toBe('hello');
  expect(await get(`${Bucket}.localhost:${aws.port}`)).toBe('hello');
  expect(await get(`${Bucket}.s3.localhost:${aws.port}`)).toBe('hello');
});
