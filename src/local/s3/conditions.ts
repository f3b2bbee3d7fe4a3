import { ServiceError } from '../cloud.ts';
import { noSuchKey, preconditionFailed } from './errors.ts';
import type { ObjectRecord } from './records.ts';

export interface ReadConditions {
  readonly IfMatch?: string;
  readonly IfNoneMatch?: string;
  readonly IfModifiedSince?: Date;
  readonly IfUnmodifiedSince?: Date;
}

/**
 * Conditions of GetObject and HeadObject. An ETag condition given beside a date decides alone.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-reads.html
 */
export function checkReadConditions(object: ObjectRecord, conditions: ReadConditions): void {
  const modified = Date.parse(object.modified);
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions;
  if (IfMatch !== undefined) {
    if (!matchesEtag(IfMatch, object.etag)) throw preconditionFailed('If-Match');
  } else if (IfUnmodifiedSince && modified > IfUnmodifiedSince.getTime()) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  if (IfNoneMatch !== undefined) {
    if (matchesEtag(IfNoneMatch, object.etag)) throw notModified();
  } else if (IfModifiedSince && modified <= IfModifiedSince.getTime()) {
    throw notModified();
  }
}

/**
 * Conditions of a write. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html:
 * `If-None-Match` takes only `*`; `If-Match` on a key that does not exist is 404.
 */
export function checkWriteConditions(
  existing: ObjectRecord | undefined,
  key: string,
  conditions: Pick<ReadConditions, 'IfMatch' | 'IfNoneMatch'>,
): void {
  const { IfMatch, IfNoneMatch } = conditions;
  if (IfNoneMatch !== undefined) {
    if (IfNoneMatch !== '*') {
      throw new ServiceError(
        'NotImplemented',
        'A header you provided implies functionality that is not implemented',
        501,
        {
          Header: 'If-None-Match',
        },
      );
    }
    if (existing) throw preconditionFailed('If-None-Match');
  }
  if (IfMatch !== undefined) {
    if (!existing) throw noSuchKey(key);
    if (!matchesEtag(IfMatch, existing.etag)) throw preconditionFailed('If-Match');
  }
}

/**
 * `If-Match` of a delete: an ETag of a key that does not exist is 404, `*` is 412 [?].
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html
 */
export function checkDeleteCondition(
  existing: ObjectRecord | undefined,
  key: string,
  ifMatch: string | undefined,
): void {
  if (ifMatch === undefined) return;
  if (!existing) throw ifMatch === '*' ? preconditionFailed('If-Match') : noSuchKey(key);
  if (!matchesEtag(ifMatch, existing.etag)) throw preconditionFailed('If-Match');
}

function matchesEtag(condition: string, etag: string): boolean {
  const wanted = condition.split(',').map((tag) => tag.trim().replace(/^W\//, '').replaceAll('"', ''));
  return wanted.includes('*') || wanted.includes(etag.replaceAll('"', ''));
}

const notModified = (): ServiceError => new ServiceError('NotModified', 'Not Modified', 304);
