import { type Engine, stackType } from '../engine.ts';
import { enterResourceStatus, enterStackStatus, requireStack } from '../events.ts';
import type { ResourceRecord, StackRecord, StandingResource } from '../records.ts';
import { reverse, runInOrder, type Graph } from '../template/graph.ts';
import { reasonOf, releaseName, removeThroughHandler } from './resource-handler.ts';

/** How a stack's resources are deleted. */
export interface Removal {
  /** Logical ids to leave standing. */
  readonly retain: ReadonlySet<string>;
  /** The stack's creation is undone: DeletionPolicy RetainExceptOnCreate then deletes. */
  readonly undoesCreation: boolean;
}

/**
 * Deletes a stack's resources in reverse dependency order, independent ones at the same time. What a resource that
 * could not be deleted was made after is left alone.
 * @returns logical ids that could not be deleted.
 */
export async function removeResources(
  engine: Engine,
  stackId: string,
  removal: Removal,
): Promise<readonly string[]> {
  const records = new Map(
    [...engine.store.resources(stackId)].filter(([, { status }]) => status !== 'DELETE_COMPLETE'),
  );
  const dependencies: Graph = new Map(
    [...records].map(([id, record]) => [
      id,
      [...new Set(standingOf(record).flatMap((standing) => standing.dependencies))],
    ]),
  );
  const dependents = reverse(dependencies);
  const failed = new Set<string>();
  const blocked = new Set<string>();
  await runInOrder(dependents, async (id) => {
    const record = records.get(id);
    if (record === undefined) return;
    if ((dependents.get(id) ?? []).some((other) => failed.has(other) || blocked.has(other))) {
      blocked.add(id);
      return;
    }
    if (!(await removeRecord(engine, record, removal))) failed.add(id);
  });
  return [...failed];
}

/** Every physical resource a record knows: after a failed update, the old and the new one. */
function standingOf({ current, before, doomed = [] }: ResourceRecord): readonly StandingResource[] {
  const all = [current, before ?? undefined, ...doomed.map(({ resource }) => resource)];
  const byPhysicalId = new Map<string, StandingResource>();
  for (const standing of all) {
    if (standing !== undefined && !byPhysicalId.has(standing.physicalId)) {
      byPhysicalId.set(standing.physicalId, standing);
    }
  }
  return [...byPhysicalId.values()];
}

async function removeRecord(engine: Engine, record: ResourceRecord, removal: Removal): Promise<boolean> {
  const standing = standingOf(record);
  const [first] = standing;
  const { before: _, restored: __, doomed: ___, ...rest } = record;
  if (first === undefined) {
    // Never made, or already gone. Undoing a creation still shows that there is nothing to delete.
    const event = { status: 'DELETE_COMPLETE', physicalId: '' } as const;
    if (record.status !== 'DELETE_COMPLETE') enterResourceStatus(engine, rest, event);
    return true;
  }
  const { current: ____, ...gone } = rest;
  const physicalId = first.physicalId;
  const event = { physicalId, properties: first.properties } as const;
  if (isRetained(record, first, removal)) {
    for (const one of standing) releaseName(engine, record, one);
    enterResourceStatus(engine, gone, { status: 'DELETE_SKIPPED', ...event });
    return true;
  }
  enterResourceStatus(engine, record, { status: 'DELETE_IN_PROGRESS', ...event });
  try {
    for (const one of standing) {
      // One after the other: the new physical resource of a replacement goes before the old one.
      await removePhysical(engine, record, one);
    }
    enterResourceStatus(engine, gone, { status: 'DELETE_COMPLETE', ...event });
    return true;
  } catch (error) {
    enterResourceStatus(engine, record, { status: 'DELETE_FAILED', reason: reasonOf(error), ...event });
    return false;
  }
}

function isRetained(record: ResourceRecord, standing: StandingResource, removal: Removal): boolean {
  if (removal.retain.has(record.logicalId)) return true;
  if (standing.deletionPolicy === 'RetainExceptOnCreate') return !removal.undoesCreation;
  return standing.deletionPolicy === 'Retain';
}

async function removePhysical(
  engine: Engine,
  record: ResourceRecord,
  standing: StandingResource,
): Promise<void> {
  if (record.type === stackType) await removeNestedStack(engine, standing.physicalId);
  else await removeThroughHandler(engine, record, standing);
}

/** Deletes a nested stack, as part of its parent's operation. */
export async function removeNestedStack(engine: Engine, childId: string): Promise<void> {
  const child = engine.store.stack(childId);
  if (child === undefined || child.status === 'DELETE_COMPLETE') return;
  const parent = child.parentId === undefined ? undefined : engine.store.stack(child.parentId);
  const { previous: _, ...operation } = parent?.operation ?? child.operation;
  const failure = await removeStack(engine, childId, {
    retain: new Set(),
    undoesCreation: child.status === 'CREATE_FAILED',
    operation,
  });
  if (failure !== undefined) {
    throw new Error(`Embedded stack ${childId} was not successfully deleted: ${failure}`);
  }
}

/**
 * Deletes a whole stack: DELETE_IN_PROGRESS, its resources, then DELETE_COMPLETE or DELETE_FAILED.
 * @returns why it failed, or undefined.
 */
export async function removeStack(
  engine: Engine,
  stackId: string,
  { operation, ...removal }: Removal & { readonly operation: StackRecord['operation'] },
): Promise<string | undefined> {
  const reason = requireStack(engine, stackId).parentId === undefined ? 'User Initiated' : undefined;
  enterStackStatus(engine, stackId, 'DELETE_IN_PROGRESS', reason, { operation });
  const failed = await removeResources(engine, stackId, removal);
  if (failed.length > 0) {
    const why = `The following resource(s) failed to delete: [${failed.join(', ')}]. `;
    enterStackStatus(engine, stackId, 'DELETE_FAILED', why);
    return why;
  }
  enterStackStatus(engine, stackId, 'DELETE_COMPLETE', undefined, {
    deleted: Date.now(),
    outputs: [],
    imports: [],
  });
  return undefined;
}
