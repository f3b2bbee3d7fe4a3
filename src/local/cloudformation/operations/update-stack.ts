import type { UpdateStackInput, UpdateStackOutput } from '@aws-sdk/client-cloudformation';
import type { RequestContext } from '../../cloud.ts';
import type { Engine } from '../engine.ts';
import { noStack, validationError } from '../errors.ts';
import { enterStackStatus } from '../events.ts';
import { planChanges } from '../plan/plan-changes.ts';
import type { StackOperation, StackRecord } from '../records.ts';
import { runUpdate } from '../run/run-operation.ts';
import { newRun } from '../run/stack-run.ts';
import { findLiveStack } from './find-stack.ts';
import { readSource, type RequestedSource } from './read-source.ts';
import { isRepeated, newOperation, withOperation } from './start-operation.ts';

/** UpdateStack: answers as soon as the stack is in UPDATE_IN_PROGRESS. */
export async function updateStack(
  engine: Engine,
  input: UpdateStackInput,
  context: RequestContext,
): Promise<UpdateStackOutput> {
  const stack = findLiveStack(engine, context, input.StackName);
  if (stack === undefined) throw noStack(input.StackName ?? '');
  if (isRepeated(stack, 'UpdateStack', input.ClientRequestToken)) {
    return { StackId: stack.id, OperationId: stack.operation.id };
  }
  refuseUnlessUpdatable(stack);
  const requested = await readSource(engine, input, context, stack);
  const fresh = findLiveStack(engine, context, stack.id);
  if (fresh === undefined) throw noStack(input.StackName ?? '');
  refuseUnlessUpdatable(fresh);
  const plan = planChanges(engine, fresh, requested.template, requested.source);
  const isRetry = fresh.status === 'UPDATE_FAILED' || fresh.status === 'CREATE_FAILED';
  if (plan.isEmpty && !isRetry) throw validationError('No updates are to be performed.');
  const operation = newOperation('UPDATE_STACK', 'UpdateStack', {
    clientRequestToken: input.ClientRequestToken,
    disableRollback: input.DisableRollback ?? fresh.disableRollback,
    retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
  });
  startUpdate(engine, fresh, requested, operation, plan.tagsChanged, input.DisableValidation !== true, {
    ...(input.RoleARN !== undefined && { roleArn: input.RoleARN }),
    ...(input.StackPolicyBody !== undefined && { policyBody: input.StackPolicyBody }),
  });
  return { StackId: fresh.id, OperationId: operation.id };
}

/** Puts a stack into UPDATE_IN_PROGRESS and updates its resources in the background. */
export function startUpdate(
  engine: Engine,
  stack: StackRecord,
  { source, template, body }: RequestedSource,
  operation: StackOperation,
  tagsChanged: boolean,
  validates: boolean,
  changes: Partial<StackRecord> = {},
): void {
  engine.store.putTemplate(source.templateId, body);
  const previous = stack.status === 'UPDATE_FAILED' ? stack.operation.previous : undefined;
  const { source: current, outputs, imports } = stack;
  const stable: NonNullable<StackOperation['previous']> = previous ?? { ...current, outputs, imports };
  enterStackStatus(engine, stack.id, 'UPDATE_IN_PROGRESS', 'User Initiated', {
    ...changes,
    source,
    updated: Date.now(),
    ...withOperation(stack, { ...operation, tagsChanged, previous: stable }),
  });
  const run = newRun(stack.id, template, 'update', tagsChanged, { resources: 0 });
  engine.runs.set(stack.id, run);
  engine.inBackground(() => runUpdate(engine, run, validates));
}

/** `Stack:<arn> is in ROLLBACK_COMPLETE state and can not be updated.` (AWS-FACTS 1.4) */
export function refuseUnlessUpdatable(stack: StackRecord): void {
  if (stack.status === 'CREATE_FAILED' && stack.operation.onFailure === 'DO_NOTHING') {
    throw validationError(
      'This stack cannot be updated from [CREATE_FAILED] state because it contains [on-failure: DO_NOTHING]. Please use disable-rollback option instead during stack creation.',
    );
  }
  const isUpdatable = /^((CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE|(CREATE|UPDATE)_FAILED)$/.test(
    stack.status,
  );
  if (!isUpdatable)
    throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
}
