import { ServiceError, type Operation } from '../cloud.ts';
import { requireBucket } from './buckets.ts';
import { checksumMembers, composeChecksum, computeChecksum, md5, verifyChecksums } from './checksums.ts';
import { noSuchUpload } from './errors.ts';
import type { ObjectFiles } from './object-files.ts';
import { readHeaders, readTagHeader } from './object-headers.ts';
import type { ObjectWriter } from './object-writer.ts';
import { readCopySource } from './objects.ts';
import { readRange } from './range.ts';
import type { PartRecord, S3Records, UploadRecord } from './records.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html: every part but the last. */
const smallestPart = 5 * 1024 * 1024;

export function createMultipartOperations(
  records: S3Records,
  files: ObjectFiles,
  writer: ObjectWriter,
  generateId: (length: number) => string,
): Record<string, Operation> {
  const requireUpload = (input: UploadInput): UploadRecord => {
    requireBucket(records, input.Bucket);
    const upload = records.uploads.get(input.UploadId);
    if (!upload || upload.bucket !== input.Bucket || upload.key !== input.Key)
      throw noSuchUpload(input.UploadId);
    return upload;
  };

  const putPart = async (
    input: UploadInput & { PartNumber: number },
    bytes: Uint8Array,
    checksums: Record<string, string>,
  ): Promise<PartRecord> => {
    requireUpload(input);
    if (input.PartNumber < 1 || input.PartNumber > 10_000) {
      throw new ServiceError(
        'InvalidArgument',
        'Part number must be an integer between 1 and 10000, inclusive',
      );
    }
    const file = await files.write(bytes);
    const part = {
      etag: `"${md5(bytes).toString('hex')}"`,
      size: bytes.length,
      modified: new Date().toISOString(),
      file,
      checksums,
    };
    // Read again: other parts may have arrived meanwhile.
    const upload = requireUpload(input);
    const replaced = upload.parts[input.PartNumber];
    records.uploads.put(upload.uploadId, { ...upload, parts: { ...upload.parts, [input.PartNumber]: part } });
    if (replaced) await files.remove([replaced.file]);
    return part;
  };

  const discard = async (upload: UploadRecord): Promise<void> => {
    records.uploads.remove(upload.uploadId);
    await files.remove(Object.values(upload.parts).map((part) => part.file));
  };

  return {
    CreateMultipartUpload(input: CreateInput) {
      requireBucket(records, input.Bucket);
      const uploadId = generateId(64);
      records.uploads.put(uploadId, {
        uploadId,
        bucket: input.Bucket,
        key: input.Key,
        initiated: new Date().toISOString(),
        headers: readHeaders(input),
        metadata: input.Metadata ?? {},
        tags: readTagHeader(input.Tagging),
        parts: {},
        ...(input.ChecksumAlgorithm ? { checksumAlgorithm: input.ChecksumAlgorithm } : {}),
        ...(input.ChecksumType ? { checksumType: input.ChecksumType } : {}),
      });
      return {
        Bucket: input.Bucket,
        Key: input.Key,
        UploadId: uploadId,
        ServerSideEncryption: 'AES256',
        ...(input.ChecksumAlgorithm ? { ChecksumAlgorithm: input.ChecksumAlgorithm } : {}),
        ...(input.ChecksumType ? { ChecksumType: input.ChecksumType } : {}),
      };
    },

    async UploadPart(
      input: UploadInput & Record<string, unknown> & { PartNumber: number; Body?: Uint8Array },
    ) {
      const bytes = input.Body ?? new Uint8Array();
      const part = await putPart(input, bytes, verifyChecksums(input, bytes));
      return { ETag: part.etag, ServerSideEncryption: 'AES256', ...part.checksums };
    },

    async UploadPartCopy(
      input: UploadInput & { PartNumber: number; CopySource: string; CopySourceRange?: string },
    ) {
      const source = readCopySource(records, input.CopySource);
      const range = readRange(input.CopySourceRange, source.size);
      const bytes = await files.read(source.file, range?.start ?? 0, range?.end ?? source.size);
      const part = await putPart(input, bytes, {});
      return { CopyPartResult: { ETag: part.etag, LastModified: new Date(part.modified) } };
    },

    async CompleteMultipartUpload(input: UploadInput & CompleteInput) {
      const upload = requireUpload(input);
      const parts = chooseParts(upload, input.MultipartUpload?.Parts ?? []);
      const bytes = Buffer.concat(
        await Promise.all(parts.map((part) => files.read(part.file, 0, part.size))),
      );
      const digest = md5(
        Buffer.concat(parts.map((part) => Buffer.from(part.etag.replaceAll('"', ''), 'hex'))),
      );
      const object = await writer.write(upload.bucket, upload.key, bytes, input, {
        etag: `"${digest.toString('hex')}-${parts.length}"`,
        headers: upload.headers,
        metadata: upload.metadata,
        tags: upload.tags,
        checksums: combineChecksums(upload, parts, bytes),
        partCount: parts.length,
      });
      await discard(upload);
      return {
        Bucket: upload.bucket,
        Key: upload.key,
        ETag: object.etag,
        Location: `https://${upload.bucket}.s3.amazonaws.com/${encodeURIComponent(upload.key)}`,
        ServerSideEncryption: 'AES256',
        ...object.checksums,
      };
    },

    async AbortMultipartUpload(input: UploadInput) {
      await discard(requireUpload(input));
      return {};
    },

    ListParts(input: UploadInput & { MaxParts?: number; PartNumberMarker?: string }) {
      const upload = requireUpload(input);
      const after = Number(input.PartNumberMarker ?? 0);
      const limit = Math.min(input.MaxParts ?? 1000, 1000);
      const numbers = Object.keys(upload.parts)
        .map(Number)
        .filter((number) => number > after);
      const page = numbers.sort((a, b) => a - b).slice(0, limit);
      return {
        Bucket: upload.bucket,
        Key: upload.key,
        UploadId: upload.uploadId,
        MaxParts: limit,
        IsTruncated: page.length < numbers.length,
        StorageClass: 'STANDARD',
        ...(page.length < numbers.length ? { NextPartNumberMarker: String(page.at(-1)) } : {}),
        Parts: page.map((PartNumber) => {
          const part = upload.parts[PartNumber]!;
          return {
            PartNumber,
            ETag: part.etag,
            Size: part.size,
            LastModified: new Date(part.modified),
            ...part.checksums,
          };
        }),
      };
    },

    ListMultipartUploads(input: { Bucket: string; Prefix?: string }) {
      requireBucket(records, input.Bucket);
      const uploads = [...records.uploads.values()]
        .filter((upload) => upload.bucket === input.Bucket && upload.key.startsWith(input.Prefix ?? ''))
        .sort((a, b) => (a.key < b.key ? -1 : 1));
      return {
        Bucket: input.Bucket,
        IsTruncated: false,
        MaxUploads: 1000,
        Uploads: uploads.map((upload) => ({
          Key: upload.key,
          UploadId: upload.uploadId,
          Initiated: new Date(upload.initiated),
          StorageClass: 'STANDARD',
        })),
      };
    },
  };
}

interface UploadInput {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string;
}

interface CreateInput extends Readonly<Record<string, unknown>> {
  readonly Bucket: string;
  readonly Key: string;
  readonly Metadata?: Record<string, string>;
  readonly Tagging?: string;
  readonly ChecksumAlgorithm?: string;
  readonly ChecksumType?: string;
}

interface CompleteInput {
  readonly MultipartUpload?: {
    readonly Parts?: readonly { readonly PartNumber?: number; readonly ETag?: string }[];
  };
  readonly IfMatch?: string;
  readonly IfNoneMatch?: string;
}

function chooseParts(
  upload: UploadRecord,
  named: readonly { readonly PartNumber?: number; readonly ETag?: string }[],
): PartRecord[] {
  if (named.length === 0) {
    throw new ServiceError(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  }
  const parts = named.map(({ PartNumber = 0, ETag = '' }, index) => {
    if (index > 0 && PartNumber <= (named[index - 1]!.PartNumber ?? 0)) {
      throw new ServiceError(
        'InvalidPartOrder',
        'The list of parts was not in ascending order. Parts must be ordered by part number.',
      );
    }
    const part = upload.parts[PartNumber];
    if (!part || part.etag.replaceAll('"', '') !== ETag.replaceAll('"', '')) {
      throw new ServiceError(
        'InvalidPart',
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
        400,
        { UploadId: upload.uploadId, PartNumber, ETag },
      );
    }
    return part;
  });
  const small = parts.slice(0, -1).find((part) => part.size < smallestPart);
  if (small) {
    throw new ServiceError(
      'EntityTooSmall',
      'Your proposed upload is smaller than the minimum allowed size',
      400,
      {
        ProposedSize: small.size,
        MinSizeAllowed: smallestPart,
        ETag: small.etag,
      },
    );
  }
  return parts;
}

/** Of the whole object where the upload asked for that, else a checksum of the parts' checksums. */
function combineChecksums(
  upload: UploadRecord,
  parts: readonly PartRecord[],
  bytes: Uint8Array,
): Record<string, string> {
  const combined: Record<string, string> = {};
  for (const member of checksumMembers) {
    const each = parts.flatMap((part) => part.checksums[member] ?? []);
    if (each.length !== parts.length) continue;
    const whole = upload.checksumType === 'FULL_OBJECT' || member === 'ChecksumCRC64NVME';
    const value = whole ? computeChecksum(member, bytes) : composeChecksum(member, each);
    if (value !== undefined) combined[member] = value;
  }
  return combined;
}
