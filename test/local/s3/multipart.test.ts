import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { clientOptions, makeTemporaryFolder, startForTest } from '../start-for-test.ts';

const target = { Bucket: 'test-bucket', Key: 'big' };

async function openUpload() {
  const dir = makeTemporaryFolder();
  const s3 = new S3Client(clientOptions(await startForTest({ dir })));
  await s3.send(new CreateBucketCommand({ Bucket: target.Bucket }));
  const create = new CreateMultipartUploadCommand({
    ...target,
    ContentType: 'application/zip',
    Metadata: { a: '1' },
  });
  const { UploadId } = await s3.send(create);
  const upload = { ...target, UploadId: UploadId! };
  const put = async (PartNumber: number, Body: Buffer) => {
    const { ETag } = await s3.send(new UploadPartCommand({ ...upload, PartNumber, Body }));
    return { PartNumber, ETag: ETag! };
  };
  const complete = (Parts: { PartNumber: number; ETag: string }[]) =>
    s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
  return { dir, s3, upload, put, complete };
}

const megabytes = (count: number, fill: string) => Buffer.alloc(count * 1024 * 1024, fill);
const digest = (bytes: Buffer) => createHash('md5').update(bytes).digest();

it('puts parts together in their order, whatever order they came in', async () => {
  const { dir, s3, upload, put, complete } = await openUpload();
  const [first, second] = [megabytes(5, 'a'), megabytes(1, 'b')];
  const parts = [await put(2, second), await put(1, first)].toReversed();
  const { Parts } = await s3.send(new ListPartsCommand(upload));
  expect(Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
    [1, first.length],
    [2, second.length],
  ]);
  const { ETag } = await complete(parts);
  expect(ETag).toBe(`"${digest(Buffer.concat([digest(first), digest(second)])).toString('hex')}-2"`);
  const answer = await s3.send(new GetObjectCommand(target));
  expect(answer).toMatchObject({
    ContentType: 'application/zip',
    Metadata: { a: '1' },
    ContentLength: 6 * 1024 * 1024,
  });
  const bytes = Buffer.from(await answer.Body!.transformToByteArray());
  expect(bytes.equals(Buffer.concat([first, second]))).toBe(true);
  expect(readdirSync(join(dir, 'files', 's3'))).toHaveLength(1);
});

it('refuses parts that are small, unknown or out of order', async () => {
  const { put, complete } = await openUpload();
  const small = await put(1, Buffer.from('a'));
  const last = await put(2, Buffer.from('b'));
  await expect(complete([small, last])).rejects.toMatchObject({ name: 'EntityTooSmall' });
  await expect(complete([last, small])).rejects.toMatchObject({ name: 'InvalidPartOrder' });
  await expect(complete([{ PartNumber: 7, ETag: '"x"' }])).rejects.toMatchObject({ name: 'InvalidPart' });
});

it('forgets an aborted upload and its bytes', async () => {
  const { dir, s3, upload, put } = await openUpload();
  await put(1, Buffer.from('a'));
  const listing = new ListMultipartUploadsCommand({ Bucket: target.Bucket });
  expect((await s3.send(listing)).Uploads).toMatchObject([{ Key: 'big', UploadId: upload.UploadId }]);
  await s3.send(new AbortMultipartUploadCommand(upload));
  expect(readdirSync(join(dir, 'files', 's3'))).toEqual([]);
  await expect(put(1, Buffer.from('a'))).rejects.toMatchObject({
    name: 'NoSuchUpload',
    $metadata: { httpStatusCode: 404 },
  });
});
