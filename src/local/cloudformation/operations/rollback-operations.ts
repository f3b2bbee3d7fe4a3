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
    throw validationError('RollbackUpdatedStack cannot be invoked on child stacks');
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
 * `LogicalId`, or `NestedStackName.LogicalId` with the name, not the logical id, of the nested stack
 * (docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ContinueUpdateRollback.html). The wording of the
 * refusals other than for nested stacks is not AWS's.
 * @returns `<stack id>|<logical id>`
 */
function findSkipped(engine: Engine, root: StackRecord, path: string): string {
  const dot = path.lastIndexOf('.');
  const name = dot === -1 ? root.name : path.slice(0, dot);
  const stack = engine.store.stackNamed(root.region, name);
  if (stack === undefined || (stack.rootId ?? stack.id) !== root.id) throw noStack(name);
  const logicalId = path.slice(dot + 1);
  const record = engine.store.resources(stack.id).get(logicalId);
  if (record === undefined)
    throw validationError(`Resource [${path}] to skip does not exist in stack ${name}.`);
  if (record.type === stackType && !isBeingDeleted(engine, record.current?.physicalId)) {
    throw validationError('Nested stacks could not be skipped');
  }
  if (record.status !== 'UPDATE_FAILED') {
    throw validationError(
      `Resource [${path}] cannot be skipped: it is in ${record.status} state, and only resources in UPDATE_FAILED state because a rollback failed can be.`,
    );
  }
  return `${stack.id}|${logicalId}`;
}

const isBeingDeleted = (engine: Engine, stackId: string | undefined) =>
  stackId !== undefined && engine.store.stack(stackId)?.status.startsWith('DELETE_') === true;

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
