import type { ResourceContext } from '../resource-type.ts';

/** One operation of S3. */
// oxlint-disable-next-line typescript/no-explicit-any -- see Cloud.call
export function callS3(context: ResourceContext, operation: string, input: object): Promise<any> {
  return context.cloud.call('s3', operation, input, context);
}
