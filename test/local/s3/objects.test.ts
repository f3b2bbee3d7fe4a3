import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { clientOptions, makeTemporaryFolder, startForTest } from '../start-for-test.ts';

const Bucket = 'test-bucket';

async function openBucket(dir = makeTemporaryFolder()) {
  const aws = await startForTest({ dir });
  const s3 = new S3Client(clientOptions(aws));
  await s3.send(new CreateBucketCommand({ Bucket }));
  const put = (Key: string, Body: string | Uint8Array, more: object = {}) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
  const get = async (Key: string, more: object = {}) => {
    const answer = await s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
    return { ...answer, text: await answer.Body!.transformToString() };
  };
  return { aws, dir, s3, put, get };
}

it('gives back bytes, headers and metadata as they were put', async () => {
  const { s3, put, get } = await openBucket();
  const key = 'a/b c+d/é&"<.txt';
  const { ETag } = await put(key, 'hello', {
    ContentType: 'text/plain; charset=utf-8',
    CacheControl: 'no-cache',
    ContentEncoding: 'identity',
    Metadata: { owner: 'me', 'two-words': 'a b' },
    Tagging: 'stage=dev&n=1',
  });
  expect(ETag).toBe('"5d41402abc4b2a76b9719d911017c592"');
  const answer = await get(key);
  expect(answer).toMatchObject({
    text: 'hello',
    ETag,
    ContentLength: 5,
    ContentType: 'text/plain; charset=utf-8',
    CacheControl: 'no-cache',
    ContentEncoding: 'identity',
    Metadata: { owner: 'me', 'two-words': 'a b' },
    ServerSideEncryption: 'AES256',
    TagCount: 2,
    ChecksumCRC32: 'NhCmhg==',
    $metadata: { requestId: expect.stringMatching(/^[0-9A-F]{16}$/) },
  });
  expect(Math.abs(answer.LastModified!.getTime() - Date.now())).toBeLessThan(5000);
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: key }));
  expect(head).toMatchObject({ ContentLength: 5, ETag, Metadata: { owner: 'me' } });
  const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket, Key: key }));
  expect(TagSet).toEqual([
    { Key: 'stage', Value: 'dev' },
    { Key: 'n', Value: '1' },
  ]);
});

it('takes a streamed body in signed chunks with a trailing checksum', async () => {
  const { s3, get } = await openBucket();
  const bytes = Buffer.alloc(300_000, 'abcdefg');
  const Body = Readable.from([bytes.subarray(0, 100_000), bytes.subarray(100_000)]);
  await s3.send(
    new PutObjectCommand({
      Bucket,
      Key: 'stream',
      Body,
      ContentLength: bytes.length,
      ChecksumAlgorithm: 'SHA256',
    }),
  );
  const answer = await get('stream');
  expect(answer.text).toBe(bytes.toString());
  expect(answer.ChecksumSHA256).toBeDefined();
  expect(answer.ContentEncoding).toBeUndefined();
});

it.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
  'verifies %s as the SDK computes it',
  async (algorithm) => {
    const { put } = await openBucket();
    const answer = await put('x', Buffer.from('123456789'), { ChecksumAlgorithm: algorithm });
    expect(answer).toHaveProperty(`Checksum${algorithm}`);
  },
);

it('refuses bytes that do not fit their checksum', async () => {
  const { put } = await openBucket();
  const call = put('x', 'hello', { ChecksumSHA256: Buffer.alloc(32).toString('base64') });
  await expect(call).rejects.toMatchObject({ name: 'BadDigest' });
});

it('gives ranges, and refuses one behind the end', async () => {
  const { put, get } = await openBucket();
  await put('x', '0123456789');
  expect(await get('x', { Range: 'bytes=2-4' })).toMatchObject({
    text: '234',
    ContentRange: 'bytes 2-4/10',
    ContentLength: 3,
    $metadata: { httpStatusCode: 206 },
  });
  expect((await get('x', { Range: 'bytes=7-' })).text).toBe('789');
  expect((await get('x', { Range: 'bytes=-2' })).text).toBe('89');
  expect((await get('x', { Range: 'bytes=5-500' })).text).toBe('56789');
  await expect(get('x', { Range: 'bytes=10-12' })).rejects.toMatchObject({
    name: 'InvalidRange',
    $metadata: { httpStatusCode: 416 },
  });
});

it('answers conditional reads', async () => {
  const { s3, put, get } = await openBucket();
  const { ETag } = await put('x', 'hello');
  expect((await get('x', { IfMatch: ETag })).text).toBe('hello');
  await expect(get('x', { IfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  await expect(get('x', { IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
  const later = new Date(Date.now() + 60_000);
  await expect(get('x', { IfModifiedSince: later })).rejects.toMatchObject({
    $metadata: { httpStatusCode: 304 },
  });
  const head = s3.send(new HeadObjectCommand({ Bucket, Key: 'x', IfUnmodifiedSince: new Date(0) }));
  await expect(head).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
});

it('puts under If-None-Match only where nothing is', async () => {
  const { put, get } = await openBucket();
  await put('lock', 'one', { IfNoneMatch: '*' });
  await expect(put('lock', 'two', { IfNoneMatch: '*' })).rejects.toMatchObject({
    name: 'PreconditionFailed',
    message: 'At least one of the pre-conditions you specified did not hold',
    Condition: 'If-None-Match',
    $metadata: { httpStatusCode: 412 },
  });
  expect((await get('lock')).text).toBe('one');
});

it('lets one of many conditional puts at once win', async () => {
  const { put, get } = await openBucket();
  const names = Array.from({ length: 20 }, (_, index) => `holder-${index}`);
  const results = await Promise.allSettled(names.map((name) => put('lock', name, { IfNoneMatch: '*' })));
  const winners = names.filter((_, index) => results[index]!.status === 'fulfilled');
  expect(winners).toHaveLength(1);
  expect((await get('lock')).text).toBe(winners[0]);
});

it('puts under If-Match only over what the caller has seen', async () => {
  const { put, get } = await openBucket();
  const { ETag } = await put('x', 'one');
  await put('x', 'two', { IfMatch: ETag });
  await expect(put('x', 'three', { IfMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  await expect(put('none', 'x', { IfMatch: ETag })).rejects.toMatchObject({ name: 'NoSuchKey' });
  expect((await get('x')).text).toBe('two');
});

it('deletes under If-Match only what the caller has seen', async () => {
  const { s3, put } = await openBucket();
  const { ETag } = await put('lock', 'mine');
  const remove = (IfMatch: string | undefined) =>
    s3.send(new DeleteObjectCommand({ Bucket, Key: 'lock', IfMatch }));
  await expect(remove('"other"')).rejects.toMatchObject({ name: 'PreconditionFailed' });
  expect((await remove(ETag)).$metadata.httpStatusCode).toBe(204);
  expect((await remove(undefined)).$metadata.httpStatusCode).toBe(204);
});

it('knows missing keys and buckets', async () => {
  const { s3, get } = await openBucket();
  await expect(get('none')).rejects.toMatchObject({
    name: 'NoSuchKey',
    message: 'The specified key does not exist.',
  });
  await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'none' }))).rejects.toMatchObject({
    name: 'NotFound',
  });
  const elsewhere = s3.send(new GetObjectCommand({ Bucket: 'nowhere', Key: 'x' }));
  await expect(elsewhere).rejects.toMatchObject({ name: 'NoSuchBucket', $metadata: { httpStatusCode: 404 } });
});

it('deletes many, and leaves no files behind', async () => {
  const { dir, s3, put } = await openBucket();
  await put('a', '1');
  await put('a', '2');
  await put('b', '3');
  const Delete = { Objects: [{ Key: 'a' }, { Key: 'b', ETag: '"other"' }, { Key: 'none' }] };
  const answer = await s3.send(new DeleteObjectsCommand({ Bucket, Delete }));
  expect(answer.Deleted).toEqual([{ Key: 'a' }, { Key: 'none' }]);
  expect(answer.Errors).toMatchObject([{ Key: 'b', Code: 'PreconditionFailed' }]);
  expect(readdirSync(join(dir, 'files', 's3'))).toHaveLength(1);
});

it('copies with metadata, or with new metadata', async () => {
  const { s3, put, get } = await openBucket();
  await put('from é', 'hello', { ContentType: 'text/plain', Metadata: { a: '1' } });
  const CopySource = `${Bucket}/${encodeURIComponent('from é')}`;
  const { CopyObjectResult } = await s3.send(new CopyObjectCommand({ Bucket, Key: 'to', CopySource }));
  expect(CopyObjectResult?.ETag).toBe('"5d41402abc4b2a76b9719d911017c592"');
  expect(await get('to')).toMatchObject({ text: 'hello', ContentType: 'text/plain', Metadata: { a: '1' } });
  await s3.send(
    new CopyObjectCommand({
      Bucket,
      Key: 'to',
      CopySource,
      MetadataDirective: 'REPLACE',
      Metadata: { b: '2' },
    }),
  );
  expect((await get('to')).Metadata).toEqual({ b: '2' });
});

it('has its objects after a restart', async () => {
  const first = await openBucket();
  await first.put('x', 'hello', { Metadata: { a: '1' } });
  await first.aws.close();
  const aws = await startForTest({ dir: first.dir });
  const answer = await new S3Client(clientOptions(aws)).send(new GetObjectCommand({ Bucket, Key: 'x' }));
  expect(await answer.Body!.transformToString()).toBe('hello');
  expect(answer.Metadata).toEqual({ a: '1' });
});
