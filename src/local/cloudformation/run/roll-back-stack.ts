import type { StackStatus } from '@aws-sdk/client-cloudformation';
import { type Engine, stackType } from '../engine.ts';
import { enterResourceStatus, enterStackStatus, requireStack } from '../events.ts';
import { isSame } from '../property-changes.ts';
import type { ResourceRecord, StackRecord, StandingResource } from '../records.ts';
import { outputAttributes } from '../scope.ts';
import { runInOrder, type Graph } from '../template/graph.ts';
import { reasonOf, updateThroughHandler } from './resource-handler.ts';

/** Stack statuses in which an update is under way or stuck, so that there is something to roll back. */
const unsettled: ReadonlySet<StackStatus> = new Set<StackStatus>([
  'UPDATE_IN_PROGRESS',
  'UPDATE_FAILED',
  'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  'UPDATE_ROLLBACK_IN_PROGRESS',
  'UPDATE_ROLLBACK_FAILED',
]);

/**
 * Puts every resource that the update touched back to what it was, in the old template's dependency order. What the
 * update created stays until the cleanup. Works from the records alone, so it also continues a rollback that failed, or that an earlier process began.
 * @param skip resources that are declared rolled back without doing anything, by `<stack id>|<logical id>`.
 * @returns why it failed, or undefined.
 */
export async function rollBackStack(
  engine: Engine,
  stackId: string,
  reason?: string,
  skip: ReadonlySet<string> = new Set(),
): Promise<string | undefined> {
  const { status } = requireStack(engine, stackId);
  if (!unsettled.has(status)) return undefined;
  const stack = enterStackStatus(engine, stackId, 'UPDATE_ROLLBACK_IN_PROGRESS', reason);
  restoreSource(engine, stack);
  const touched = [...engine.store.resources(stackId).values()].filter(
    (record) => record.before !== undefined && record.restored !== true,
  );
  for (const record of touched.filter(({ before }) => before === null)) abandon(engine, record);
  const changed = new Map(
    touched.filter(({ before }) => before !== null).map((record) => [record.logicalId, record]),
  );
  const graph: Graph = new Map([...changed].map(([id, record]) => [id, record.before?.dependencies ?? []]));
  const failed: string[] = [];
  await runInOrder(
    graph,
    async (id) => {
      const record = changed.get(id);
      if (record === undefined) return;
      try {
        await restore(engine, record, skip);
      } catch (error) {
        failed.push(id);
        failRestore(engine, record, reasonOf(error));
      }
    },
    () => failed.length === 0,
  );
  if (failed.length > 0) {
    const why = `The following resource(s) failed to update: [${failed.join(', ')}]. `;
    enterStackStatus(engine, stackId, 'UPDATE_ROLLBACK_FAILED', why);
    return why;
  }
  finishSource(engine, stackId);
  enterStackStatus(engine, stackId, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
  return undefined;
}

/** The old template, parameters and tags count from the beginning of the rollback: updates back carry the old tags. */
function restoreSource(engine: Engine, stack: StackRecord): void {
  const { previous } = stack.operation;
  if (previous === undefined || previous.templateId === stack.source.templateId) return;
  const { outputs: _, imports: __, ...source } = previous;
  engine.store.removeTemplate(stack.source.templateId);
  engine.store.putStack({ ...stack, source });
}

function finishSource(engine: Engine, stackId: string): void {
  const stack = requireStack(engine, stackId);
  const { previous } = stack.operation;
  if (previous === undefined) return;
  engine.store.putStack({ ...stack, outputs: previous.outputs, imports: previous.imports });
}

/** What the update created is doomed; the logical id stands for nothing again. */
function abandon(engine: Engine, record: ResourceRecord): void {
  const { current, ...rest } = record;
  const { operation } = requireStack(engine, record.stackId);
  const retain = current?.deletionPolicy === 'Retain' && !operation.retainExceptOnCreate;
  const doomed = [
    ...(record.doomed ?? []),
    ...(current === undefined ? [] : [{ resource: current, retain }]),
  ];
  engine.store.putResource({ ...rest, doomed, restored: true });
}

async function restore(engine: Engine, record: ResourceRecord, skip: ReadonlySet<string>): Promise<void> {
  const { before, current, stackId, logicalId } = record;
  if (before === undefined || before === null) return;
  const isReplaced = current !== undefined && current.physicalId !== before.physicalId;
  const doomed = [...(record.doomed ?? []), ...(isReplaced ? [{ resource: current, retain: false }] : [])];
  const settle = (standing: StandingResource, announce: boolean) => {
    const fresh = engine.store.resources(stackId).get(logicalId) ?? record;
    const next: ResourceRecord = { ...fresh, current: standing, doomed, restored: true };
    const { physicalId, properties } = standing;
    if (announce) enterResourceStatus(engine, next, { status: 'UPDATE_COMPLETE', physicalId, properties });
    else engine.store.putResource(next);
  };
  if (skip.has(`${stackId}|${logicalId}`)) {
    settle(before, true);
    return;
  }
  const { operation } = requireStack(engine, stackId);
  const takesTags = engine.findSchema(record.type)?.properties.includes('Tags') ?? false;
  const isRetagged = operation.tagsChanged === true && takesTags;
  const hasMoved =
    isReplaced || isRetagged || current === undefined || !isSame(current.properties, before.properties);
  const isAnnounced = hasMoved || record.status === 'UPDATE_FAILED' || record.status === 'UPDATE_IN_PROGRESS';
  if (record.type === stackType) {
    enterResourceStatus(engine, record, {
      status: 'UPDATE_IN_PROGRESS',
      physicalId: before.physicalId,
      properties: before.properties,
    });
    await restoreNestedStack(engine, before.physicalId, skip);
    settle({ ...before, attributes: outputAttributes(requireStack(engine, before.physicalId)) }, true);
    return;
  }
  if (isAnnounced) {
    enterResourceStatus(engine, record, {
      status: 'UPDATE_IN_PROGRESS',
      physicalId: before.physicalId,
      properties: before.properties,
    });
  }
  if (hasMoved && !isReplaced && current !== undefined) {
    const instance = await updateThroughHandler(engine, record, current, before.properties);
    settle({ ...before, ...instance }, true);
    return;
  }
  settle(before, isAnnounced);
}

async function restoreNestedStack(engine: Engine, childId: string, skip: ReadonlySet<string>): Promise<void> {
  const running = engine.runs.get(childId)?.rollback;
  const failure =
    running === undefined ? await rollBackStack(engine, childId, undefined, skip) : await running;
  engine.runs.delete(childId);
  if (failure === undefined) return;
  throw new Error(
    `Embedded stack ${childId} was not successfully updated. Currently in UPDATE_ROLLBACK_FAILED with reason: ${failure}`,
  );
}

function failRestore(engine: Engine, record: ResourceRecord, reason: string): void {
  const fresh = engine.store.resources(record.stackId).get(record.logicalId) ?? record;
  enterResourceStatus(engine, fresh, {
    status: 'UPDATE_FAILED',
    reason,
    physicalId: record.before?.physicalId ?? '',
    ...(record.before && { properties: record.before.properties }),
  });
}
