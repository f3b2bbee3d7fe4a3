import type { ResourceStatus, StackStatus } from '@aws-sdk/client-cloudformation';
import type { Engine } from './engine.ts';
import { enterResourceStatus, enterStackStatus } from './events.ts';
import type { StackRecord } from './records.ts';
import { cleanUpStack } from './run/clean-up-stack.ts';

const interrupted = 'The embedded AWS was stopped in the middle of this operation.';

/**
 * Ends operations that an earlier process was in when it stopped, so that no stack stays in progress for ever: stacks
 * get the failed status from which ContinueUpdateRollback, RollbackStack or DeleteStack lead out. Cleanups, where nothing
 * is left to decide, go on.
 */
export function recoverInterrupted(engine: Engine): void {
  const stuck = [...engine.store.stacks()].filter(
    ({ status }) => status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS',
  );
  for (const stack of stuck) {
    if (isInCleanup(engine, stack)) {
      if (stack.rootId === undefined) engine.inBackground(() => cleanUpStack(engine, stack.id));
      continue;
    }
    endResources(engine, stack.id);
    const status = failedStatuses.get(stack.status) ?? 'UPDATE_ROLLBACK_FAILED';
    enterStackStatus(engine, stack.id, status, interrupted);
  }
  for (const changeSet of engine.store.changeSets()) {
    if (changeSet.status !== 'CREATE_IN_PROGRESS') continue;
    engine.store.putChangeSet({ ...changeSet, status: 'FAILED', statusReason: interrupted });
  }
}

/** A nested stack whose root had not got that far is rolled back with it. */
function isInCleanup(engine: Engine, stack: StackRecord): boolean {
  const root = stack.rootId === undefined ? stack : engine.store.stack(stack.rootId);
  return [stack, root].every((one) => one?.status.endsWith('_CLEANUP_IN_PROGRESS') === true);
}

/** Updates and their rollbacks become UPDATE_ROLLBACK_FAILED. */
const failedStatuses: ReadonlyMap<StackStatus, StackStatus> = new Map([
  ['CREATE_IN_PROGRESS', 'CREATE_FAILED'],
  ['ROLLBACK_IN_PROGRESS', 'ROLLBACK_FAILED'],
  ['DELETE_IN_PROGRESS', 'DELETE_FAILED'],
]);

function endResources(engine: Engine, stackId: string): void {
  for (const record of engine.store.resources(stackId).values()) {
    if (!record.status.endsWith('_IN_PROGRESS')) continue;
    const status = record.status.replace(/_IN_PROGRESS$/, '_FAILED') as ResourceStatus;
    const physicalId = record.current?.physicalId ?? '';
    enterResourceStatus(engine, record, { status, reason: interrupted, physicalId });
  }
}
