import type { Change } from '@aws-sdk/client-cloudformation';
import { type Engine, stackType } from '../engine.ts';
import { type ChangePlan, planChanges, type PlannedResource } from '../plan/plan-changes.ts';
import type { ChangeSetRecord, StackRecord, StackSource } from '../records.ts';
import { readChild } from '../run/apply-nested-stack.ts';
import { buildChangeSetArn, buildStackArn } from '../stack-arn.ts';
import { findUnknowns } from '../template/resolve.ts';

/** How AWS shows a value that only the execution knows. */
const knownAfterApply = '{{changeSet:KNOWN_AFTER_APPLY}}';

/**
 * A change set for every nested stack of a change set, and theirs.
 * @returns the changes, those of nested stacks with the ARN of their change set.
 */
export async function planNestedChangeSets(
  engine: Engine,
  changeSet: ChangeSetRecord,
  stack: StackRecord,
  plan: ChangePlan,
): Promise<readonly Change[]> {
  const nested = plan.resources.filter(({ definition }) => definition.type === stackType);
  const ids = new Map<string, string>();
  for (const resource of nested) {
    const id = await planChild(engine, changeSet, stack, resource);
    if (id !== undefined) ids.set(resource.definition.logicalId, id);
  }
  return plan.changes.map((change) => {
    const id = ids.get(change.ResourceChange?.LogicalResourceId ?? '');
    return id === undefined
      ? change
      : { ...change, ResourceChange: { ...change.ResourceChange, ChangeSetId: id } };
  });
}

async function planChild(
  engine: Engine,
  parent: ChangeSetRecord,
  parentStack: StackRecord,
  { definition, properties }: PlannedResource,
): Promise<string | undefined> {
  if (findUnknowns(properties['TemplateURL'] ?? null).length > 0) return undefined;
  const { source, template } = await readChild(engine, { ...parentStack, source: parent.source }, properties);
  const record = engine.store.resources(parentStack.id).get(definition.logicalId);
  const child =
    (record?.current && engine.store.stack(record.current.physicalId)) ??
    describeFutureChild(parentStack, definition.logicalId, source);
  const plan = planChanges(engine, child, template, source);
  if (plan.isEmpty) {
    engine.store.removeTemplate(source.templateId);
    return undefined;
  }
  const name = `${parent.name.slice(0, 90)}-${definition.logicalId}`.slice(0, 128);
  const draft: ChangeSetRecord = {
    ...parent,
    id: buildChangeSetArn(parentStack, name),
    name,
    stackId: child.id,
    stackName: child.name,
    type: record?.current === undefined ? 'CREATE' : 'UPDATE',
    status: 'CREATE_COMPLETE',
    executionStatus: 'AVAILABLE',
    source: showKnown(source),
    parentId: parent.id,
    rootId: parent.rootId ?? parent.id,
  };
  const changes = await planNestedChangeSets(engine, { ...draft, source }, child, plan);
  engine.store.putChangeSet({ ...draft, changes });
  return draft.id;
}

/** A nested stack that the execution will create; it has no record before. */
function describeFutureChild(parent: StackRecord, logicalId: string, source: StackSource): StackRecord {
  const name = `${parent.name}-${logicalId}`.slice(0, 128);
  const { updated: _, ...rest } = parent;
  return {
    ...rest,
    id: buildStackArn(parent, name),
    name,
    status: 'REVIEW_IN_PROGRESS',
    source,
    outputs: [],
  };
}

function showKnown(source: StackSource): StackSource {
  const parameters = Object.entries(source.parameters).map(([name, parameter]) => [
    name,
    findUnknowns(parameter.value).length > 0 ? { ...parameter, value: knownAfterApply } : parameter,
  ]);
  return { ...source, parameters: Object.fromEntries(parameters) as StackSource['parameters'] };
}
