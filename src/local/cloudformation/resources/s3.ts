import type { CallContext } from '../resource-type.ts';

/** One operation of S3. */
// oxlint-disable-next-line typescript/no-explicit-any -- see Cloud.call
export function callS3(context: CallContext, operation: string, input: object): Promise<any> {
  return context.cloud.call('s3', operation, input, context);
}
