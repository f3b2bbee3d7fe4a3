import type { ResourceStatus, StackStatus } from '@aws-sdk/client-cloudformation';
import type { Engine } from './engine.ts';
import { enterResourceStatus, enterStackStatus } from './events.ts';
import type { StackRecord } from './records.ts';

const interrupted = 'The embedded AWS was stopped in the middle of this operation.';

/**
 * Ends operations that an earlier process was in when it stopped, so that no stack stays in progress for ever: stacks
 * get the failed status from which ContinueUpdateRollback, RollbackStack or DeleteStack lead out.
 * A resource that was being created then may exist without the stack knowing it; its event says so.
 */
export function recoverInterrupted(engine: Engine): void {
  const stuck = [...engine.store.stacks()].filter(
    ({ status }) => status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS',
  );
  for (const stack of stuck) {
    endResources(engine, stack.id);
    const { status, reason } = decideStatus(engine, stack);
    enterStackStatus(engine, stack.id, status, reason);
  }
  for (const changeSet of engine.store.changeSets()) {
    if (changeSet.status !== 'CREATE_IN_PROGRESS') continue;
    engine.store.putChangeSet({ ...changeSet, status: 'FAILED', statusReason: interrupted });
  }
}

function decideStatus(
  engine: Engine,
  stack: StackRecord,
): { readonly status: StackStatus; readonly reason: string } {
  if (stack.status.endsWith('_CLEANUP_IN_PROGRESS')) return endCleanup(engine, stack);
  return { status: failedStatuses.get(stack.status) ?? 'UPDATE_ROLLBACK_FAILED', reason: interrupted };
}

/** Updates and their rollbacks become UPDATE_ROLLBACK_FAILED. */
const failedStatuses: ReadonlyMap<StackStatus, StackStatus> = new Map([
  ['CREATE_IN_PROGRESS', 'CREATE_FAILED'],
  ['ROLLBACK_IN_PROGRESS', 'ROLLBACK_FAILED'],
  ['DELETE_IN_PROGRESS', 'DELETE_FAILED'],
]);

/**
 * The update itself, or its rollback, was through: what is left to delete is given up, as after three failed attempts.
 * A nested stack whose root had not decided yet is rolled back with it.
 */
function endCleanup(
  engine: Engine,
  stack: StackRecord,
): { readonly status: StackStatus; readonly reason: string } {
  const root = stack.rootId === undefined ? stack : engine.store.stack(stack.rootId);
  const rootEnds =
    root?.status.endsWith('_CLEANUP_IN_PROGRESS') === true || root?.status.endsWith('_COMPLETE');
  if (rootEnds !== true) return { status: 'UPDATE_ROLLBACK_FAILED', reason: interrupted };
  for (const record of engine.store.resources(stack.id).values()) {
    const { before: _, restored: __, doomed: ___, ...rest } = record;
    engine.store.putResource(rest);
  }
  const isRollback = stack.status === 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS';
  return {
    status: isRollback ? 'UPDATE_ROLLBACK_COMPLETE' : 'UPDATE_COMPLETE',
    reason: `${isRollback ? '' : 'Update successful. '}One or more resources could not be deleted. ${interrupted}`,
  };
}

function endResources(engine: Engine, stackId: string): void {
  for (const record of engine.store.resources(stackId).values()) {
    if (!record.status.endsWith('_IN_PROGRESS')) continue;
    const status = record.status.replace(/_IN_PROGRESS$/, '_FAILED') as ResourceStatus;
    const unknown =
      record.current === undefined
        ? ' A physical resource may have been made; the stack does not know it.'
        : '';
    const physicalId = record.current?.physicalId ?? '';
    enterResourceStatus(engine, record, { status, reason: `${interrupted}${unknown}`, physicalId });
  }
}
