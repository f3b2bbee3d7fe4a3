import { ServiceError, type Operation } from '../cloud.ts';
import { requireBucket } from './buckets.ts';
import type { S3Records } from './records.ts';

interface Setting {
  /** In the store: `<bucket>/<name>`. */
  readonly name: string;
  readonly put: string;
  readonly get: string;
  readonly remove?: string;
  /** What Put takes becomes what Get gives. */
  readonly store: (input: Readonly<Record<string, unknown>>) => unknown;
  readonly show: (stored: unknown) => object;
  /** What a bucket has before anything is put; `undefined` when Get is an error then. */
  readonly initial?: unknown;
  readonly missing?: readonly [code: string, message: string];
  /** What it has after a removal; nothing unless given. */
  readonly afterRemoval?: unknown;
}

/**
 * Settings of a bucket that are kept and shown. Lifecycle rules expire nothing here and policies permit everything: no
 * request is checked against them.
 */
export function createBucketSettingOperations(records: S3Records): Record<string, Operation> {
  const operations: Record<string, Operation> = {};
  for (const setting of settings) {
    const path = (bucket: string): string => `${bucket}/${setting.name}`;
    operations[setting.put] = (input: { Bucket: string }) => {
      requireBucket(records, input.Bucket);
      records.settings.put(path(input.Bucket), setting.store(input));
      return {};
    };
    operations[setting.get] = (input: { Bucket: string }) => {
      requireBucket(records, input.Bucket);
      const key = path(input.Bucket);
      const stored = records.settings.has(key) ? records.settings.get(key) : setting.initial;
      if (stored !== undefined && stored !== null) return setting.show(stored);
      const [code, message] = setting.missing!;
      throw new ServiceError(code, message, 404, { BucketName: input.Bucket });
    };
    if (setting.remove) {
      operations[setting.remove] = (input: { Bucket: string }) => {
        requireBucket(records, input.Bucket);
        records.settings.put(path(input.Bucket), setting.afterRemoval ?? null);
        return {};
      };
    }
  }
  return operations;
}

/**
 * Since 2023 a new bucket is encrypted with AES256, blocks public access and has ACLs disabled:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html
 */
const settings: readonly Setting[] = [
  {
    name: 'policy',
    put: 'PutBucketPolicy',
    get: 'GetBucketPolicy',
    remove: 'DeleteBucketPolicy',
    store: (input) => readPolicy(input['Policy'] as string),
    show: (stored) => ({ Policy: stored }),
    missing: ['NoSuchBucketPolicy', 'The bucket policy does not exist'],
  },
  {
    name: 'encryption',
    put: 'PutBucketEncryption',
    get: 'GetBucketEncryption',
    remove: 'DeleteBucketEncryption',
    store: (input) => input['ServerSideEncryptionConfiguration'],
    show: (stored) => ({ ServerSideEncryptionConfiguration: stored }),
    initial: defaultEncryption(),
    afterRemoval: defaultEncryption(),
  },
  {
    name: 'publicAccessBlock',
    put: 'PutPublicAccessBlock',
    get: 'GetPublicAccessBlock',
    remove: 'DeletePublicAccessBlock',
    store: (input) => input['PublicAccessBlockConfiguration'],
    show: (stored) => ({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: false,
        IgnorePublicAcls: false,
        BlockPublicPolicy: false,
        RestrictPublicBuckets: false,
        ...(stored as object),
      },
    }),
    initial: {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    },
    missing: ['NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found'],
  },
  {
    name: 'ownershipControls',
    put: 'PutBucketOwnershipControls',
    get: 'GetBucketOwnershipControls',
    remove: 'DeleteBucketOwnershipControls',
    store: (input) => input['OwnershipControls'],
    show: (stored) => ({ OwnershipControls: stored }),
    initial: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    missing: ['OwnershipControlsNotFoundError', 'The bucket ownership controls were not found'],
  },
  {
    name: 'versioning',
    put: 'PutBucketVersioning',
    get: 'GetBucketVersioning',
    store: (input) => input['VersioningConfiguration'],
    show: (stored) => stored as object,
    initial: {},
  },
  {
    name: 'lifecycle',
    put: 'PutBucketLifecycleConfiguration',
    get: 'GetBucketLifecycleConfiguration',
    remove: 'DeleteBucketLifecycle',
    store: (input) => (input['LifecycleConfiguration'] as { Rules?: unknown } | undefined)?.Rules ?? [],
    show: (stored) => ({ Rules: (stored as object[]).map(reviveDates) }),
    missing: ['NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist'],
  },
  {
    name: 'tagging',
    put: 'PutBucketTagging',
    get: 'GetBucketTagging',
    remove: 'DeleteBucketTagging',
    store: (input) => (input['Tagging'] as { TagSet?: unknown }).TagSet ?? [],
    show: (stored) => ({ TagSet: stored }),
    missing: ['NoSuchTagSet', 'The TagSet does not exist'],
  },
];

function defaultEncryption(): object {
  return {
    Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
  };
}

function readPolicy(policy: string): string {
  try {
    const parsed: unknown = JSON.parse(policy);
    if (typeof parsed === 'object' && parsed !== null && 'Statement' in parsed) return policy;
  } catch {
    throw new ServiceError('MalformedPolicy', "Policies must be valid JSON and the first byte must be '{'");
  }
  throw new ServiceError('MalformedPolicy', 'Missing required field Statement');
}

/** The store keeps JSON: dates of lifecycle rules come back as text. */
function reviveDates(rule: object): object {
  return Object.fromEntries(
    Object.entries(rule).map(([name, value]: [string, unknown]) => {
      if (name === 'Date' && typeof value === 'string') return [name, new Date(value)];
      if (Array.isArray(value))
        return [name, value.map((item) => (isObject(item) ? reviveDates(item) : item) as unknown)];
      return [name, isObject(value) ? reviveDates(value) : value];
    }),
  );
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !(value instanceof Date);
