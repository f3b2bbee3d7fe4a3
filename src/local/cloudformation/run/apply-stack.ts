import { type Engine, stackType } from '../engine.ts';
import { enterResourceStatus, requireStack } from '../events.ts';
import { findActiveResources, openScope, standingResources } from '../scope.ts';
import { runInOrder, type Graph } from '../template/graph.ts';
import type { Scope } from '../template/resolve.ts';
import type { ResourceDefinition } from '../template/template.ts';
import type { ResourceRecord } from '../records.ts';
import { applyNestedStack } from './apply-nested-stack.ts';
import { applyResource } from './apply-resource.ts';
import { decideOutputs } from './outputs.ts';
import { reasonOf } from './resource-handler.ts';
import { describeFailures, type StackRun } from './stack-run.ts';

/** Resources one operation may touch, nested stacks included (AWS-FACTS 1, Limits). */
const maxOperationResources = 2500;

/**
 * Creates, updates and replaces a stack's resources in dependency order, independent ones at the same time. Nothing is
 * deleted: that is the cleanup's, after every nested stack got this far (AWS-FACTS 1).
 * @returns why it failed, or undefined.
 */
export async function applyStack(engine: Engine, run: StackRun): Promise<string | undefined> {
  run.size.resources += run.template.resources.size;
  if (run.size.resources > maxOperationResources) {
    return 'Limit on the number of resources in a single stack operation exceeded';
  }
  await engine.cloud.latency.wait(stackType);
  const stack = requireStack(engine, run.stackId);
  const view = standingResources(engine, run.stackId, run.template);
  const scope = openScope(engine, stack, run.template, stack.source, view, (name) => run.imports.add(name));
  const definitions = findActiveResources(run.template, scope);
  const graph: Graph = new Map([...definitions].map(([id, definition]) => [id, definition.dependencies]));
  await runInOrder(
    graph,
    async (id) => {
      const definition = definitions.get(id);
      if (definition !== undefined) await applyOne(engine, run, definition, scope);
    },
    () => !run.stopped,
  );
  const failures = describeFailures(run);
  if (run.stopped) return run.stackReason ?? failures;
  try {
    const outputs = decideOutputs(engine, run, scope);
    engine.store.putStack({ ...requireStack(engine, run.stackId), outputs, imports: [...run.imports] });
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

async function applyOne(
  engine: Engine,
  run: StackRun,
  definition: ResourceDefinition,
  scope: Scope,
): Promise<void> {
  const { logicalId } = definition;
  const isNew = engine.store.resources(run.stackId).get(logicalId)?.current === undefined;
  run.inFlight.set(logicalId, isNew ? 'create' : 'update');
  try {
    if (definition.type === stackType) await applyNestedStack(engine, run, definition, scope, applyStack);
    else await applyResource(engine, run, definition, scope);
  } catch (error) {
    if (run.inFlight.has(logicalId)) failResource(engine, run, definition, isNew, reasonOf(error));
  } finally {
    run.inFlight.delete(logicalId);
  }
}

function failResource(
  engine: Engine,
  run: StackRun,
  definition: ResourceDefinition,
  isNew: boolean,
  reason: string,
): void {
  const { logicalId } = definition;
  run.inFlight.delete(logicalId);
  markFailed(engine, run, logicalId, definition.type, isNew, reason);
  stopRun(engine, run);
}

/**
 * Starts nothing further, and gives up on what is being done: `Resource creation cancelled`, `Resource update cancelled`.
 * What those steps still make is rolled back with the rest.
 */
export function stopRun(engine: Engine, run: StackRun): void {
  run.stopped = true;
  const cancelled = [...run.inFlight];
  run.inFlight.clear();
  for (const [logicalId, action] of cancelled) {
    const type = run.template.resources.get(logicalId)?.type ?? '';
    const isNew = action === 'create';
    const reason = isNew ? 'Resource creation cancelled' : 'Resource update cancelled';
    markFailed(engine, run, logicalId, type, isNew, reason);
  }
  for (const child of run.children.values()) stopRun(engine, child);
}

function markFailed(
  engine: Engine,
  run: StackRun,
  logicalId: string,
  type: string,
  isNew: boolean,
  reason: string,
): void {
  (isNew ? run.failedToCreate : run.failedToUpdate).add(logicalId);
  const record = engine.store.resources(run.stackId).get(logicalId);
  const status = isNew ? 'CREATE_FAILED' : 'UPDATE_FAILED';
  const base: ResourceRecord = record ?? { stackId: run.stackId, logicalId, type, status, updated: 0 };
  // A failure before the first step (a value that cannot be resolved) is part of the update all the same.
  const isUntouched = run.kind === 'update' && base.before === undefined;
  const touched = isUntouched ? { ...base, before: base.current ?? null } : base;
  enterResourceStatus(engine, touched, {
    status,
    reason,
    physicalId: record?.current?.physicalId ?? '',
    ...(record?.current !== undefined && { properties: record.current.properties }),
  });
}
