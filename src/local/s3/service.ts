import type { Cloud, Service } from '../cloud.ts';
import { createBucketSettingOperations } from './bucket-settings.ts';
import { createBucketOperations } from './buckets.ts';
import { createListOperations } from './list-operations.ts';
import { createMultipartOperations } from './multipart.ts';
import { openObjectFiles } from './object-files.ts';
import { createObjectWriter } from './object-writer.ts';
import { createObjectOperations } from './objects.ts';
import { openS3Records } from './records.ts';

/** S3 as far as deploys need it: buckets of one version an object, whose bytes lie in files below `cloud.filesDir`. */
export function createS3(cloud: Cloud): Service {
  const records = openS3Records(cloud);
  const files = openObjectFiles(cloud);
  const writer = createObjectWriter(records, files);
  return {
    name: 's3',
    operations: {
      ...createBucketOperations(records),
      ...createBucketSettingOperations(records),
      ...createListOperations(records),
      ...createObjectOperations(records, files, writer),
      ...createMultipartOperations(records, files, writer, cloud.generateId),
    },
  };
}
