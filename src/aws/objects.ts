import { createHash } from 'node:crypto';

import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';

import { AwsError } from './aws-error.ts';
import { type CallCount, type ClientSettings, countCalls, sending } from './calls.ts';

export type Objects = ReturnType<typeof openObjects>;

/** S3, as far as jets calls it. Every function throws AwsError. */
export function openObjects(
  settings: ClientSettings & { readonly forcePathStyle: boolean },
  calls: CallCount,
) {
  const client = new S3Client(settings);
  countCalls(client, calls);
  return {
    /** `false` only on a 404; a 403 is thrown, because S3 answers it for objects one may not see. */
    async hasObject(bucket: string, key: string): Promise<boolean> {
      try {
        await sending('s3:HeadObject', () =>
          client.send(new HeadObjectCommand({ Bucket: bucket, Key: key })),
        );
        return true;
      } catch (error) {
        if (error instanceof AwsError && /^(NotFound|NoSuchKey)$/.test(error.code)) return false;
        throw error;
      }
    },

    async putObject(bucket: string, key: string, body: Uint8Array, contentType: string): Promise<void> {
      await sending('s3:PutObject', () =>
        client.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: key,
            Body: body,
            ContentType: contentType,
            ContentMD5: createHash('md5').update(body).digest('base64'),
          }),
        ),
      );
    },

    /** `undefined` when there is no such object. */
    async getObject(bucket: string, key: string): Promise<Uint8Array | undefined> {
      try {
        const answer = await sending('s3:GetObject', () =>
          client.send(new GetObjectCommand({ Bucket: bucket, Key: key })),
        );
        return await answer.Body?.transformToByteArray();
      } catch (error) {
        if (error instanceof AwsError && error.code === 'NoSuchKey') return undefined;
        throw error;
      }
    },

    async listKeys(bucket: string, prefix: string): Promise<string[]> {
      const keys: string[] = [];
      let token: string | undefined;
      do {
        const page = await sending('s3:ListObjectsV2', () =>
          client.send(
            new ListObjectsV2Command({
              Bucket: bucket,
              Prefix: prefix,
              ...(token ? { ContinuationToken: token } : {}),
            }),
          ),
        );
        keys.push(...(page.Contents ?? []).map((object) => object.Key ?? ''));
        token = page.NextContinuationToken;
      } while (token);
      return keys;
    },

    /** In batches of S3's 1,000. Throws when any of them could not be deleted. */
    async deleteKeys(bucket: string, keys: readonly string[]): Promise<void> {
      for (let start = 0; start < keys.length; start += 1_000) {
        const batch = keys.slice(start, start + 1_000).map((Key) => ({ Key }));
        const answer = await sending('s3:DeleteObjects', () =>
          client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: batch, Quiet: true } })),
        );
        const failed = answer.Errors?.[0];
        if (failed) {
          throw new AwsError('refused', failed.Code ?? 'Error', failed.Message ?? '', 's3:DeleteObjects');
        }
      }
    },
  };
}
