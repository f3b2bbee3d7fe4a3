import { type Engine, findCustomName } from '../engine.ts';
import { enterResourceStatus, requireStack } from '../events.ts';
import { diffProperties, findPropertyFaults, isSame } from '../property-changes.ts';
import type { ResourceRecord, StandingResource } from '../records.ts';
import type { Properties, ResourceInstance } from '../resource-type.ts';
import { resolveValue, type Scope } from '../template/resolve.ts';
import type { ResourceDefinition } from '../template/template.ts';
import { createThroughHandler, stabilize, updateThroughHandler } from './resource-handler.ts';
import type { StackRun } from './stack-run.ts';

/** Brings one resource to what the template says: creates, updates, replaces, or leaves it as it is. */
export async function applyResource(
  engine: Engine,
  run: StackRun,
  definition: ResourceDefinition,
  scope: Scope,
): Promise<void> {
  const properties = resolveValue(definition.properties, scope) as Properties;
  const target = { stackId: run.stackId, logicalId: definition.logicalId, type: definition.type };
  const record = engine.store.resources(run.stackId).get(definition.logicalId);
  const schema = engine.findSchema(definition.type);
  refuseFaults(definition, properties, engine);
  if (record?.current === undefined) {
    await create(engine, run, definition, properties, record);
    return;
  }
  const current = record.current;
  const changes = diffProperties(current.properties, properties, schema);
  const takesTags = schema?.properties.includes('Tags') ?? false;
  const isUntouched = changes.length === 0 && !(run.tagsChanged && takesTags);
  const { tags } = requireStack(engine, run.stackId).source;
  const next = describeStanding(definition, run, current, properties, isUntouched ? current.stackTags : tags);
  if (isUntouched) {
    if (!isSame(policiesOf(current), policiesOf(next))) {
      engine.store.putResource({ ...record, before: beforeOf(record), current: next });
    }
    return;
  }
  if (changes.some(({ replaces }) => replaces)) {
    refuseNameKept(engine, definition.type, current.properties, properties);
    await replace(engine, run, definition, properties, record);
    return;
  }
  // From here on the resource may have any of the new values: a rollback compares with the attempted ones.
  const started = enterResourceStatus(
    engine,
    { ...record, before: beforeOf(record), current: next },
    { status: 'UPDATE_IN_PROGRESS', physicalId: current.physicalId, properties },
  );
  const instance = await updateThroughHandler(engine, target, current, properties);
  finish(engine, run, started, { ...next, ...instance }, 'UPDATE_COMPLETE');
}

async function create(
  engine: Engine,
  run: StackRun,
  definition: ResourceDefinition,
  properties: Properties,
  record: ResourceRecord | undefined,
): Promise<void> {
  const target = { stackId: run.stackId, logicalId: definition.logicalId, type: definition.type };
  const fresh: ResourceRecord = {
    ...record,
    ...target,
    status: 'CREATE_IN_PROGRESS',
    updated: Date.now(),
    // While the stack itself is created there is nothing to go back to.
    ...(run.kind === 'update' && { before: record?.before ?? null }),
  };
  const started = enterResourceStatus(engine, fresh, { status: 'CREATE_IN_PROGRESS', properties });
  const { tags } = requireStack(engine, run.stackId).source;
  const describe = (instance: ResourceInstance) =>
    describeStanding(definition, run, instance, properties, tags);
  const instance = await createThroughHandler(engine, target, properties, (made) =>
    rememberMade(engine, started, made && describe(made)),
  );
  const standing = describe(instance);
  announceCreation(engine, run, started, standing, 'CREATE_IN_PROGRESS');
  if (run.inFlight.has(definition.logicalId)) await stabilize(engine, target);
  finish(engine, run, started, standing, 'CREATE_COMPLETE');
}

/** Creates the new physical resource first; the old one stands until the cleanup. */
async function replace(
  engine: Engine,
  run: StackRun,
  definition: ResourceDefinition,
  properties: Properties,
  record: ResourceRecord,
): Promise<void> {
  const old = record.current;
  const target = { stackId: run.stackId, logicalId: definition.logicalId, type: definition.type };
  const started = enterResourceStatus(
    engine,
    { ...record, before: beforeOf(record) },
    {
      status: 'UPDATE_IN_PROGRESS',
      reason: 'Requested update requires the creation of a new physical resource; hence creating one.',
      physicalId: old?.physicalId ?? '',
      properties,
    },
  );
  const { tags } = requireStack(engine, run.stackId).source;
  const describe = (instance: ResourceInstance) =>
    describeStanding(definition, run, instance, properties, tags);
  const instance = await createThroughHandler(engine, target, properties, (made) =>
    rememberMade(engine, started, made && describe(made)),
  );
  const standing = describe(instance);
  announceCreation(engine, run, started, standing, 'UPDATE_IN_PROGRESS');
  if (run.inFlight.has(definition.logicalId)) await stabilize(engine, target);
  // Replaced twice since the last stable state: what stood in between is of no further use.
  const between = old !== undefined && old.physicalId !== started.before?.physicalId ? [old] : [];
  const doomed = [...(record.doomed ?? []), ...between.map((resource) => ({ resource, retain: false }))];
  finish(engine, run, { ...started, doomed }, standing, 'UPDATE_COMPLETE');
}

/** While a create is not through: what the logical id stands for if it gets no further. */
function rememberMade(engine: Engine, started: ResourceRecord, made: StandingResource | undefined): void {
  const { current: _, ...record } = engine.store.resources(started.stackId).get(started.logicalId) ?? started;
  const current = made ?? started.current;
  engine.store.putResource({ ...record, ...(current !== undefined && { current }) });
}

function announceCreation(
  engine: Engine,
  run: StackRun,
  record: ResourceRecord,
  standing: StandingResource,
  status: 'CREATE_IN_PROGRESS' | 'UPDATE_IN_PROGRESS',
): void {
  if (!run.inFlight.has(record.logicalId)) return;
  enterResourceStatus(
    engine,
    { ...record, current: standing },
    {
      status,
      reason: 'Resource creation Initiated',
      physicalId: standing.physicalId,
      properties: standing.properties,
    },
  );
}

/** Remembers what was made; when the step was cancelled meanwhile, only that, so that a rollback finds it. */
function finish(
  engine: Engine,
  run: StackRun,
  record: ResourceRecord,
  standing: StandingResource,
  status: 'CREATE_COMPLETE' | 'UPDATE_COMPLETE',
): void {
  if (!run.inFlight.has(record.logicalId)) {
    const cancelled = engine.store.resources(record.stackId).get(record.logicalId) ?? record;
    engine.store.putResource({ ...record, status: cancelled.status, current: standing });
    return;
  }
  enterResourceStatus(
    engine,
    { ...record, current: standing },
    { status, physicalId: standing.physicalId, properties: standing.properties },
  );
}

/** What a rollback goes back to: kept from the first operation since the stack was last stable. */
export const beforeOf = (record: ResourceRecord): StandingResource | null =>
  record.before === undefined ? (record.current ?? null) : record.before;

export function describeStanding(
  definition: ResourceDefinition,
  run: Pick<StackRun, 'template'>,
  instance: ResourceInstance,
  properties: Properties,
  stackTags: StandingResource['stackTags'] = {},
): StandingResource {
  const deletionPolicy = definition.deletionPolicy ?? 'Delete';
  return {
    physicalId: instance.physicalId,
    ...(instance.ref !== undefined && { ref: instance.ref }),
    attributes: instance.attributes,
    properties,
    dependencies: definition.dependencies.filter((id) => run.template.resources.has(id)),
    deletionPolicy,
    updateReplacePolicy: definition.updateReplacePolicy ?? 'Delete',
    ...(definition.metadata !== undefined && { metadata: definition.metadata }),
    ...(Object.keys(stackTags).length > 0 && { stackTags }),
  };
}

function policiesOf(standing: StandingResource) {
  const { dependencies, deletionPolicy, updateReplacePolicy, metadata } = standing;
  return { dependencies, deletionPolicy, updateReplacePolicy, metadata: metadata ?? null };
}

/** `Properties validation failed for resource X with message:` as the registry's schema validator reports. */
function refuseFaults(definition: ResourceDefinition, properties: Properties, engine: Engine): void {
  const faults = findPropertyFaults(properties, engine.findSchema(definition.type));
  if (faults.length === 0) return;
  const details = faults.map(({ detail }) => `#: ${detail}`).join('\n');
  throw new Error(
    `Properties validation failed for resource ${definition.logicalId} with message:\n${details}`,
  );
}

function refuseNameKept(engine: Engine, type: string, before: Properties, after: Properties): void {
  const custom = findCustomName(engine, type, after);
  if (custom === undefined || before[custom.property] !== custom.name) return;
  throw new Error(
    `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${custom.name} and update the stack again.`,
  );
}
