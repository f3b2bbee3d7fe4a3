import { describe, expect, it } from 'vitest';

import { buildToolkitFile } from '../../src/templates/toolkit.ts';

describe('the toolkit', () => {
  const { template, body, digest } = buildToolkitFile();
  const bucket = template.Resources['ArtifactBucket'];

  it('is a bucket without a fixed name that is private, encrypted and without ACLs', () => {
    expect(bucket?.Properties).not.toHaveProperty('BucketName');
    expect(bucket?.Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    });
  });

  it('refuses every request without TLS', () => {
    expect(template.Resources['ArtifactBucketPolicy']?.Properties?.['PolicyDocument']).toMatchObject({
      Statement: [
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    });
  });

  it('keeps bucket and policy when its stack is deleted', () => {
    for (const resource of Object.values(template.Resources)) {
      expect(resource).toMatchObject({
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
      });
    }
  });

  it('tells the name of the bucket and its own version, and fits into a request', () => {
    expect(Object.keys(template.Outputs ?? {})).toEqual(['BucketName', 'ToolkitVersion']);
    expect(body.length).toBeLessThan(51_200);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
  });
});
