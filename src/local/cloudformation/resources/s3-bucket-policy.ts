import type { Properties, ResourceContext, ResourceType } from '../resource-type.ts';
import { handlerError } from './handler-error.ts';
import { ignoreMissing, isMissing } from './ignore-missing.ts';
import { readDocument, requireString } from './properties.ts';
import { callS3 } from './s3.ts';

/** Physical id: the bucket's name. A bucket has one policy, so a second resource for the same bucket is refused. */
export const bucketPolicy: ResourceType = {
  type: 'AWS::S3::BucketPolicy',

  async create(properties, context) {
    const Bucket = requireString(properties, 'Bucket');
    if (await hasPolicy(Bucket, context)) {
      throw handlerError('AlreadyExists', `The bucket policy already exists on bucket ${Bucket}.`, 409);
    }
    await putPolicy(properties, context);
    return { physicalId: Bucket, attributes: {} };
  },

  async update(instance, properties, _previous, context) {
    await putPolicy(properties, context);
    return instance;
  },

  remove: (instance, _properties, context) =>
    ignoreMissing(callS3(context, 'DeleteBucketPolicy', { Bucket: instance.physicalId })),
};

async function putPolicy(properties: Properties, context: ResourceContext): Promise<void> {
  const Bucket = requireString(properties, 'Bucket');
  await callS3(context, 'PutBucketPolicy', { Bucket, Policy: readDocument(properties, 'PolicyDocument') });
}

async function hasPolicy(Bucket: string, context: ResourceContext): Promise<boolean> {
  try {
    const { Policy } = await callS3(context, 'GetBucketPolicy', { Bucket });
    return Boolean(Policy);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
