import type { CallContext } from '../resource-type.ts';

/** One operation of Lambda. */
// oxlint-disable-next-line typescript/no-explicit-any -- see Cloud.call
export function callLambda(context: CallContext, operation: string, input: object): Promise<any> {
  return context.cloud.call('lambda', operation, input, context);
}
