import { invalidArgument } from './errors.ts';
import type { ObjectRecord, Tag } from './records.ts';

/** Headers that an object keeps and hands out again. */
const kept = [
  'ContentType',
  'CacheControl',
  'ContentDisposition',
  'ContentEncoding',
  'ContentLanguage',
  'WebsiteRedirectLocation',
];

export function readHeaders(input: Readonly<Record<string, unknown>>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of kept) {
    const value = input[name];
    if (typeof value === 'string' && value !== '') headers[name] = value;
  }
  if (input['Expires'] instanceof Date) headers['Expires'] = input['Expires'].toISOString();
  else if (typeof input['Expires'] === 'string') headers['Expires'] = input['Expires'];
  return headers;
}

/** Everything GetObject and HeadObject say besides length, range and bytes. */
export function describeObject(object: ObjectRecord, show: { readonly checksums: boolean }): object {
  const { Expires: expires, ...headers } = object.headers;
  return {
    ContentType: 'binary/octet-stream',
    ...headers,
    ...(expires === undefined ? {} : { Expires: new Date(expires), ExpiresString: expires }),
    AcceptRanges: 'bytes',
    ETag: object.etag,
    LastModified: new Date(object.modified),
    Metadata: object.metadata,
    ServerSideEncryption: 'AES256',
    ...(object.tags.length > 0 ? { TagCount: object.tags.length } : {}),
    ...(show.checksums && Object.keys(object.checksums).length > 0
      ? { ...object.checksums, ChecksumType: readChecksumType(object) }
      : {}),
  };
}

function readChecksumType(object: ObjectRecord): string {
  return Object.values(object.checksums).some((checksum) => /-\d+$/.test(checksum))
    ? 'COMPOSITE'
    : 'FULL_OBJECT';
}

/** `x-amz-tagging: a=1&b=2`; at most ten. */
export function readTagHeader(tagging: string | undefined): readonly Tag[] {
  if (!tagging) return [];
  const tags = [...new URLSearchParams(tagging)].map(([Key, Value]) => ({ Key, Value }));
  if (tags.length > 10)
    throw invalidArgument('Object tags cannot be greater than 10', 'x-amz-tagging', tagging);
  return tags;
}
