import { randomUUID } from 'node:crypto';
import type {
  DeleteChangeSetInput,
  DescribeChangeSetInput,
  DescribeChangeSetOutput,
  ExecuteChangeSetInput,
  ListChangeSetsInput,
  ListChangeSetsOutput,
} from '@aws-sdk/client-cloudformation';
import { type RequestContext, ServiceError } from '../../cloud.ts';
import type { Engine } from '../engine.ts';
import { noStack, validationError } from '../errors.ts';
import { requireStack } from '../events.ts';
import type { ChangeSetRecord } from '../records.ts';
import { planChanges } from '../plan/plan-changes.ts';
import { startCreation } from './create-stack.ts';
import { describeParameters } from './describe-stacks.ts';
import { changeSetsOf, requireChangeSet } from './find-change-set.ts';
import { findStack } from './find-stack.ts';
import { takePage } from './pages.ts';
import { newOperation, withOperation } from './start-operation.ts';
import { refuseUnlessUpdatable, startUpdate } from './update-stack.ts';

export function describeChangeSet(
  engine: Engine,
  input: DescribeChangeSetInput,
  context: RequestContext,
): DescribeChangeSetOutput {
  const changeSet = requireChangeSet(engine, context, input.ChangeSetName, input.StackName);
  const { items, nextToken } = takePage(changeSet.changes, input.NextToken);
  const { source } = changeSet;
  const parameters = describeParameters(source);
  return {
    ...summarize(engine, changeSet),
    ...(parameters.length > 0 && { Parameters: parameters }),
    NotificationARNs: [...source.notificationArns],
    RollbackConfiguration: {},
    Capabilities: [...source.capabilities],
    Tags: Object.entries(source.tags).map(([Key, Value]) => ({ Key, Value })),
    Changes: [...items],
    ...(changeSet.onStackFailure !== undefined && { OnStackFailure: changeSet.onStackFailure }),
    ...(nextToken !== undefined && { NextToken: nextToken }),
  };
}

export function listChangeSets(
  engine: Engine,
  input: ListChangeSetsInput,
  context: RequestContext,
): ListChangeSetsOutput {
  const stack = findStack(engine, context, input.StackName);
  if (stack === undefined) throw noStack(input.StackName ?? '');
  const { items, nextToken } = takePage(changeSetsOf(engine, stack.id), input.NextToken);
  return {
    Summaries: items.map((changeSet) => summarize(engine, changeSet)),
    ...(nextToken !== undefined && { NextToken: nextToken }),
  };
}

const summarize = (engine: Engine, changeSet: ChangeSetRecord) => ({
  StackId: changeSet.stackId,
  StackName: changeSet.stackName,
  ChangeSetId: changeSet.id,
  ChangeSetName: changeSet.name,
  ExecutionStatus: executionStatusNow(engine, changeSet),
  Status: changeSet.status,
  ...(changeSet.statusReason !== undefined && { StatusReason: changeSet.statusReason }),
  CreationTime: new Date(changeSet.created),
  ...(changeSet.description !== undefined && { Description: changeSet.description }),
  IncludeNestedStacks: changeSet.includeNestedStacks,
  ...(changeSet.parentId !== undefined && { ParentChangeSetId: changeSet.parentId }),
  ...(changeSet.rootId !== undefined && { RootChangeSetId: changeSet.rootId }),
});

/** ExecuteChangeSet: starts the creation or update; the stack's other change sets are of no use from then on. */
export function executeChangeSet(
  engine: Engine,
  input: ExecuteChangeSetInput,
  context: RequestContext,
): object {
  const changeSet = requireChangeSet(engine, context, input.ChangeSetName, input.StackName);
  const stack = requireStack(engine, changeSet.stackId);
  const { operation: last } = stack;
  const isRepeated =
    input.ClientRequestToken !== undefined &&
    last.request === 'ExecuteChangeSet' &&
    last.clientRequestToken === input.ClientRequestToken;
  if (isRepeated) return {};
  refuseUnlessExecutable(changeSet);
  const operation = newOperation(
    changeSet.type === 'CREATE' ? 'CREATE_STACK' : 'UPDATE_STACK',
    'ExecuteChangeSet',
    {
      clientRequestToken: input.ClientRequestToken,
      disableRollback: input.DisableRollback ?? false,
      retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
      ...(changeSet.onStackFailure !== undefined && { onFailure: changeSet.onStackFailure }),
    },
  );
  const body = engine.store.template(changeSet.source.templateId);
  const template = engine.parse(body);
  // The stack gets a copy of its own: change set and stack are deleted apart.
  const source = { ...changeSet.source, templateId: randomUUID() };
  if (changeSet.type === 'CREATE') {
    if (stack.status !== 'REVIEW_IN_PROGRESS') {
      throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
    }
    engine.store.putTemplate(source.templateId, body);
    engine.store.putStack({
      ...stack,
      source,
      changeSetId: changeSet.id,
      updated: Date.now(),
      disableRollback: operation.disableRollback,
      ...withOperation(stack, operation),
    });
    startCreation(engine, stack.id, template, false);
  } else {
    refuseUnlessUpdatable(stack);
    const { tagsChanged } = planChanges(engine, stack, template, source);
    const requested = { source, template, body };
    startUpdate(engine, stack, requested, operation, tagsChanged, false, { changeSetId: changeSet.id });
  }
  retireOthers(engine, changeSet);
  engine.store.putChangeSet({ ...changeSet, executionStatus: 'EXECUTE_IN_PROGRESS' });
  return {};
}

function refuseUnlessExecutable({ id, status, executionStatus, parentId }: ChangeSetRecord): void {
  if (status !== 'CREATE_COMPLETE') {
    throw new ServiceError(
      'InvalidChangeSetStatus',
      `ChangeSet [${id}] cannot be executed in its current status of [${status}]`,
    );
  }
  if (executionStatus !== 'AVAILABLE') {
    throw new ServiceError(
      'InvalidChangeSetStatus',
      `ChangeSet [${id}] cannot be executed in its current execution status of [${executionStatus}]`,
    );
  }
  if (parentId !== undefined) {
    throw new ServiceError(
      'InvalidChangeSetStatus',
      `ChangeSet [${id}] is nested: execute the root change set instead.`,
    );
  }
}

function retireOthers(engine: Engine, executed: ChangeSetRecord): void {
  for (const other of changeSetsOf(engine, executed.stackId)) {
    if (other.id !== executed.id) engine.store.putChangeSet({ ...other, executionStatus: 'OBSOLETE' });
  }
}

/** Whether the execution has ended shows in the stack, so it is looked up there and not recorded twice. */
function executionStatusNow(engine: Engine, changeSet: ChangeSetRecord): ChangeSetRecord['executionStatus'] {
  if (changeSet.executionStatus !== 'EXECUTE_IN_PROGRESS') return changeSet.executionStatus;
  const stack = requireStack(engine, changeSet.stackId);
  const isOver = stack.changeSetId !== changeSet.id || !stack.status.endsWith('_IN_PROGRESS');
  if (!isOver) return 'EXECUTE_IN_PROGRESS';
  const isDone = stack.changeSetId !== changeSet.id || /^(CREATE|UPDATE)_COMPLETE$/.test(stack.status);
  return isDone ? 'EXECUTE_COMPLETE' : 'EXECUTE_FAILED';
}

/** DeleteChangeSet: with its nested ones. The stack it would have created stays in REVIEW_IN_PROGRESS. */
export function deleteChangeSet(
  engine: Engine,
  input: DeleteChangeSetInput,
  context: RequestContext,
): object {
  const name = input.ChangeSetName ?? '';
  if (name.startsWith('arn:') && engine.store.changeSet(name) === undefined) return {};
  const changeSet = requireChangeSet(engine, context, name, input.StackName);
  if (executionStatusNow(engine, changeSet) === 'EXECUTE_IN_PROGRESS') {
    throw new ServiceError(
      'InvalidChangeSetStatus',
      `ChangeSet [${changeSet.id}] cannot be deleted in its current status of [EXECUTE_IN_PROGRESS]`,
    );
  }
  for (const other of engine.store.changeSets()) {
    if (other.id !== changeSet.id && other.rootId !== changeSet.id) continue;
    engine.store.removeChangeSet(other.id);
    engine.store.removeTemplate(other.source.templateId);
  }
  return {};
}
