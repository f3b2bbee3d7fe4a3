import type {
  DescribeStacksInput,
  DescribeStacksOutput,
  ListStacksInput,
  ListStacksOutput,
  Parameter,
  Stack,
  StackSummary,
} from '@aws-sdk/client-cloudformation';
import type { RequestContext } from '../../cloud.ts';
import type { Engine } from '../engine.ts';
import { noStackWithId } from '../errors.ts';
import type { StackRecord, StackSource } from '../records.ts';
import { findStack } from './find-stack.ts';
import { takePage } from './pages.ts';

export function describeStacks(
  engine: Engine,
  input: DescribeStacksInput,
  context: RequestContext,
): DescribeStacksOutput {
  if (input.StackName !== undefined) {
    const stack = findStack(engine, context, input.StackName);
    if (stack === undefined) throw noStackWithId(input.StackName);
    return { Stacks: [describeStack(stack)] };
  }
  const live = newestFirst(engine, context).filter(({ status }) => status !== 'DELETE_COMPLETE');
  const { items, nextToken } = takePage(live, input.NextToken);
  return { Stacks: items.map(describeStack), ...(nextToken !== undefined && { NextToken: nextToken }) };
}

export function listStacks(
  engine: Engine,
  input: ListStacksInput,
  context: RequestContext,
): ListStacksOutput {
  const wanted = input.StackStatusFilter ?? [];
  const stacks = newestFirst(engine, context).filter(
    ({ status }) => wanted.length === 0 || wanted.includes(status),
  );
  const { items, nextToken } = takePage(stacks, input.NextToken);
  return {
    StackSummaries: items.map(summarizeStack),
    ...(nextToken !== undefined && { NextToken: nextToken }),
  };
}

const newestFirst = (engine: Engine, { account, region }: RequestContext) =>
  [...engine.store.stacks()]
    .filter((stack) => stack.account === account && stack.region === region)
    .toReversed();

function describeStack(stack: StackRecord): Stack {
  const { source } = stack;
  const parameters = describeParameters(source);
  return {
    ...summarizeIdentity(stack),
    ...(stack.changeSetId !== undefined && { ChangeSetId: stack.changeSetId }),
    ...(source.description !== undefined && { Description: source.description }),
    ...(parameters.length > 0 && { Parameters: parameters }),
    RollbackConfiguration: {},
    DisableRollback: stack.disableRollback,
    NotificationARNs: [...source.notificationArns],
    ...(stack.timeoutInMinutes !== undefined && { TimeoutInMinutes: stack.timeoutInMinutes }),
    ...(source.capabilities.length > 0 && { Capabilities: [...source.capabilities] }),
    ...(stack.outputs.length > 0 && {
      Outputs: stack.outputs.map(({ key, value, description, exportName }) => ({
        OutputKey: key,
        OutputValue: value,
        ...(description !== undefined && { Description: description }),
        ...(exportName !== undefined && { ExportName: exportName }),
      })),
    }),
    ...(stack.roleArn !== undefined && { RoleARN: stack.roleArn }),
    Tags: Object.entries(source.tags).map(([Key, Value]) => ({ Key, Value })),
    EnableTerminationProtection: stack.terminationProtection,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
    LastOperations: describeOperations(stack),
  };
}

const summarizeStack = (stack: StackRecord): StackSummary => ({
  ...summarizeIdentity(stack),
  ...(stack.source.description !== undefined && { TemplateDescription: stack.source.description }),
  DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  LastOperations: describeOperations(stack),
});

const summarizeIdentity = (stack: StackRecord) => ({
  StackId: stack.id,
  StackName: stack.name,
  CreationTime: new Date(stack.created),
  ...(stack.updated !== undefined && { LastUpdatedTime: new Date(stack.updated) }),
  ...(stack.deleted !== undefined && { DeletionTime: new Date(stack.deleted) }),
  StackStatus: stack.status,
  ...(stack.statusReason !== undefined && { StackStatusReason: stack.statusReason }),
  ...(stack.parentId !== undefined && { ParentId: stack.parentId }),
  ...(stack.rootId !== undefined && { RootId: stack.rootId }),
});

const describeOperations = ({ lastOperations }: StackRecord) =>
  lastOperations.map(({ id, type }) => ({ OperationId: id, OperationType: type }));

/** Values of parameters with NoEcho are shown as `****`. */
export const describeParameters = (source: StackSource): Parameter[] =>
  Object.entries(source.parameters).map(([ParameterKey, { value, noEcho }]) => ({
    ParameterKey,
    ParameterValue: noEcho === true ? '****' : value,
  }));
