import { ServiceError, type Operation } from '../cloud.ts';
import { requireBucket } from './buckets.ts';
import { md5, verifyChecksums } from './checksums.ts';
import { checkDeleteCondition, checkReadConditions, type ReadConditions } from './conditions.ts';
import { noSuchKey } from './errors.ts';
import type { ObjectFiles } from './object-files.ts';
import type { ObjectWriter } from './object-writer.ts';
import { describeObject, readHeaders, readTagHeader } from './object-headers.ts';
import { readRange } from './range.ts';
import type { ObjectRecord, S3Records } from './records.ts';

interface ReadInput extends ReadConditions {
  readonly Bucket: string;
  readonly Key: string;
  readonly Range?: string;
  readonly ChecksumMode?: string;
  readonly VersionId?: string;
}

export function createObjectOperations(
  records: S3Records,
  files: ObjectFiles,
  writer: ObjectWriter,
): Record<string, Operation> {
  const find = (input: ReadInput): ObjectRecord | undefined => {
    requireBucket(records, input.Bucket);
    if (input.VersionId !== undefined && input.VersionId !== 'null') {
      throw new ServiceError('NoSuchVersion', 'The specified version does not exist.', 404, {
        VersionId: input.VersionId,
      });
    }
    return records.objects(input.Bucket).get(input.Key);
  };

  return {
    async PutObject(input: Record<string, unknown> & PutInput) {
      requireBucket(records, input.Bucket);
      const bytes = input.Body ?? new Uint8Array();
      const checksums = verifyChecksums(input, bytes);
      const object = await writer.write(input.Bucket, input.Key, bytes, input, {
        etag: `"${md5(bytes).toString('hex')}"`,
        headers: readHeaders(input),
        metadata: input.Metadata ?? {},
        checksums,
        tags: readTagHeader(input.Tagging),
      });
      return {
        ETag: object.etag,
        ServerSideEncryption: 'AES256',
        ...object.checksums,
        ...checksumType(object),
      };
    },

    async GetObject(input: ReadInput) {
      const object = find(input);
      if (!object) throw noSuchKey(input.Key);
      checkReadConditions(object, input);
      const range = readRange(input.Range, object.size);
      return {
        ...describeObject(object, { checksums: input.ChecksumMode === 'ENABLED' && range === undefined }),
        ...describeRange(object, range),
        Body: await files.read(object.file, range?.start ?? 0, range?.end ?? object.size),
      };
    },

    HeadObject(input: ReadInput) {
      const object = find(input);
      if (!object) throw new ServiceError('NotFound', 'Not Found', 404);
      checkReadConditions(object, input);
      const range = readRange(input.Range, object.size);
      const described = describeObject(object, {
        checksums: input.ChecksumMode === 'ENABLED' && range === undefined,
      });
      return { ...described, ...describeRange(object, range) };
    },

    async DeleteObject(input: ReadInput) {
      const object = find(input);
      checkDeleteCondition(object, input.Key, input.IfMatch);
      await writer.remove(input.Bucket, [input.Key]);
      return {};
    },

    async DeleteObjects(input: { Bucket: string; Delete: { Objects?: DeleteEntry[]; Quiet?: boolean } }) {
      requireBucket(records, input.Bucket);
      const entries = input.Delete?.Objects ?? [];
      // https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html: up to 1,000 keys.
      if (entries.length === 0 || entries.length > 1000) {
        throw new ServiceError(
          'MalformedXML',
          'The XML you provided was not well-formed or did not validate against our published schema',
        );
      }
      const deleted: string[] = [];
      const errors: object[] = [];
      for (const entry of entries) {
        try {
          checkDeleteCondition(records.objects(input.Bucket).get(entry.Key), entry.Key, entry.ETag);
          deleted.push(entry.Key);
        } catch (error) {
          if (!(error instanceof ServiceError)) throw error;
          errors.push({ Key: entry.Key, Code: error.code, Message: error.message });
        }
      }
      await writer.remove(input.Bucket, deleted);
      return { Deleted: input.Delete.Quiet ? [] : deleted.map((Key) => ({ Key })), Errors: errors };
    },

    async CopyObject(input: Record<string, unknown> & CopyInput) {
      requireBucket(records, input.Bucket);
      const source = readCopySource(records, input.CopySource);
      checkReadConditions(source, {
        ...(input.CopySourceIfMatch === undefined ? {} : { IfMatch: input.CopySourceIfMatch }),
        ...(input.CopySourceIfUnmodifiedSince === undefined
          ? {}
          : { IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince }),
      });
      const bytes = await files.read(source.file, 0, source.size);
      const replace = input.MetadataDirective === 'REPLACE';
      const object = await writer.write(input.Bucket, input.Key, bytes, input, {
        etag: `"${md5(bytes).toString('hex')}"`,
        headers: replace ? readHeaders(input) : source.headers,
        metadata: replace ? (input.Metadata ?? {}) : source.metadata,
        checksums: source.partCount === undefined ? source.checksums : {},
        tags: input.TaggingDirective === 'REPLACE' ? readTagHeader(input.Tagging) : source.tags,
      });
      return {
        CopyObjectResult: { ETag: object.etag, LastModified: new Date(object.modified), ...object.checksums },
        ServerSideEncryption: 'AES256',
      };
    },

    GetObjectTagging(input: ReadInput) {
      const object = find(input);
      if (!object) throw noSuchKey(input.Key);
      return { TagSet: object.tags };
    },
    PutObjectTagging(input: ReadInput & { Tagging: { TagSet?: ObjectRecord['tags'] } }) {
      const object = find(input);
      if (!object) throw noSuchKey(input.Key);
      records.objects(input.Bucket).put(input.Key, { ...object, tags: input.Tagging.TagSet ?? [] });
      return {};
    },
    DeleteObjectTagging(input: ReadInput) {
      const object = find(input);
      if (!object) throw noSuchKey(input.Key);
      records.objects(input.Bucket).put(input.Key, { ...object, tags: [] });
      return {};
    },
  };
}

interface PutInput {
  readonly Bucket: string;
  readonly Key: string;
  readonly Body?: Uint8Array;
  readonly Metadata?: Record<string, string>;
  readonly Tagging?: string;
  readonly IfMatch?: string;
  readonly IfNoneMatch?: string;
}

interface CopyInput extends Omit<PutInput, 'Body'> {
  readonly CopySource: string;
  readonly CopySourceIfMatch?: string;
  readonly CopySourceIfUnmodifiedSince?: Date;
  readonly MetadataDirective?: string;
  readonly TaggingDirective?: string;
}

interface DeleteEntry {
  readonly Key: string;
  readonly ETag?: string;
}

/** `bucket/key` or `/bucket/key`, percent-encoded, perhaps with `?versionId=null`. */
export function readCopySource(records: S3Records, copySource: string): ObjectRecord {
  const [path = ''] = copySource.split('?versionId=');
  const decoded = decodeURIComponent(path).replace(/^\//, '');
  const slash = decoded.indexOf('/');
  if (slash <= 0) {
    throw new ServiceError(
      'InvalidArgument',
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    );
  }
  const bucket = decoded.slice(0, slash);
  const key = decoded.slice(slash + 1);
  requireBucket(records, bucket);
  const object = records.objects(bucket).get(key);
  if (!object) throw noSuchKey(key);
  return object;
}

function checksumType(object: ObjectRecord): object {
  return Object.keys(object.checksums).length > 0 ? { ChecksumType: 'FULL_OBJECT' } : {};
}

function describeRange(object: ObjectRecord, range: { start: number; end: number } | undefined): object {
  if (!range) return { ContentLength: object.size };
  return {
    ContentLength: range.end - range.start,
    ContentRange: `bytes ${range.start}-${range.end - 1}/${object.size}`,
  };
}
