import type { Properties } from '../resource-type.ts';
import { bucketLifecycle } from './s3-bucket-lifecycle.ts';
import type { BucketSetting } from './s3-bucket-setting.ts';
import {
  defined,
  readBoolean,
  readNumber,
  readObject,
  readObjects,
  readString,
  readStrings,
} from './properties.ts';
import { refuseUnsupported } from './refuse-unsupported.ts';

/** By property name, in the order they are put. */
export const bucketSettings: Readonly<Record<string, BucketSetting>> = {
  PublicAccessBlockConfiguration: {
    operation: 'PutPublicAccessBlock',
    removal: { operation: 'DeletePublicAccessBlock' },
    read: (properties) => {
      const block = readObject(properties, 'PublicAccessBlockConfiguration');
      return (
        block && {
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: readBoolean(block, 'BlockPublicAcls') ?? false,
            IgnorePublicAcls: readBoolean(block, 'IgnorePublicAcls') ?? false,
            BlockPublicPolicy: readBoolean(block, 'BlockPublicPolicy') ?? false,
            RestrictPublicBuckets: readBoolean(block, 'RestrictPublicBuckets') ?? false,
          },
        }
      );
    },
  },

  BucketEncryption: {
    operation: 'PutBucketEncryption',
    removal: { operation: 'DeleteBucketEncryption' },
    read: (properties) => {
      const encryption = readObject(properties, 'BucketEncryption');
      if (encryption === undefined) return undefined;
      const rules = readObjects(encryption, 'ServerSideEncryptionConfiguration') ?? [];
      return { ServerSideEncryptionConfiguration: { Rules: rules.map(readEncryptionRule) } };
    },
  },

  OwnershipControls: {
    operation: 'PutBucketOwnershipControls',
    removal: { operation: 'DeleteBucketOwnershipControls' },
    read: (properties) => {
      const controls = readObject(properties, 'OwnershipControls');
      return controls && { OwnershipControls: { Rules: readObjects(controls, 'Rules') ?? [] } };
    },
  },

  VersioningConfiguration: {
    operation: 'PutBucketVersioning',
    // A versioned bucket can only be suspended.
    removal: {
      operation: 'PutBucketVersioning',
      input: { VersioningConfiguration: { Status: 'Suspended' } },
    },
    read: (properties) => {
      const versioning = readObject(properties, 'VersioningConfiguration');
      return versioning && { VersioningConfiguration: { Status: readString(versioning, 'Status') } };
    },
  },

  CorsConfiguration: {
    operation: 'PutBucketCors',
    removal: { operation: 'DeleteBucketCors' },
    read: (properties) => {
      const cors = readObject(properties, 'CorsConfiguration');
      return (
        cors && { CORSConfiguration: { CORSRules: (readObjects(cors, 'CorsRules') ?? []).map(readCorsRule) } }
      );
    },
  },

  LifecycleConfiguration: bucketLifecycle,
};

function readEncryptionRule(rule: Properties): object {
  refuseUnsupported('AWS::S3::Bucket BucketEncryption', rule, [
    'ServerSideEncryptionByDefault',
    'BucketKeyEnabled',
  ]);
  return defined({
    ApplyServerSideEncryptionByDefault: readObject(rule, 'ServerSideEncryptionByDefault'),
    BucketKeyEnabled: readBoolean(rule, 'BucketKeyEnabled'),
  });
}

/** The same in other words: `MaxAge` is `MaxAgeSeconds`, `Id` is `ID`, `ExposedHeaders` is `ExposeHeaders`. */
function readCorsRule(rule: Properties): object {
  return defined({
    ID: readString(rule, 'Id'),
    AllowedHeaders: readStrings(rule, 'AllowedHeaders'),
    AllowedMethods: readStrings(rule, 'AllowedMethods'),
    AllowedOrigins: readStrings(rule, 'AllowedOrigins'),
    ExposeHeaders: readStrings(rule, 'ExposedHeaders'),
    MaxAgeSeconds: readNumber(rule, 'MaxAge'),
  });
}
