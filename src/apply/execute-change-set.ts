import { setTimeout as delay } from 'node:timers/promises';

import type { Aws } from '../aws/connection.ts';
import type { ChangeSetRequest, StackEventRecord } from '../aws/stacks.ts';
import { findRootCause, type RootCause } from './root-cause.ts';
import { watchStack } from './watch-stack.ts';

export type StackOutcome =
  | { readonly kind: 'succeeded'; readonly status: string; readonly stackId: string }
  | { readonly kind: 'unchanged' }
  | {
      readonly kind: 'failed';
      /** Terminal status of the stack, or `CHANGE_SET_FAILED` when nothing was started. */
      readonly status: string;
      readonly reason?: string;
      readonly cause?: RootCause;
    };

/**
 * Creates or updates a stack by a change set and follows it to its end.
 * A change set is checked by CloudFormation before anything runs (AWS-FACTS 1, early validation).
 *
 * @param onStarted called with the stack's id when CloudFormation has begun.
 */
export async function executeChangeSet(
  aws: Aws,
  request: ChangeSetRequest,
  onStarted: (stackId: string) => (event: StackEventRecord) => void,
): Promise<StackOutcome> {
  const stacks = await aws.stacks();
  const { id, stackId } = await stacks.createChangeSet(request);
  const changeSet = await waitForChangeSet(aws, id);
  if (changeSet.status === 'FAILED') {
    await stacks.deleteChangeSet(id);
    if (/didn't contain changes|No updates are to be performed/.test(changeSet.statusReason ?? '')) {
      return { kind: 'unchanged' };
    }
    return {
      kind: 'failed',
      status: 'CHANGE_SET_FAILED',
      ...(changeSet.statusReason ? { reason: changeSet.statusReason } : {}),
    };
  }
  const lastEvent = await stacks.readLastEvent(stackId);
  await stacks.executeChangeSet(id, request.name);
  const result = await watchStack(aws, stackId, lastEvent?.id, onStarted(stackId));
  if (result.status === 'CREATE_COMPLETE' || result.status === 'UPDATE_COMPLETE') {
    return { kind: 'succeeded', status: result.status, stackId };
  }
  const cause = findRootCause(result.events);
  return {
    kind: 'failed',
    status: result.status,
    ...(result.reason ? { reason: result.reason } : {}),
    ...(cause ? { cause } : {}),
  };
}

async function waitForChangeSet(aws: Aws, id: string) {
  const stacks = await aws.stacks();
  for (let pause = 30; ; pause = Math.min(pause * 1.6, 2_000)) {
    const changeSet = await stacks.readChangeSet(id);
    if (changeSet.status === 'CREATE_COMPLETE' || changeSet.status === 'FAILED') return changeSet;
    await delay(pause);
  }
}
