import { ServiceError, type Operation, type RequestContext } from '../cloud.ts';
import { noSuchBucket } from './errors.ts';
import type { BucketRecord, S3Records } from './records.ts';

export function requireBucket(records: S3Records, name: string): BucketRecord {
  const bucket = records.buckets.get(name);
  if (!bucket) throw noSuchBucket(name);
  return bucket;
}

interface CreateBucketInput {
  readonly Bucket: string;
  readonly CreateBucketConfiguration?: { readonly LocationConstraint?: string };
}

export function createBucketOperations(records: S3Records): Record<string, Operation> {
  return {
    CreateBucket(input: CreateBucketInput, context) {
      checkBucketName(input.Bucket);
      const region = readLocation(input.CreateBucketConfiguration?.LocationConstraint, context);
      const existing = records.buckets.get(input.Bucket);
      if (existing) return createAgain(existing, context);
      records.buckets.put(input.Bucket, {
        name: input.Bucket,
        region,
        account: context.account,
        created: new Date(Math.floor(Date.now() / 1000) * 1000).toISOString(),
      });
      return {
        Location: region === 'us-east-1' ? `/${input.Bucket}` : `http://${input.Bucket}.s3.amazonaws.com/`,
      };
    },
    HeadBucket(input: { Bucket: string }) {
      // A HEAD answer has no body: clients only see the status.
      const bucket = records.buckets.get(input.Bucket);
      if (!bucket) throw new ServiceError('NotFound', 'Not Found', 404);
      return { BucketRegion: bucket.region, AccessPointAlias: false };
    },
    ListBuckets(
      input: { Prefix?: string; BucketRegion?: string; MaxBuckets?: number; ContinuationToken?: string },
      context,
    ) {
      const after = input.ContinuationToken ?? '';
      const buckets = Array.from(records.buckets.values())
        .filter((bucket) => bucket.name.startsWith(input.Prefix ?? '') && bucket.name > after)
        .filter((bucket) => input.BucketRegion === undefined || bucket.region === input.BucketRegion)
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      const page = buckets.slice(0, input.MaxBuckets ?? 10_000);
      return {
        Buckets: page.map((bucket) => ({
          Name: bucket.name,
          CreationDate: new Date(bucket.created),
          BucketRegion: bucket.region,
        })),
        Owner: { ID: context.account },
        ...(page.length < buckets.length ? { ContinuationToken: page.at(-1)!.name } : {}),
      };
    },
    DeleteBucket(input: { Bucket: string }) {
      requireBucket(records, input.Bucket);
      if (records.objects(input.Bucket).size > 0) {
        throw new ServiceError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409, {
          BucketName: input.Bucket,
        });
      }
      records.buckets.remove(input.Bucket);
      for (const [key] of records.settings.entries()) {
        if (key.startsWith(`${input.Bucket}/`)) records.settings.remove(key);
      }
      return {};
    },
    GetBucketLocation(input: { Bucket: string }) {
      const { region } = requireBucket(records, input.Bucket);
      // The first region has no name here.
      return region === 'us-east-1' ? {} : { LocationConstraint: region };
    },
  };
}

/** In us-east-1 one's own bucket can be created again, for old clients' sake; elsewhere that is an error. */
function createAgain(existing: BucketRecord, context: RequestContext): object {
  if (existing.account !== context.account) {
    throw new ServiceError(
      'BucketAlreadyExists',
      'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
      409,
      { BucketName: existing.name },
    );
  }
  if (existing.region === 'us-east-1' && context.region === 'us-east-1')
    return { Location: `/${existing.name}` };
  throw new ServiceError(
    'BucketAlreadyOwnedByYou',
    'Your previous request to create the named bucket succeeded and you already own it.',
    409,
    { BucketName: existing.name },
  );
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html: the constraint must be the region asked. */
function readLocation(constraint: string | undefined, context: RequestContext): string {
  if (constraint === undefined) {
    if (context.region === 'us-east-1') return context.region;
    throw new ServiceError(
      'IllegalLocationConstraintException',
      'The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.',
    );
  }
  const region = constraint === 'EU' ? 'eu-west-1' : constraint;
  if (region === 'us-east-1') {
    throw new ServiceError(
      'InvalidLocationConstraint',
      'The specified location-constraint is not valid',
      400,
      {
        LocationConstraint: constraint,
      },
    );
  }
  if (context.region !== 'us-east-1' && context.region !== region) {
    throw new ServiceError(
      'IllegalLocationConstraintException',
      `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  }
  return region;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
function checkBucketName(name: string): void {
  const shaped = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name);
  const address = /^\d+\.\d+\.\d+\.\d+$/.test(name);
  const reserved = /^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|\.mrap|--x-s3)$/.test(name);
  if (shaped && !address && !reserved && !name.includes('..')) return;
  throw new ServiceError('InvalidBucketName', 'The specified bucket is not valid.', 400, {
    BucketName: name,
  });
}
