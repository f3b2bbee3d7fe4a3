import { randomUUID } from 'node:crypto';
import { checkCapabilities } from '../capabilities.ts';
import { type Engine, requestContext } from '../engine.ts';
import { enterResourceStatus, enterStackStatus, requireStack } from '../events.ts';
import { planChanges } from '../plan/plan-changes.ts';
import type { ResourceRecord, StackRecord, StackSource } from '../records.ts';
import type { Json, Properties } from '../resource-type.ts';
import { outputAttributes } from '../scope.ts';
import { buildStackArn } from '../stack-arn.ts';
import { loadTemplateBody } from '../template/load-template.ts';
import { decideParameters } from '../template/parameters.ts';
import { asText, resolveValue, type Scope } from '../template/resolve.ts';
import { isList, isObject, type ResourceDefinition, type Template } from '../template/template.ts';
import { beforeOf, describeStanding } from './apply-resource.ts';
import { rollBackStack } from './roll-back-stack.ts';
import { newRun, type StackRun } from './stack-run.ts';

/**
 * Creates or updates the stack behind an AWS::CloudFormation::Stack. Every existing one is updated, changed or not; one
 * without changes is through at once. A failed update starts its own rollback and does not wait for it; its cleanup
 * waits for the root (AWS-FACTS 1.5).
 */
export async function applyNestedStack(
  engine: Engine,
  run: StackRun,
  definition: ResourceDefinition,
  scope: Scope,
  applyChild: ApplyChild,
): Promise<void> {
  const properties = resolveValue(definition.properties, scope) as Properties;
  const record = engine.store.resources(run.stackId).get(definition.logicalId);
  if (record?.current === undefined) await create(engine, run, definition, properties, applyChild);
  else await update(engine, run, definition, properties, record, applyChild);
}

/** Applies a nested stack's own run: why it failed, or undefined. */
type ApplyChild = (engine: Engine, run: StackRun) => Promise<string | undefined>;

async function create(
  engine: Engine,
  run: StackRun,
  definition: ResourceDefinition,
  properties: Properties,
  applyChild: ApplyChild,
): Promise<void> {
  const { logicalId, type } = definition;
  const parent = requireStack(engine, run.stackId);
  const fresh: ResourceRecord = {
    stackId: run.stackId,
    logicalId,
    type,
    status: 'CREATE_IN_PROGRESS',
    updated: Date.now(),
    ...(run.kind === 'update' && { before: null }),
  };
  enterResourceStatus(engine, fresh, { status: 'CREATE_IN_PROGRESS', properties });
  const { source, template } = await readChild(engine, parent, properties);
  if (!run.inFlight.has(logicalId)) return;
  const child = putChild(engine, parent, logicalId, source);
  const standing = describeStanding(definition, run, { physicalId: child.id, attributes: {} }, properties);
  const started = enterResourceStatus(
    engine,
    { ...fresh, current: standing },
    { status: 'CREATE_IN_PROGRESS', reason: 'Resource creation Initiated', physicalId: child.id, properties },
  );
  const childRun = openChildRun(engine, run, logicalId, child.id, template, 'create', false);
  const failure = await applyChild(engine, childRun);
  engine.runs.delete(child.id);
  if (failure !== undefined) {
    enterStackStatus(engine, child.id, 'CREATE_FAILED', failure);
    throw new Error(`Embedded stack ${child.id} was not successfully created: ${failure}`);
  }
  const done = enterStackStatus(engine, child.id, 'CREATE_COMPLETE');
  complete(
    engine,
    run,
    { ...started, current: { ...standing, attributes: outputAttributes(done) } },
    'CREATE_COMPLETE',
  );
}

async function update(
  engine: Engine,
  run: StackRun,
  definition: ResourceDefinition,
  properties: Properties,
  record: ResourceRecord,
  applyChild: ApplyChild,
): Promise<void> {
  const { logicalId } = definition;
  const parent = requireStack(engine, run.stackId);
  const childId = record.current?.physicalId ?? '';
  const child = requireStack(engine, childId);
  const attributes = record.current?.attributes ?? {};
  const standing = describeStanding(definition, run, { physicalId: childId, attributes }, properties);
  const started = enterResourceStatus(
    engine,
    { ...record, before: beforeOf(record), current: standing },
    { status: 'UPDATE_IN_PROGRESS', physicalId: childId, properties },
  );
  if (!/^((CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE|UPDATE_FAILED)$/.test(child.status)) {
    throw new Error(`Stack:${childId} is in ${child.status} state and can not be updated.`);
  }
  const { source, template } = await readChild(engine, parent, properties);
  const plan = planChanges(engine, child, template, source);
  if (plan.isEmpty) {
    engine.store.removeTemplate(source.templateId);
    complete(engine, run, started, 'UPDATE_COMPLETE');
    return;
  }
  if (!run.inFlight.has(logicalId)) {
    engine.store.removeTemplate(source.templateId);
    return;
  }
  const stable = child.status === 'UPDATE_FAILED' ? child.operation.previous : undefined;
  const { source: previousSource, outputs, imports } = child;
  enterStackStatus(engine, childId, 'UPDATE_IN_PROGRESS', 'User Initiated', {
    source,
    updated: Date.now(),
    operation: {
      ...parent.operation,
      tagsChanged: plan.tagsChanged,
      previous: stable ?? { ...previousSource, outputs, imports },
    },
  });
  const childRun = openChildRun(engine, run, logicalId, childId, template, 'update', plan.tagsChanged);
  const failure = await applyChild(engine, childRun);
  if (failure === undefined) {
    const done = enterStackStatus(engine, childId, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    complete(
      engine,
      run,
      { ...started, current: { ...standing, attributes: outputAttributes(done) } },
      'UPDATE_COMPLETE',
    );
    return;
  }
  if (parent.operation.disableRollback) enterStackStatus(engine, childId, 'UPDATE_FAILED', failure);
  else childRun.rollback = rollBackStack(engine, childId, failure);
  const { status } = requireStack(engine, childId);
  throw new Error(
    `Embedded stack ${childId} was not successfully updated. Currently in ${status} with reason: ${failure}`,
  );
}

/** Remembers the result; the event is left out when the step was cancelled meanwhile. */
function complete(
  engine: Engine,
  run: StackRun,
  record: ResourceRecord,
  status: 'CREATE_COMPLETE' | 'UPDATE_COMPLETE',
): void {
  const { logicalId, current } = record;
  if (run.inFlight.has(logicalId)) {
    const physicalId = current?.physicalId ?? '';
    enterResourceStatus(engine, record, { status, physicalId, properties: current?.properties });
    return;
  }
  const cancelled = engine.store.resources(run.stackId).get(logicalId);
  engine.store.putResource({ ...record, status: cancelled?.status ?? record.status });
}

/** What the properties of an AWS::CloudFormation::Stack say the child is made from. Its template is stored. */
export async function readChild(
  engine: Engine,
  parent: StackRecord,
  properties: Properties,
): Promise<{ readonly source: StackSource; readonly template: Template; readonly body: string }> {
  const url = asText(properties['TemplateURL']);
  const context = requestContext(parent, randomUUID());
  const body = await loadTemplateBody(engine, { TemplateURL: url }, context);
  if (body === undefined) throw new Error('TemplateURL must be a supported URL.');
  const template = engine.parse(body);
  checkCapabilities(template, parent.source.capabilities);
  const parameters = isObject(properties['Parameters']) ? properties['Parameters'] : {};
  const given = Object.entries(parameters).map(([ParameterKey, value]) => ({
    ParameterKey,
    ParameterValue: asText(value),
  }));
  const templateId = randomUUID();
  const source: StackSource = {
    templateId,
    ...(template.description !== undefined && { description: template.description }),
    parameters: decideParameters(template, given, {}),
    tags: { ...parent.source.tags, ...readTags(properties['Tags']) },
    capabilities: parent.source.capabilities,
    notificationArns: parent.source.notificationArns,
  };
  engine.store.putTemplate(templateId, body);
  return { source, template, body };
}

function readTags(tags: Json | undefined): Readonly<Record<string, string>> {
  if (!isList(tags)) return {};
  return Object.fromEntries(tags.filter(isObject).map((tag) => [asText(tag['Key']), asText(tag['Value'])]));
}

function putChild(engine: Engine, parent: StackRecord, logicalId: string, source: StackSource): StackRecord {
  const random = engine.cloud.generateId(12).toUpperCase();
  const name = `${parent.name.slice(0, 128 - random.length - logicalId.length - 2)}-${logicalId}-${random}`;
  const id = buildStackArn(parent, name);
  engine.store.putStack({
    id,
    name,
    account: parent.account,
    region: parent.region,
    status: 'CREATE_IN_PROGRESS',
    created: Date.now(),
    source,
    outputs: [],
    imports: [],
    parentId: parent.id,
    rootId: parent.rootId ?? parent.id,
    parentLogicalId: logicalId,
    disableRollback: parent.disableRollback,
    terminationProtection: false,
    operation: withoutPrevious(parent),
    lastOperations: [],
  });
  return enterStackStatus(engine, id, 'CREATE_IN_PROGRESS', 'User Initiated');
}

function withoutPrevious(stack: StackRecord): StackRecord['operation'] {
  const { previous: _, ...operation } = stack.operation;
  return operation;
}

function openChildRun(
  engine: Engine,
  run: StackRun,
  logicalId: string,
  stackId: string,
  template: Template,
  kind: 'create' | 'update',
  tagsChanged: boolean,
): StackRun {
  const childRun = newRun(stackId, template, kind, tagsChanged, run.size);
  run.children.set(logicalId, childRun);
  engine.runs.set(stackId, childRun);
  if (run.stopped) childRun.stopped = true;
  return childRun;
}
