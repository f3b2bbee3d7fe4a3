import type { Aws } from '../aws/connection.ts';
import type { StackEventRecord } from '../aws/stacks.ts';
import type { StackOutcome } from './execute-change-set.ts';
import { findRootCause } from './root-cause.ts';
import { watchStack } from './watch-stack.ts';

/** Deletes a stack with everything in it and follows that to its end. */
export async function deleteStack(
  aws: Aws,
  stackId: string,
  onEvent: (event: StackEventRecord) => void,
): Promise<StackOutcome> {
  const stacks = await aws.stacks();
  const lastEvent = await stacks.readLastEvent(stackId);
  await stacks.deleteStack(stackId);
  const result = await watchStack(aws, stackId, lastEvent?.id, onEvent);
  if (result.status === 'DELETE_COMPLETE') return { kind: 'succeeded', status: result.status, stackId };
  const cause = findRootCause(result.events);
  return {
    kind: 'failed',
    status: result.status,
    ...(result.reason ? { reason: result.reason } : {}),
    ...(cause ? { cause } : {}),
  };
}
