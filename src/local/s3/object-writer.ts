import { checkWriteConditions } from './conditions.ts';
import { conditionalConflict, invalidArgument } from './errors.ts';
import { requireBucket } from './buckets.ts';
import type { ObjectFiles } from './object-files.ts';
import type { ObjectRecord, S3Records } from './records.ts';
import { ServiceError } from '../cloud.ts';

interface WriteConditions {
  readonly IfMatch?: string;
  readonly IfNoneMatch?: string;
}

export interface ObjectWriter {
  /** Makes the bytes the object of that key, if the conditions hold before and after the bytes are written. */
  write(
    bucket: string,
    key: string,
    bytes: Uint8Array,
    conditions: WriteConditions,
    object: Omit<ObjectRecord, 'key' | 'size' | 'modified' | 'file'>,
  ): Promise<ObjectRecord>;
  remove(bucket: string, keys: readonly string[]): Promise<void>;
}

/**
 * The one place where objects come and go. Of conditional writes to one key at the same time the first to finish wins
 * and the others get 412; a delete in between gives 409.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html#conditional-write-scenarios
 */
export function createObjectWriter(records: S3Records, files: ObjectFiles): ObjectWriter {
  const writing = new Map<string, Set<{ deleted: boolean }>>();
  return {
    async write(bucket, key, bytes, conditions, object) {
      if (Buffer.byteLength(key) > 1024) {
        throw new ServiceError('KeyTooLongError', 'Your key is too long', 400, {
          Size: Buffer.byteLength(key),
        });
      }
      if (key === '') throw invalidArgument('Object key must not be empty', 'key', key);
      const objects = records.objects(bucket);
      checkWriteConditions(objects.get(key), key, conditions);
      const attempt = { deleted: false };
      const path = `${bucket}/${key}`;
      const attempts = writing.get(path) ?? new Set();
      writing.set(path, attempts.add(attempt));
      let file: string;
      try {
        file = await files.write(bytes);
      } finally {
        attempts.delete(attempt);
        if (attempts.size === 0) writing.delete(path);
      }
      const previous = objects.get(key);
      try {
        requireBucket(records, bucket);
        if (attempt.deleted && (conditions.IfMatch ?? conditions.IfNoneMatch) !== undefined) {
          throw conditionalConflict(conditions.IfMatch === undefined ? 'If-None-Match' : 'If-Match', key);
        }
        checkWriteConditions(previous, key, conditions);
      } catch (error) {
        await files.remove([file]);
        throw error;
      }
      const modified = new Date(Math.floor(Date.now() / 1000) * 1000).toISOString();
      const record = { ...object, key, size: bytes.length, modified, file };
      objects.put(key, record);
      if (previous) await files.remove([previous.file]);
      return record;
    },
    async remove(bucket, keys) {
      const objects = records.objects(bucket);
      const gone: string[] = [];
      for (const key of keys) {
        const object = objects.get(key);
        if (!object) continue;
        objects.remove(key);
        gone.push(object.file);
        for (const attempt of writing.get(`${bucket}/${key}`) ?? []) attempt.deleted = true;
      }
      await files.remove(gone);
    },
  };
}
