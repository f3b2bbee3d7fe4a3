import type { Properties, ResourceContext, ResourceInstance, ResourceType } from '../resource-type.ts';
import { handlerError } from './handler-error.ts';
import { ignoreMissing } from './ignore-missing.ts';
import { isThere } from './is-there.ts';
import { defined, isSame, readString } from './properties.ts';
import { refuseUnsupported } from './refuse-unsupported.ts';
import { bucketSettings } from './s3-bucket-settings.ts';
import { callS3 } from './s3.ts';
import { desiredTags, tagList } from './tags.ts';
import { finishCreation } from './finish-creation.ts';

/** Ref: the bucket's name. A bucket with objects is not deleted: S3 refuses. */
export const bucket: ResourceType = {
  type: 'AWS::S3::Bucket',

  async create(properties, context) {
    refuseUnsupported(bucket.type, properties, supported);
    const Bucket = readString(properties, 'BucketName') ?? context.generateName(63).toLowerCase();
    // In us-east-1, CreateBucket of a bucket one owns succeeds; CloudFormation looks first.
    if (await isThere(callS3(context, 'HeadBucket', { Bucket })))
      throw handlerError('AlreadyExists', `${Bucket} already exists`, 409);
    const CreateBucketConfiguration =
      context.region === 'us-east-1' ? undefined : { LocationConstraint: context.region };
    await callS3(
      context,
      'CreateBucket',
      defined({
        Bucket,
        CreateBucketConfiguration,
        ObjectLockEnabledForBucket: readString(properties, 'ObjectLockEnabled') === 'true' || undefined,
      }),
    );
    return finishCreation(
      context,
      describe(Bucket, context),
      () => putSettings(Bucket, properties, {}, context),
      () => callS3(context, 'DeleteBucket', { Bucket }),
    );
  },

  async update(instance, properties, previous, context) {
    refuseUnsupported(bucket.type, properties, supported);
    await putSettings(instance.physicalId, properties, previous, context);
    return instance;
  },

  remove: (instance, _properties, context) =>
    ignoreMissing(callS3(context, 'DeleteBucket', { Bucket: instance.physicalId })),

  exists: (Bucket, context) => isThere(callS3(context, 'HeadBucket', { Bucket })),
};

const supported = ['BucketName', 'ObjectLockEnabled', 'Tags', ...Object.keys(bucketSettings)];

async function putSettings(
  Bucket: string,
  properties: Properties,
  previous: Properties,
  context: ResourceContext,
): Promise<void> {
  for (const [name, setting] of Object.entries(bucketSettings)) {
    if (isSame(properties[name], previous[name])) continue;
    const input = setting.read(properties);
    if (input === undefined)
      await ignoreMissing(callS3(context, setting.removal.operation, { Bucket, ...setting.removal.input }));
    else await callS3(context, setting.operation, { Bucket, ...input });
  }
  // Tags are put as a whole: what was put on outside of CloudFormation goes with the next change.
  const tags = desiredTags(properties, context);
  const tagsBefore = desiredTags(previous, { tags: context.previousTags ?? context.tags });
  const isNew = Object.keys(previous).length === 0;
  if (Object.keys(tags).length > 0 && (isNew || !isSame(tags, tagsBefore))) {
    await callS3(context, 'PutBucketTagging', { Bucket, Tagging: { TagSet: tagList(tags) } });
  }
  if (Object.keys(tags).length === 0 && Object.keys(tagsBefore).length > 0) {
    await callS3(context, 'DeleteBucketTagging', { Bucket });
  }
}

function describe(name: string, { region }: ResourceContext): ResourceInstance {
  return {
    physicalId: name,
    attributes: {
      Arn: `arn:aws:s3:::${name}`,
      DomainName: `${name}.s3.amazonaws.com`,
      DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
      WebsiteURL: `http://${name}.s3-website-${region}.amazonaws.com`,
    },
  };
}
