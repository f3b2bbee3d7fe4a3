import type {
  CancelUpdateStackInput,
  ContinueUpdateRollbackInput,
  RollbackStackInput,
  RollbackStackOutput,
} from '@aws-sdk/client-cloudformation';
import type { RequestContext } from '../../cloud.ts';
import { type Engine, stackType } from '../engine.ts';
import { noStack, validationError } from '../errors.ts';
import type { StackRecord } from '../records.ts';
import { cancelUpdate, rollBackCreation, runRollback } from '../run/run-operation.ts';
import { findLiveStack } from './find-stack.ts';
import { isRepeated, newOperation, withOperation } from './start-operation.ts';

/** ContinueUpdateRollback: rolls back what a failed rollback has left, from the root down (AWS-FACTS 1.3). */
export function continueUpdateRollback(
  engine: Engine,
  input: ContinueUpdateRollbackInput,
  context: RequestContext,
): object {
  const stack = requireLiveStack(engine, context, input.StackName);
  if (isRepeated(stack, 'ContinueUpdateRollback', input.ClientRequestToken)) return {};
  if (stack.parentId !== undefined) {
    throw validationError(
      `RollbackUpdatedStack cannot be invoked on child stacks: call ContinueUpdateRollback on the root stack ${stack.rootId ?? stack.parentId}`,
    );
  }
  if (stack.status !== 'UPDATE_ROLLBACK_FAILED') {
    throw validationError(
      `Stack:${stack.id} is in ${stack.status} state and can not continue its update rollback.`,
    );
  }
  const skip = new Set((input.ResourcesToSkip ?? []).map((path) => findSkipped(engine, stack, path)));
  begin(engine, stack, 'CONTINUE_ROLLBACK', 'ContinueUpdateRollback', input.ClientRequestToken);
  engine.inBackground(() => runRollback(engine, stack.id, 'User Initiated', skip));
  return {};
}

/**
 * `LogicalId`, or `NestedStack.LogicalId` where the nested stack is named by its stack name or its logical id.
 * @returns `<stack id>|<logical id>`
 */
function findSkipped(engine: Engine, root: StackRecord, path: string): string {
  const dot = path.lastIndexOf('.');
  const stack = dot === -1 ? root : findNested(engine, root, path.slice(0, dot));
  const logicalId = path.slice(dot + 1);
  const record = stack && engine.store.resources(stack.id).get(logicalId);
  if (stack === undefined || record === undefined) {
    throw validationError(`Resource [${path}] to skip is not in stack ${root.name} or its nested stacks.`);
  }
  if (record.status !== 'UPDATE_FAILED') {
    throw validationError(
      `Resource [${path}] cannot be skipped: it is in ${record.status} state, and only resources in UPDATE_FAILED state because a rollback failed can be.`,
    );
  }
  return `${stack.id}|${logicalId}`;
}

function findNested(engine: Engine, stack: StackRecord, path: string): StackRecord | undefined {
  const children = [...engine.store.resources(stack.id).values()]
    .filter(({ type, current }) => type === stackType && current !== undefined)
    .map(({ current }) => engine.store.stack(current?.physicalId ?? ''))
    .filter((child) => child !== undefined);
  for (const child of children) {
    if (child.name === path || child.parentLogicalId === path) return child;
    const prefix = `${child.parentLogicalId}.`;
    const deeper = findNested(engine, child, path.startsWith(prefix) ? path.slice(prefix.length) : path);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

/** CancelUpdateStack: the running update stops and rolls back. */
export function cancelUpdateStack(
  engine: Engine,
  input: CancelUpdateStackInput,
  context: RequestContext,
): object {
  const stack = requireLiveStack(engine, context, input.StackName);
  const run = engine.runs.get(stack.id);
  if (stack.status !== 'UPDATE_IN_PROGRESS' || run === undefined) {
    throw validationError('CancelUpdateStack cannot be called from current stack status');
  }
  cancelUpdate(engine, run);
  return {};
}

/** RollbackStack: rolls back a stack whose operation failed and was told not to roll back by itself. */
export function rollbackStack(
  engine: Engine,
  input: RollbackStackInput,
  context: RequestContext,
): RollbackStackOutput {
  const stack = requireLiveStack(engine, context, input.StackName);
  if (isRepeated(stack, 'RollbackStack', input.ClientRequestToken)) {
    return { StackId: stack.id, OperationId: stack.operation.id };
  }
  if (stack.status !== 'UPDATE_FAILED' && stack.status !== 'CREATE_FAILED') {
    throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be rolled back.`);
  }
  const id = begin(engine, stack, 'ROLLBACK', 'RollbackStack', input.ClientRequestToken);
  engine.inBackground(() =>
    stack.status === 'UPDATE_FAILED'
      ? runRollback(engine, stack.id, 'User Initiated')
      : rollBackCreation(engine, stack.id, 'User Initiated'),
  );
  return { StackId: stack.id, OperationId: id };
}

function requireLiveStack(engine: Engine, context: RequestContext, name: string | undefined): StackRecord {
  const stack = findLiveStack(engine, context, name);
  if (stack === undefined) throw noStack(name ?? '');
  return stack;
}

/** The stack's status changes at once, so that a second request finds the operation under way. */
function begin(
  engine: Engine,
  stack: StackRecord,
  type: 'CONTINUE_ROLLBACK' | 'ROLLBACK',
  request: string,
  clientRequestToken: string | undefined,
): string {
  const { previous, tagsChanged, retainExceptOnCreate } = stack.operation;
  const operation = newOperation(type, request, {
    clientRequestToken,
    retainExceptOnCreate,
    ...(previous !== undefined && { previous }),
    ...(tagsChanged !== undefined && { tagsChanged }),
  });
  const status = stack.status === 'CREATE_FAILED' ? 'ROLLBACK_IN_PROGRESS' : 'UPDATE_ROLLBACK_IN_PROGRESS';
  engine.store.putStack({ ...stack, ...withOperation(stack, operation), status });
  return operation.id;
}
