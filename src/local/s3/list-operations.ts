import type { Operation } from '../cloud.ts';
import { requireBucket } from './buckets.ts';
import { invalidArgument } from './errors.ts';
import { listPage } from './listing.ts';
import type { ObjectRecord, S3Records } from './records.ts';

interface ListInput {
  readonly Bucket: string;
  readonly Prefix?: string;
  readonly Delimiter?: string;
  readonly MaxKeys?: number;
  readonly EncodingType?: string;
}

export function createListOperations(records: S3Records): Record<string, Operation> {
  const page = (input: ListInput, after: string) => {
    requireBucket(records, input.Bucket);
    const limit = readLimit(input.MaxKeys);
    const { Prefix: prefix = '', Delimiter: delimiter = '' } = input;
    const listing = listPage(records.objects(input.Bucket).values(), { prefix, delimiter, after, limit });
    const encode = input.EncodingType === 'url' ? encodeKey : (key: string): string => key;
    return {
      listing,
      encode,
      common: {
        Name: input.Bucket,
        Prefix: encode(prefix),
        ...(delimiter === '' ? {} : { Delimiter: encode(delimiter) }),
        MaxKeys: limit,
        IsTruncated: listing.truncated,
        ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
        CommonPrefixes: listing.commonPrefixes.map((common) => ({ Prefix: encode(common) })),
      },
    };
  };

  return {
    ListObjectsV2(
      input: ListInput & { ContinuationToken?: string; StartAfter?: string; FetchOwner?: boolean },
    ) {
      const { ContinuationToken: token, StartAfter: startAfter } = input;
      const { listing, encode, common } = page(
        input,
        token === undefined ? (startAfter ?? '') : readToken(token),
      );
      return {
        ...common,
        Contents: listing.contents.map((object) => describe(object, encode)),
        KeyCount: listing.contents.length + listing.commonPrefixes.length,
        ...(token === undefined ? {} : { ContinuationToken: token }),
        ...(startAfter === undefined ? {} : { StartAfter: encode(startAfter) }),
        ...(listing.truncated && listing.last !== undefined
          ? { NextContinuationToken: Buffer.from(listing.last).toString('base64') }
          : {}),
      };
    },
    ListObjects(input: ListInput & { Marker?: string }) {
      const { listing, encode, common } = page(input, input.Marker ?? '');
      return {
        ...common,
        Marker: encode(input.Marker ?? ''),
        Contents: listing.contents.map((object) => describe(object, encode)),
        // Without a delimiter the client goes on behind the last key by itself.
        ...(listing.truncated && listing.last !== undefined && input.Delimiter
          ? { NextMarker: encode(listing.last) }
          : {}),
      };
    },
    /** Buckets here keep one version of an object, whose id is `null` as in any bucket without versioning. */
    ListObjectVersions(input: ListInput & { KeyMarker?: string }) {
      const { listing, encode, common } = page(input, input.KeyMarker ?? '');
      return {
        ...common,
        KeyMarker: encode(input.KeyMarker ?? ''),
        Versions: listing.contents.map((object) => ({
          ...describe(object, encode),
          IsLatest: true,
          VersionId: 'null',
        })),
        ...(listing.truncated && listing.last !== undefined
          ? { NextKeyMarker: encode(listing.last), NextVersionIdMarker: 'null' }
          : {}),
      };
    },
  };
}

function describe(object: ObjectRecord, encode: (key: string) => string) {
  return {
    Key: encode(object.key),
    LastModified: new Date(object.modified),
    ETag: object.etag,
    Size: object.size,
    StorageClass: 'STANDARD',
  };
}

function readLimit(maxKeys: number | undefined): number {
  if (maxKeys === undefined) return 1000;
  if (!Number.isInteger(maxKeys) || maxKeys < 0) {
    throw invalidArgument(
      'Argument maxKeys must be an integer between 0 and 2147483647',
      'maxKeys',
      String(maxKeys),
    );
  }
  return Math.min(maxKeys, 1000);
}

function readToken(token: string): string {
  const key = Buffer.from(token, 'base64').toString('utf8');
  if (key === '' || Buffer.from(key).toString('base64') !== token) {
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
  }
  return key;
}

/** As S3 encodes keys with `encoding-type=url`: slashes stay, a space is `+`. */
const encodeKey = (key: string): string =>
  encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');
