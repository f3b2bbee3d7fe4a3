import { setTimeout as delay } from 'node:timers/promises';

import { AwsError } from '../aws/aws-error.ts';
import type { ChangeSetRecord, ChangeSetRequest, StackEventRecord } from '../aws/stack-records.ts';
import type { Stacks } from '../aws/stacks.ts';
import { describeRefusal } from './describe-refusal.ts';
import { type StackOutcome, toStackOutcome } from './stack-outcome.ts';
import { watchStack } from './watch-stack.ts';

export interface ExecuteHooks {
  /** Called with the stack's id when CloudFormation has begun; takes the events from then on. */
  readonly onStarted: (stackId: string) => (event: StackEventRecord) => void;
  readonly onTrouble: (message: string) => void;
}

/**
 * Creates or updates a stack by a change set and follows it to its end.
 * A change set is checked by CloudFormation before anything runs (AWS-FACTS 1, early validation). One that a killed
 * deploy left behind is not in the way: names are new each time, and CloudFormation deletes the others of a stack when
 * one is executed (docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ExecuteChangeSet.html).
 */
export async function executeChangeSet(
  stacks: Stacks,
  request: ChangeSetRequest,
  { onStarted, onTrouble }: ExecuteHooks,
): Promise<StackOutcome> {
  const { id, stackId } = await createChangeSet(stacks, request);
  const changeSet = await waitForChangeSet(stacks, id);
  if (changeSet.status !== 'CREATE_COMPLETE') {
    const outcome: StackOutcome = isEmpty(changeSet)
      ? { kind: 'unchanged' }
      : await describeRefusal(stacks, request.stackName, changeSet);
    await discard(stacks, id, onTrouble);
    return outcome;
  }
  const lastEvent = await stacks.readLastEvent(stackId);
  await startExecution(stacks, id, request.name);
  const result = await watchStack(stacks, {
    stackId,
    lastEventId: lastEvent?.id,
    clientRequestToken: request.name,
    onEvent: onStarted(stackId),
    onTrouble,
  });
  return toStackOutcome(result, stackId, ['CREATE_COMPLETE', 'UPDATE_COMPLETE']);
}

/** The name is this run's own: when it is taken, an earlier try of the same request got through and its answer was lost. */
async function createChangeSet(
  stacks: Stacks,
  request: ChangeSetRequest,
): Promise<{ id: string; stackId: string }> {
  try {
    return await stacks.createChangeSet(request);
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'AlreadyExistsException') throw error;
    return await stacks.readChangeSet(request.name, request.stackName);
  }
}

/** Likewise: a change set of this run that is being executed was started by an earlier try. */
async function startExecution(stacks: Stacks, id: string, clientRequestToken: string): Promise<void> {
  try {
    await stacks.executeChangeSet(id, clientRequestToken);
  } catch (error) {
    const changeSet = await stacks.readChangeSet(id).catch(() => undefined);
    if (!changeSet?.executionStatus?.startsWith('EXECUTE_')) throw error;
  }
}

/** `CREATE_COMPLETE`, or what else became of it: `FAILED`, or a deletion by somebody else. */
async function waitForChangeSet(stacks: Stacks, id: string): Promise<ChangeSetRecord> {
  for (let pause = 30; ; pause = Math.min(pause * 1.6, 2_000)) {
    const changeSet = await stacks.readChangeSet(id);
    if (!/^CREATE_(PENDING|IN_PROGRESS)$/.test(changeSet.status)) return changeSet;
    await delay(pause);
  }
}

/** It is of no use and does no harm: not being able to delete it is no reason to fail. */
async function discard(stacks: Stacks, id: string, onTrouble: (message: string) => void): Promise<void> {
  try {
    await stacks.deleteChangeSet(id);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    onTrouble(`Change set ${id} stays: ${error.operation} answered ${error.code}`);
  }
}

function isEmpty({ statusReason }: ChangeSetRecord): boolean {
  return /didn't contain changes|No updates are to be performed/.test(statusReason ?? '');
}
