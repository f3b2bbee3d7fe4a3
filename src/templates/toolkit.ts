import { buildTemplateFile } from './template-file.ts';
import type { Template, TemplateFile } from './template.ts';

/** Raised whenever the toolkit's template changes: a live toolkit with a lower version is updated. */
export const toolkitVersion = 1;

/**
 * Stack `jets-toolkit`: the bucket for code and templates of every app in one account and region. Private, encrypted,
 * TLS only, without ACLs. Its name is CloudFormation's, so it collides with nobody's.
 *
 * The bucket and its policy are retained: stacks that are live were made from what is in it, and deleting a stack whose
 * bucket is not empty would fail. Whoever deletes the toolkit deletes the bucket by hand afterwards; a toolkit that is
 * made again begins with an empty bucket, and deploys upload what they need. Objects do not expire: a retired zip may
 * be what a rollback needs.
 */
export function buildToolkitFile(): TemplateFile {
  return buildTemplateFile('toolkit', template, (digest) => `toolkit/templates/${digest}.json`);
}

const template: Template = {
  AWSTemplateFormatVersion: '2010-09-09',
  Description: 'Bucket for code and templates of apps that jets deploys',
  Resources: {
    ArtifactBucket: {
      Type: 'AWS::S3::Bucket',
      Metadata: { Jets: { part: 'bucket for code and templates' } },
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        LifecycleConfiguration: {
          Rules: [
            {
              Id: 'abort-incomplete-uploads',
              Status: 'Enabled',
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
            },
          ],
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      },
    },
    ArtifactBucketPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Metadata: { Jets: { part: 'policy of the bucket for code and templates' } },
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        Bucket: { Ref: 'ArtifactBucket' },
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'TlsOnly',
              Effect: 'Deny',
              Principal: '*',
              Action: 's3:*',
              Resource: [
                { 'Fn::GetAtt': ['ArtifactBucket', 'Arn'] },
                { 'Fn::Sub': '${ArtifactBucket.Arn}/*' },
              ],
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ],
        },
      },
    },
  },
  Outputs: {
    BucketName: { Description: 'Bucket for code and templates', Value: { Ref: 'ArtifactBucket' } },
    ToolkitVersion: { Description: 'Version of this template', Value: String(toolkitVersion) },
  },
};
