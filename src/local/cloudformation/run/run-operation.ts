import { type Engine } from '../engine.ts';
import { enterStackStatus, requireStack } from '../events.ts';
import { planChanges } from '../plan/plan-changes.ts';
import { validateEarly } from '../plan/early-validation.ts';
import { applyStack, stopRun } from './apply-stack.ts';
import { cleanUpStack } from './clean-up-stack.ts';
import { removeResources, removeStack } from './remove-stack.ts';
import { reasonOf } from './resource-handler.ts';
import { rollBackStack } from './roll-back-stack.ts';
import type { StackRun } from './stack-run.ts';

/** Carries out the creation of a root stack that is in CREATE_IN_PROGRESS. */
export async function runCreation(engine: Engine, run: StackRun, validates: boolean): Promise<void> {
  const { stackId } = run;
  const refusal = validates ? await findRefusal(engine, run) : undefined;
  const failure = refusal ?? (await applyStack(engine, run));
  const { operation } = requireStack(engine, stackId);
  if (run.deleteRequested === true) {
    await removeStack(engine, stackId, { retain: new Set(), undoesCreation: true, operation });
  } else if (failure === undefined) {
    enterStackStatus(engine, stackId, 'CREATE_COMPLETE');
  } else if (operation.disableRollback || operation.onFailure === 'DO_NOTHING') {
    enterStackStatus(engine, stackId, 'CREATE_FAILED', failure);
  } else if (operation.onFailure === 'DELETE') {
    enterStackStatus(engine, stackId, 'CREATE_FAILED', failure);
    await removeStack(engine, stackId, { retain: new Set(), undoesCreation: true, operation });
  } else {
    await rollBackCreation(engine, stackId, refusal ?? `${failure.trimEnd()} Rollback requested by user.`);
  }
}

/** Deletes everything a failed creation made. The stack can only be deleted afterwards (AWS-FACTS 1.4). */
export async function rollBackCreation(engine: Engine, stackId: string, reason: string): Promise<void> {
  enterStackStatus(engine, stackId, 'ROLLBACK_IN_PROGRESS', reason);
  const failed = await removeResources(engine, stackId, { retain: new Set(), undoesCreation: true });
  if (failed.length === 0) enterStackStatus(engine, stackId, 'ROLLBACK_COMPLETE');
  else {
    const why = `The following resource(s) failed to delete: [${failed.join(', ')}]. `;
    enterStackStatus(engine, stackId, 'ROLLBACK_FAILED', why);
  }
}

/** Carries out the update of a root stack that is in UPDATE_IN_PROGRESS. */
export async function runUpdate(engine: Engine, run: StackRun, validates: boolean): Promise<void> {
  const { stackId } = run;
  const refusal = validates ? await findRefusal(engine, run) : undefined;
  const failure = refusal ?? (await applyStack(engine, run));
  if (failure === undefined) {
    enterStackStatus(engine, stackId, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    await cleanUpStack(engine, stackId);
  } else if (requireStack(engine, stackId).operation.disableRollback) {
    enterStackStatus(engine, stackId, 'UPDATE_FAILED', failure);
  } else {
    await runRollback(engine, stackId, failure);
  }
}

/** Rolls a root stack's update back, nested stacks included; their cleanups follow when all are rolled back. */
export async function runRollback(
  engine: Engine,
  stackId: string,
  reason?: string,
  skip: ReadonlySet<string> = new Set(),
): Promise<void> {
  const failure = await rollBackStack(engine, stackId, reason, skip);
  if (failure === undefined) await cleanUpStack(engine, stackId);
}

/** Stops a running update; `run` then ends in its rollback. */
export function cancelUpdate(engine: Engine, run: StackRun): void {
  run.stackReason = 'User Initiated';
  stopRun(engine, run);
}

async function findRefusal(engine: Engine, run: StackRun): Promise<string | undefined> {
  const stack = requireStack(engine, run.stackId);
  try {
    const before =
      stack.operation.previous === undefined ? stack : { ...stack, source: stack.operation.previous };
    const plan = planChanges(engine, before, run.template, stack.source);
    return await validateEarly(engine, stack, plan, stack.operation);
  } catch (error) {
    return reasonOf(error);
  }
}
