import type { StackResourceRecord } from '../aws/stack-records.ts';

/** Nested stacks among a stack's resources. */
export function findNested(
  resources: readonly StackResourceRecord[],
): { readonly logicalId: string; readonly stackId: string }[] {
  return resources.flatMap(({ logicalId, physicalId, type }) =>
    type === 'AWS::CloudFormation::Stack' && physicalId !== undefined
      ? [{ logicalId, stackId: physicalId }]
      : [],
  );
}
