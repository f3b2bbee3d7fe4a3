import { type Engine, stackType } from '../engine.ts';
import { enterStackStatus, recordResourceEvent, requireStack } from '../events.ts';
import type { DoomedResource, ResourceRecord, StackRecord } from '../records.ts';
import { findActiveResources, openScope, standingResources } from '../scope.ts';
import { reverse, runInOrder, type Graph } from '../template/graph.ts';
import { removeNestedStack } from './remove-stack.ts';
import { reasonOf, releaseName, removeThroughHandler } from './resource-handler.ts';

/** How often a cleanup tries to delete a resource before it gives it up (AWS-FACTS 1.2). */
const attempts = 3;

/**
 * Ends an update, or the rollback of one: deletes what the stack no longer stands for, in reverse dependency order,
 * nested stacks included. Never fails: what cannot be deleted belongs to no stack afterwards.
 * Called for the root, after every nested stack has been updated or rolled back.
 */
export async function cleanUpStack(engine: Engine, stackId: string): Promise<void> {
  const stack = requireStack(engine, stackId);
  if (!stack.status.endsWith('_CLEANUP_IN_PROGRESS')) return;
  const isRollback = stack.status === 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS';
  const kept = findKept(engine, stack);
  const records = [...engine.store.resources(stackId).values()];
  const steps = records.flatMap((record) => findSteps(record, kept, isRollback));
  const byKey = new Map(steps.map((step) => [step.key, step]));
  let orphans = 0;
  await runInOrder(orderSteps(steps), async (key) => {
    const step = byKey.get(key);
    if (step === undefined) return;
    if (step.doomed === undefined) await cleanUpStack(engine, step.childId);
    else if (!(await remove(engine, step.record, step.doomed))) orphans += 1;
  });
  for (const record of records) settleRecord(engine, record, kept, isRollback);
  settleStack(engine, stackId, isRollback, orphans);
}

type Step = {
  /** Unique. */
  readonly key: string;
  readonly logicalId: string;
  readonly dependencies: readonly string[];
  readonly record: ResourceRecord;
} & (
  | { readonly doomed: DoomedResource }
  /** A nested stack that cleans up. */
  | { readonly doomed?: undefined; readonly childId: string }
);

function findSteps(record: ResourceRecord, kept: ReadonlySet<string>, isRollback: boolean): readonly Step[] {
  const { logicalId, current, before } = record;
  const doomed = findDoomed(record, kept, isRollback);
  const steps = doomed.map((one, index): Step => ({
    key: `${logicalId}#${index}`,
    logicalId,
    dependencies: one.resource.dependencies,
    record,
    doomed: one,
  }));
  const childId = record.type === stackType ? current?.physicalId : undefined;
  const isDoomed = doomed.some(({ resource }) => resource.physicalId === childId);
  if (childId === undefined || isDoomed) return steps;
  // While a child cleans up, what it was made after must stand: its old resources may refer to the parent's old ones.
  const dependencies = [...(current?.dependencies ?? []), ...(before?.dependencies ?? [])];
  return [...steps, { key: `${logicalId}#child`, logicalId, dependencies, record, childId }];
}

/** Physical resources that a logical id has left behind. */
function findDoomed(
  { logicalId, current, before, doomed = [] }: ResourceRecord,
  kept: ReadonlySet<string>,
  isRollback: boolean,
): readonly DoomedResource[] {
  if (isRollback) return doomed;
  const isReplaced = before && current !== undefined && before.physicalId !== current.physicalId;
  const replaced = isReplaced ? [{ resource: before, retain: current.updateReplacePolicy === 'Retain' }] : [];
  const removed =
    current === undefined || kept.has(logicalId)
      ? []
      : [{ resource: current, retain: current.deletionPolicy.startsWith('Retain') }];
  return [...doomed, ...replaced, ...removed];
}

/** Logical ids the stack has now: they are in the template, and their conditions hold. */
function findKept(engine: Engine, stack: StackRecord): ReadonlySet<string> {
  const template = engine.parse(engine.store.template(stack.source.templateId));
  const view = standingResources(engine, stack.id, template);
  return new Set(
    findActiveResources(template, openScope(engine, stack, template, stack.source, view)).keys(),
  );
}

/** What depends on something goes first. */
function orderSteps(steps: readonly Step[]): Graph {
  const keysOf = new Map<string, string[]>();
  for (const { logicalId, key } of steps) keysOf.set(logicalId, [...(keysOf.get(logicalId) ?? []), key]);
  return reverse(
    new Map(
      steps.map(({ key, dependencies }) => [
        key,
        [...new Set(dependencies)].flatMap((id) => keysOf.get(id) ?? []),
      ]),
    ),
  );
}

/** @returns whether it is gone, or was to be left standing. */
async function remove(engine: Engine, record: ResourceRecord, doomed: DoomedResource): Promise<boolean> {
  const { resource, retain } = doomed;
  const { physicalId } = resource;
  const { stackId } = record;
  if (retain) {
    releaseName(engine, record, resource);
    recordResourceEvent(engine, stackId, record, { status: 'DELETE_SKIPPED', physicalId, cleanup: true });
    return true;
  }
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    recordResourceEvent(engine, stackId, record, { status: 'DELETE_IN_PROGRESS', physicalId, cleanup: true });
    try {
      if (record.type === stackType) await removeNestedStack(engine, physicalId);
      else await removeThroughHandler(engine, record, resource);
      recordResourceEvent(engine, stackId, record, { status: 'DELETE_COMPLETE', physicalId, cleanup: true });
      return true;
    } catch (error) {
      const reason = reasonOf(error);
      recordResourceEvent(engine, stackId, record, {
        status: 'DELETE_FAILED',
        reason,
        physicalId,
        cleanup: true,
      });
    }
  }
  releaseName(engine, record, resource);
  return false;
}

function settleRecord(
  engine: Engine,
  stale: ResourceRecord,
  kept: ReadonlySet<string>,
  isRollback: boolean,
): void {
  const record = engine.store.resources(stale.stackId).get(stale.logicalId);
  if (record === undefined) return;
  const { before, restored, doomed, ...rest } = record;
  const isGone = rest.current === undefined || (!isRollback && !kept.has(rest.logicalId));
  if (isGone) engine.store.removeResource(rest.stackId, rest.logicalId);
  else if (before !== undefined || restored !== undefined || doomed !== undefined)
    engine.store.putResource(rest);
}

function settleStack(engine: Engine, stackId: string, isRollback: boolean, orphans: number): void {
  const stack = requireStack(engine, stackId);
  const { previous, ...operation } = stack.operation;
  if (previous !== undefined && previous.templateId !== stack.source.templateId) {
    engine.store.removeTemplate(previous.templateId);
  }
  const changes: Partial<StackRecord> = { operation };
  const left = 'One or more resources could not be deleted.';
  if (isRollback) {
    enterStackStatus(engine, stackId, 'UPDATE_ROLLBACK_COMPLETE', orphans > 0 ? left : undefined, changes);
  } else {
    const reason = orphans > 0 ? `Update successful. ${left}` : undefined;
    enterStackStatus(engine, stackId, 'UPDATE_COMPLETE', reason, changes);
  }
}
