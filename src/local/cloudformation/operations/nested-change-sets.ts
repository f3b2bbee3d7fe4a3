import type { Change } from '@aws-sdk/client-cloudformation';
import { type Engine, stackType } from '../engine.ts';
import { type ChangePlan, planChanges, type PlannedResource } from '../plan/plan-changes.ts';
import { validateEarly } from '../plan/early-validation.ts';
import type { ChangeSetRecord, StackRecord, StackSource } from '../records.ts';
import { readChild } from '../run/apply-nested-stack.ts';
import { buildChangeSetArn, buildStackArn } from '../stack-arn.ts';
import { findUnknowns } from '../template/resolve.ts';

/** How AWS shows a value that only the execution knows. */
const knownAfterApply = '{{changeSet:KNOWN_AFTER_APPLY}}';

/** What a change set lists, and why it cannot be executed if a nested one failed. */
export interface NestedPlan {
  readonly changes: readonly Change[];
  readonly failure?: string;
}

/**
 * A change set for every nested stack of a change set, and theirs. One that fails early validation is FAILED and takes the
 * ones above it with it: `Nested change set <arn> was not successfully created: Currently in FAILED.` (as the SAM CLI
 * expects it). What would change is listed all the same (https://github.com/aws-amplify/amplify-cli/pull/14764).
 * @returns the changes, those of nested stacks with the ARN of their change set.
 */
export async function planNestedChangeSets(
  engine: Engine,
  changeSet: ChangeSetRecord,
  stack: StackRecord,
  plan: ChangePlan,
  operation: StackRecord['operation'],
): Promise<NestedPlan> {
  const nested = plan.resources.filter(({ definition }) => definition.type === stackType);
  const children = new Map<string, ChangeSetRecord>();
  for (const resource of nested) {
    const child = await planChild(engine, changeSet, stack, resource, operation);
    if (child !== undefined) children.set(resource.definition.logicalId, child);
  }
  const failed = [...children.values()].find(({ status }) => status === 'FAILED');
  const changes = plan.changes.map((change) => {
    const child = children.get(change.ResourceChange?.LogicalResourceId ?? '');
    return child === undefined
      ? change
      : { ...change, ResourceChange: { ...change.ResourceChange, ChangeSetId: child.id } };
  });
  if (failed === undefined) return { changes };
  const failure = `Nested change set ${failed.id} was not successfully created: Currently in FAILED.`;
  return { changes, failure };
}

async function planChild(
  engine: Engine,
  parent: ChangeSetRecord,
  parentStack: StackRecord,
  { definition, properties }: PlannedResource,
  operation: StackRecord['operation'],
): Promise<ChangeSetRecord | undefined> {
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
  const refusal = parent.validationDisabled ? undefined : await validateEarly(engine, child, plan, operation);
  const { changes, failure } = await planNestedChangeSets(
    engine,
    { ...draft, source },
    child,
    plan,
    operation,
  );
  const statusReason = refusal ?? failure;
  const result: ChangeSetRecord =
    statusReason === undefined
      ? { ...draft, changes }
      : { ...draft, changes, status: 'FAILED', statusReason, executionStatus: 'UNAVAILABLE' };
  engine.store.putChangeSet(result);
  return result;
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
