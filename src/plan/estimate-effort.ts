import { listOperations } from './effort/list-operations.ts';
import {
  changeSet,
  deletion,
  otherSettlingTime,
  settlingTimes,
  stackStart,
  waitsFor,
} from './effort/settling.ts';
import { estimateThrottling } from './effort/throttle.ts';
import type { Effort, ResourceChange, StackChanges } from './plan.ts';

/**
 * How many operations CloudFormation will carry out for these updates, and how long that takes, about.
 *
 * Time is what waits longest: resources settle one after the other where one needs the other, nested stacks start and fill
 * up as fast as API Gateway's quotas allow, and what goes away is deleted afterwards. Quotas are documented
 * (effort/throttle.ts); how long things take to settle, and how many operations a resource takes, are estimates.
 *
 * Not counted: uploads, verification and draining between updates, retries after throttling, other people's use of the same
 * quotas, how deep a tree of resources is, nested stacks that wait for each other, and resources of nested stacks that go
 * away as a whole, unless they are among the changes.
 *
 * @param updates changes of each CloudFormation update, in the order in which they run.
 */
export function estimateEffort(
  updates: readonly (readonly StackChanges[])[],
  endpointType: 'EDGE' | 'REGIONAL' | 'PRIVATE' = 'REGIONAL',
): Effort {
  const isEdge = endpointType === 'EDGE';
  const efforts = updates
    .filter((stacks) => stacks.some(({ changes }) => changes.length > 0))
    .map((stacks) => ({
      operations: stacks.flatMap(({ changes }) => changes.flatMap(listOperations)).length,
      seconds: changeSet + stackStart + estimateBuilding(stacks, isEdge) + estimateCleanup(stacks, isEdge),
    }));
  return {
    operations: efforts.reduce((sum, { operations }) => sum + operations, 0),
    seconds: Math.round(efforts.reduce((sum, { seconds }) => sum + seconds, 0)),
  };
}

/** Seconds until everything that is made or changed has settled: the longest chain of types that wait for each other. */
function estimateBuilding(stacks: readonly StackChanges[], isEdge: boolean): number {
  const nested = stacks.filter(({ stack }) => stack !== 'app');
  const root = stacks.filter(({ stack }) => stack === 'app');
  const own = new Map<string, ResourceChange[]>();
  for (const change of root.flatMap(({ changes }) => changes)) {
    if (change.action === 'delete') continue;
    const sameType = own.get(change.type) ?? [];
    sameType.push(change);
    own.set(change.type, sameType);
  }
  const durationOf = (type: string): number => {
    const changes = own.get(type);
    if (!changes) return 0;
    if (type === 'AWS::CloudFormation::Stack') return stackStart + estimateAll(nested, isEdge);
    return settle(type) + estimateThrottling(changes.flatMap(buildingOperations), isEdge);
  };
  const ends = new Map<string, number>();
  const endOf = (type: string): number => {
    const end = ends.get(type) ?? Math.max(0, ...(waitsFor[type] ?? []).map(endOf)) + durationOf(type);
    ends.set(type, end);
    return end;
  };
  return Math.max(0, ...[...own.keys()].map(endOf));
}

/** Seconds for the resources of nested stacks, which share the quotas: first API resources, then methods on them. */
function estimateAll(stacks: readonly StackChanges[], isEdge: boolean): number {
  const changes = stacks.flatMap((stack) => stack.changes.filter(({ action }) => action !== 'delete'));
  const settling = [...new Set(changes.map(({ type }) => type))].reduce((sum, type) => sum + settle(type), 0);
  return settling + estimateThrottling(changes.flatMap(buildingOperations), isEdge);
}

/** Seconds for what is deleted once everything else is through; types mostly wait for each other. */
function estimateCleanup(stacks: readonly StackChanges[], isEdge: boolean): number {
  const doomed = stacks
    .flatMap(({ changes }) => changes)
    .filter(({ action }) => action === 'delete' || action === 'replace')
    .map((change): ResourceChange => ({ ...change, action: 'delete' }));
  const isDeleted = (change: ResourceChange) =>
    change.type === 'AWS::CloudFormation::Stack' || listOperations(change).length > 0;
  const types = new Set(doomed.filter(isDeleted).map(({ type }) => type));
  return types.size * deletion + estimateThrottling(doomed.flatMap(listOperations), isEdge);
}

function buildingOperations(change: ResourceChange): readonly string[] {
  return listOperations(change.action === 'replace' ? { ...change, action: 'create' } : change);
}

function settle(type: string): number {
  return settlingTimes[type] ?? otherSettlingTime;
}
