import type {
  DescribeStackResourceInput,
  DescribeStackResourceOutput,
  DescribeStackResourcesInput,
  DescribeStackResourcesOutput,
  ListStackResourcesInput,
  ListStackResourcesOutput,
} from '@aws-sdk/client-cloudformation';
import type { RequestContext } from '../../cloud.ts';
import type { Engine } from '../engine.ts';
import { noStackWithId, validationError } from '../errors.ts';
import type { ResourceRecord, StackRecord } from '../records.ts';
import { findStack } from './find-stack.ts';
import { takePage } from './pages.ts';

/** DescribeStackResources lists at most this many; ListStackResources lists them all, in pages. */
const maxDescribed = 100;

export function describeStackResources(
  engine: Engine,
  input: DescribeStackResourcesInput,
  context: RequestContext,
): DescribeStackResourcesOutput {
  const stack = findStackOfRequest(engine, input, context);
  const records = [...engine.store.resources(stack.id).values()].filter(
    ({ logicalId }) => input.LogicalResourceId === undefined || logicalId === input.LogicalResourceId,
  );
  return {
    StackResources: records.slice(0, maxDescribed).map((record) => ({
      StackName: stack.name,
      StackId: stack.id,
      ...describeRecord(record),
      Timestamp: new Date(record.updated),
    })),
  };
}

function findStackOfRequest(
  engine: Engine,
  input: DescribeStackResourcesInput,
  context: RequestContext,
): StackRecord {
  const { StackName: name, PhysicalResourceId: physicalId } = input;
  if (physicalId === undefined) {
    const stack = findStack(engine, context, name);
    if (stack === undefined) throw noStackWithId(name ?? '');
    return stack;
  }
  for (const stack of engine.store.stacks()) {
    if (stack.region !== context.region || stack.status === 'DELETE_COMPLETE') continue;
    for (const { current } of engine.store.resources(stack.id).values()) {
      if (current?.physicalId === physicalId) return stack;
    }
  }
  throw validationError(`Stack for ${physicalId} does not exist`);
}

export function describeStackResource(
  engine: Engine,
  input: DescribeStackResourceInput,
  context: RequestContext,
): DescribeStackResourceOutput {
  const stack = findStack(engine, context, input.StackName);
  if (stack === undefined) throw validationError(`Stack '${input.StackName}' does not exist`);
  const record = engine.store.resources(stack.id).get(input.LogicalResourceId ?? '');
  if (record === undefined) {
    throw validationError(`Resource ${input.LogicalResourceId} does not exist for stack ${stack.name}`);
  }
  const metadata = record.current?.metadata;
  return {
    StackResourceDetail: {
      StackName: stack.name,
      StackId: stack.id,
      ...describeRecord(record),
      LastUpdatedTimestamp: new Date(record.updated),
      Metadata: JSON.stringify(metadata ?? {}),
    },
  };
}

export function listStackResources(
  engine: Engine,
  input: ListStackResourcesInput,
  context: RequestContext,
): ListStackResourcesOutput {
  const stack = findStack(engine, context, input.StackName);
  if (stack === undefined) throw noStackWithId(input.StackName ?? '');
  const { items, nextToken } = takePage([...engine.store.resources(stack.id).values()], input.NextToken);
  return {
    StackResourceSummaries: items.map((record) => ({
      ...describeRecord(record),
      LastUpdatedTimestamp: new Date(record.updated),
    })),
    ...(nextToken !== undefined && { NextToken: nextToken }),
  };
}

const describeRecord = (record: ResourceRecord) => ({
  LogicalResourceId: record.logicalId,
  ...(record.current !== undefined && { PhysicalResourceId: record.current.physicalId }),
  ResourceType: record.type,
  ResourceStatus: record.status,
  ...(record.statusReason !== undefined && { ResourceStatusReason: record.statusReason }),
  DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' as const },
});
