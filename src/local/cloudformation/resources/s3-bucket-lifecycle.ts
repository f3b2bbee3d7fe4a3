import type { Properties } from '../resource-type.ts';
import {
  defined,
  readBoolean,
  readNumber,
  readObject,
  readObjects,
  readString,
  requireString,
} from './properties.ts';
import { refuseUnsupported } from './refuse-unsupported.ts';
import type { BucketSetting } from './s3-bucket-setting.ts';

/** CloudFormation flattens what S3 nests: `ExpirationInDays` is `Expiration.Days`, `Prefix` is `Filter.Prefix`. */
export const bucketLifecycle: BucketSetting = {
  operation: 'PutBucketLifecycleConfiguration',
  removal: { operation: 'DeleteBucketLifecycle' },
  read: (properties) => {
    const lifecycle = readObject(properties, 'LifecycleConfiguration');
    if (lifecycle === undefined) return undefined;
    return { LifecycleConfiguration: { Rules: (readObjects(lifecycle, 'Rules') ?? []).map(readRule) } };
  },
};

const supported = [
  'Id',
  'Status',
  'Prefix',
  'TagFilters',
  'ExpirationInDays',
  'ExpiredObjectDeleteMarker',
  'NoncurrentVersionExpiration',
  'NoncurrentVersionExpirationInDays',
  'AbortIncompleteMultipartUpload',
];

function readRule(rule: Properties): object {
  refuseUnsupported('AWS::S3::Bucket LifecycleConfiguration', rule, supported);
  const expiration = defined({
    Days: readNumber(rule, 'ExpirationInDays'),
    ExpiredObjectDeleteMarker: readBoolean(rule, 'ExpiredObjectDeleteMarker'),
  });
  const noncurrent = readObject(rule, 'NoncurrentVersionExpiration') ?? {};
  const noncurrentExpiration = defined({
    NoncurrentDays:
      readNumber(noncurrent, 'NoncurrentDays') ?? readNumber(rule, 'NoncurrentVersionExpirationInDays'),
    NewerNoncurrentVersions: readNumber(noncurrent, 'NewerNoncurrentVersions'),
  });
  const abort = readObject(rule, 'AbortIncompleteMultipartUpload');
  return defined({
    ID: readString(rule, 'Id'),
    Status: requireString(rule, 'Status'),
    Filter: readFilter(rule),
    Expiration: withMembers(expiration),
    NoncurrentVersionExpiration: withMembers(noncurrentExpiration),
    AbortIncompleteMultipartUpload: abort && {
      DaysAfterInitiation: readNumber(abort, 'DaysAfterInitiation'),
    },
  });
}

function readFilter(rule: Properties): object {
  const Prefix = readString(rule, 'Prefix');
  const Tags = (readObjects(rule, 'TagFilters') ?? []).map((tag) => ({
    Key: requireString(tag, 'Key'),
    Value: requireString(tag, 'Value'),
  }));
  const [Tag, ...more] = Tags;
  if (Tag === undefined) return { Prefix: Prefix ?? '' };
  if (Prefix === undefined && more.length === 0) return { Tag };
  return { And: defined({ Prefix, Tags }) };
}

function withMembers<T extends object>(value: T): T | undefined {
  return Object.keys(value).length > 0 ? value : undefined;
}
