import type { DeleteStackInput } from '@aws-sdk/client-cloudformation';
import type { RequestContext } from '../../cloud.ts';
import type { Engine } from '../engine.ts';
import { validationError } from '../errors.ts';
import { enterStackStatus } from '../events.ts';
import type { StackRecord } from '../records.ts';
import { stopRun } from '../run/apply-stack.ts';
import { removeStack } from '../run/remove-stack.ts';
import { findImporters } from '../scope.ts';
import { findLiveStack } from './find-stack.ts';
import { isRepeated, newOperation, withOperation } from './start-operation.ts';

/** DeleteStack: answers as soon as the stack is in DELETE_IN_PROGRESS. A stack that is not there is deleted already. */
export function deleteStack(engine: Engine, input: DeleteStackInput, context: RequestContext): object {
  const stack = findLiveStack(engine, context, input.StackName);
  if (stack === undefined || stack.status === 'DELETE_IN_PROGRESS') return {};
  if (isRepeated(stack, 'DeleteStack', input.ClientRequestToken)) return {};
  if (stack.terminationProtection) {
    throw validationError(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
  }
  const isForced = input.DeletionMode === 'FORCE_DELETE_STACK';
  const retained = input.RetainResources ?? [];
  if ((retained.length > 0 || isForced) && stack.status !== 'DELETE_FAILED') {
    throw validationError(
      `Invalid operation on stack [${stack.id}]. When you delete a stack, specify which resources to retain only when the stack is in the DELETE_FAILED state.`,
    );
  }
  const operation = newOperation('DELETE_STACK', 'DeleteStack', {
    clientRequestToken: input.ClientRequestToken,
  });
  if (stack.status === 'CREATE_IN_PROGRESS') {
    cancelCreation(engine, stack, operation);
    return {};
  }
  if (stack.status.endsWith('_IN_PROGRESS') && stack.status !== 'REVIEW_IN_PROGRESS') {
    throw validationError(`Stack [${stack.name}] cannot be deleted while in status ${stack.status}`);
  }
  const inUse = findExportInUse(engine, stack);
  if (inUse !== undefined) {
    // The stack stays as it is, and says so in an event.
    const reason = `Delete canceled. Cannot delete export ${inUse.name} as it is in use by ${inUse.importers.join(', ')}.`;
    enterStackStatus(engine, stack.id, stack.status, reason);
    return {};
  }
  const retain = new Set([...retained, ...(isForced ? findFailed(engine, stack) : [])]);
  engine.store.putStack({ ...stack, ...withOperation(stack, operation), status: 'DELETE_IN_PROGRESS' });
  for (const changeSet of engine.store.changeSets()) {
    if (changeSet.stackId === stack.id) engine.store.removeChangeSet(changeSet.id);
  }
  engine.inBackground(async () => {
    const undoesCreation = /^(ROLLBACK|CREATE)_FAILED$/.test(stack.status);
    await removeStack(engine, stack.id, { retain, undoesCreation, operation });
  });
  return {};
}

/** The creation stops where it is and ends in the deletion. */
function cancelCreation(engine: Engine, stack: StackRecord, operation: StackRecord['operation']): void {
  engine.store.putStack({ ...stack, ...withOperation(stack, operation) });
  const run = engine.runs.get(stack.id);
  if (run === undefined || run.deleteRequested === true) return;
  run.deleteRequested = true;
  stopRun(engine, run);
}

function findExportInUse(
  engine: Engine,
  stack: StackRecord,
): { readonly name: string; readonly importers: readonly string[] } | undefined {
  for (const { exportName } of stack.outputs) {
    const importers =
      exportName === undefined
        ? []
        : findImporters(engine, stack, exportName).filter((name) => name !== stack.name);
    if (exportName !== undefined && importers.length > 0) return { name: exportName, importers };
  }
  return undefined;
}

const findFailed = (engine: Engine, stack: StackRecord) =>
  [...engine.store.resources(stack.id).values()]
    .filter(({ status }) => status === 'DELETE_FAILED')
    .map(({ logicalId }) => logicalId);
