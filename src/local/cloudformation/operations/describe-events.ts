import type {
  DescribeEventsInput,
  DescribeEventsOutput,
  DescribeStackEventsInput,
  DescribeStackEventsOutput,
  OperationEvent,
  StackEvent,
} from '@aws-sdk/client-cloudformation';
import { type RequestContext, ServiceError } from '../../cloud.ts';
import type { Engine } from '../engine.ts';
import { noStack, validationError } from '../errors.ts';
import type { EventRecord, StackRecord } from '../records.ts';
import { requireChangeSet } from './find-change-set.ts';
import { findStack } from './find-stack.ts';
import { takeNewestPage } from './pages.ts';

/** Newest first; pages stay put while events are added. */
export function describeStackEvents(
  engine: Engine,
  input: DescribeStackEventsInput,
  context: RequestContext,
): DescribeStackEventsOutput {
  const stack = findStack(engine, context, input.StackName);
  if (stack === undefined) throw noStack(input.StackName ?? '');
  const events = engine.store.events(stack.id).filter(({ validation }) => validation === undefined);
  const { items, nextToken } = takeNewestPage(events, input.NextToken);
  return {
    StackEvents: items.map((event) => describeStackEvent(stack, event)),
    ...(nextToken !== undefined && { NextToken: nextToken }),
  };
}

function describeStackEvent(stack: StackRecord, event: EventRecord): StackEvent {
  return { StackName: stack.name, ...describeCommon(event) };
}

const describeCommon = (event: EventRecord) => ({
  StackId: event.stackId,
  EventId: event.id,
  OperationId: event.operationId,
  LogicalResourceId: event.logicalId,
  PhysicalResourceId: event.physicalId,
  ResourceType: event.type,
  Timestamp: new Date(event.time),
  ...(event.status !== undefined && { ResourceStatus: event.status }),
  ...(event.reason !== undefined && event.validation === undefined && { ResourceStatusReason: event.reason }),
  ...(event.properties !== undefined && { ResourceProperties: event.properties }),
  ...(event.clientRequestToken !== undefined && { ClientRequestToken: event.clientRequestToken }),
});

/** DescribeEvents: by operation, change set or stack; also what early validation found. */
export function describeEvents(
  engine: Engine,
  input: DescribeEventsInput,
  context: RequestContext,
): DescribeEventsOutput {
  const selected = selectEvents(engine, input, context);
  const events =
    input.Filters?.FailedEvents === true
      ? selected.filter((event) => eventType(event).endsWith('_ERROR'))
      : selected;
  const { items, nextToken } = takeNewestPage(events, input.NextToken);
  return {
    OperationEvents: items.map(describeOperationEvent),
    ...(nextToken !== undefined && { NextToken: nextToken }),
  };
}

function selectEvents(
  engine: Engine,
  input: DescribeEventsInput,
  context: RequestContext,
): readonly EventRecord[] {
  const { StackName: stackName, ChangeSetName: changeSetName, OperationId: operationId } = input;
  if (changeSetName !== undefined) {
    const changeSet = requireChangeSet(engine, context, changeSetName, stackName);
    return engine.store
      .events(changeSet.stackId)
      .filter((event) => event.operationId === changeSet.operationId);
  }
  if (stackName !== undefined) {
    const stack = findStack(engine, context, stackName);
    if (stack === undefined) throw noStack(stackName);
    const events = engine.store.events(stack.id);
    return operationId === undefined ? events : events.filter((event) => event.operationId === operationId);
  }
  if (operationId === undefined) {
    throw validationError('One of ChangeSetName, OperationId or StackName must be specified');
  }
  const stack = [...engine.store.stacks()].find(({ id }) =>
    engine.store.events(id).some((event) => event.operationId === operationId),
  );
  if (stack === undefined) {
    throw new ServiceError('OperationNotFoundException', `Operation ${operationId} does not exist`, 404);
  }
  return engine.store.events(stack.id).filter((event) => event.operationId === operationId);
}

function describeOperationEvent(event: EventRecord): OperationEvent {
  const { validation } = event;
  return {
    ...describeCommon(event),
    OperationType: event.operationType,
    EventType: eventType(event),
    ...(validation !== undefined && {
      ValidationFailureMode: 'FAIL' as const,
      ValidationName: validation.name,
      ValidationStatus: 'FAILED' as const,
      ValidationStatusReason: event.reason,
      ValidationPath: validation.path,
    }),
  };
}

function eventType(event: EventRecord): NonNullable<OperationEvent['EventType']> {
  if (event.validation !== undefined) return 'VALIDATION_ERROR';
  if (event.physicalId === event.stackId) return 'STACK_EVENT';
  return event.status?.endsWith('_FAILED') === true ? 'PROVISIONING_ERROR' : 'PROGRESS_EVENT';
}
