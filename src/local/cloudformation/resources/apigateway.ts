import type { CallContext, ResourceContext } from '../resource-type.ts';
import { ignoreMissing } from './ignore-missing.ts';
import type { PatchOperation } from './patch-operations.ts';
import type { TagChange } from './tags.ts';

/** One operation of API Gateway. */
// oxlint-disable-next-line typescript/no-explicit-any -- see Cloud.call
export function callApiGateway(context: CallContext, operation: string, input: object): Promise<any> {
  return context.cloud.call('apigateway', operation, input, context);
}

/** An Update operation, unless there is nothing to change. */
export async function patchApiGateway(
  context: ResourceContext,
  operation: string,
  target: object,
  patchOperations: readonly PatchOperation[],
): Promise<void> {
  if (patchOperations.length > 0) await callApiGateway(context, operation, { ...target, patchOperations });
}

export function removeFromApiGateway(
  context: ResourceContext,
  operation: string,
  target: object,
): Promise<void> {
  return ignoreMissing(callApiGateway(context, operation, target));
}

/** @param path what follows the region in the resource's ARN: `/restapis/<id>`. */
export async function changeApiGatewayTags(
  context: ResourceContext,
  path: string,
  { set, removed }: TagChange,
): Promise<void> {
  const resourceArn = `arn:aws:apigateway:${context.region}::${path}`;
  if (Object.keys(set).length > 0) await callApiGateway(context, 'TagResource', { resourceArn, tags: set });
  if (removed.length > 0) await callApiGateway(context, 'UntagResource', { resourceArn, tagKeys: removed });
}
