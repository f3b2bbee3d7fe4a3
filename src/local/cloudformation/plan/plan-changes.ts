import type { Change, ResourceAttribute, ResourceChange } from '@aws-sdk/client-cloudformation';
import { type Engine, stackType } from '../engine.ts';
import { validationError } from '../errors.ts';
import { diffProperties, isSame } from '../property-changes.ts';
import type { ResourceRecord, StackRecord, StackSource } from '../records.ts';
import type { Properties } from '../resource-type.ts';
import { attributeOf, findActiveResources, openScope, refOf } from '../scope.ts';
import type { Graph } from '../template/graph.ts';
import { asText, resolveValue, type Scope, unknownValue } from '../template/resolve.ts';
import type { ResourceDefinition, Template } from '../template/template.ts';
import { describePropertyChange, type Effect } from './describe-property-change.ts';

/** What an update would do, as far as it can be told before it is done. */
export interface ChangePlan {
  readonly changes: readonly Change[];
  readonly tagsChanged: boolean;
  /** Nothing at all would change: `No updates are to be performed.` */
  readonly isEmpty: boolean;
  /** Every resource the stack would have, with its properties as far as they are known. */
  readonly resources: readonly PlannedResource[];
}

export interface PlannedResource {
  readonly definition: ResourceDefinition;
  /** Values that depend on what is yet to be made are marked as unknown. */
  readonly properties: Properties;
  readonly effect: Effect;
}

/**
 * Compares a stack's resources with what a template and parameters would make of them.
 * Replacement follows the schemas' create-only properties; a property that refers to a resource that is replaced
 * changes with it. Throws AWS's ValidationError for what an update may not do.
 */
export function planChanges(
  engine: Engine,
  stack: StackRecord,
  template: Template,
  source: StackSource,
): ChangePlan {
  const standing = engine.store.resources(stack.id);
  const effects = new Map<string, Effect>();
  const scope = openPlanScope(engine, stack, template, source, standing, effects);
  const definitions = findActiveResources(template, scope);
  refuseTypeChanges(definitions, standing);
  const isNew = stack.status === 'REVIEW_IN_PROGRESS' || standing.size === 0;
  const oldTemplate = isNew ? undefined : engine.parse(engine.store.template(stack.source.templateId));
  const changes: Change[] = [];
  const resources: PlannedResource[] = [];
  const tagsChanged = !isSame(stack.source.tags, source.tags);
  for (const definition of sortByDependency(definitions)) {
    const record = standing.get(definition.logicalId);
    const properties = resolveValue(definition.properties, scope) as Properties;
    const change = planResource(engine, {
      definition,
      properties,
      record,
      oldDefinition: oldTemplate?.resources.get(definition.logicalId),
      changedParameters: findChangedParameters(stack.source, source),
      tagsChanged,
      effects,
    });
    effects.set(definition.logicalId, change.effect);
    resources.push({ definition, properties, effect: change.effect });
    if (change.resourceChange !== undefined) {
      changes.push({ Type: 'Resource', ResourceChange: change.resourceChange });
    }
  }
  for (const record of standing.values()) {
    if (record.current !== undefined && !definitions.has(record.logicalId)) changes.push(planRemoval(record));
  }
  const isSameOutside = !tagsChanged && isSame(stack.source.notificationArns, source.notificationArns);
  const isEmpty = !isNew && changes.length === 0 && isSameOutside && !changesOutputs(template, scope, stack);
  return { changes, tagsChanged, isEmpty, resources };
}

interface ResourcePlanning {
  readonly definition: ResourceDefinition;
  readonly properties: Properties;
  readonly record: ResourceRecord | undefined;
  readonly oldDefinition: ResourceDefinition | undefined;
  readonly changedParameters: ReadonlySet<string>;
  readonly tagsChanged: boolean;
  readonly effects: ReadonlyMap<string, Effect>;
}

function planResource(
  engine: Engine,
  planning: ResourcePlanning,
): { readonly effect: Effect; readonly resourceChange?: ResourceChange } {
  const { definition, properties, record } = planning;
  const { logicalId, type } = definition;
  const identity = { LogicalResourceId: logicalId, ResourceType: type };
  if (record?.current === undefined) {
    return { effect: 'add', resourceChange: { Action: 'Add', ...identity, Scope: [], Details: [] } };
  }
  const current = record.current;
  const schema = engine.findSchema(type);
  const described = diffProperties(
    current.properties,
    properties,
    type === stackType ? undefined : schema,
  ).map((change) => describePropertyChange(change, planning));
  const details = described.flatMap((change) => change.details);
  const scopes: ResourceAttribute[] = described.length > 0 ? ['Properties'] : [];
  if (planning.tagsChanged && (schema?.properties.includes('Tags') ?? false)) {
    scopes.push('Tags');
    details.push({
      Target: { Attribute: 'Tags', RequiresRecreation: 'Never' },
      Evaluation: 'Static',
      ChangeSource: 'DirectModification',
    });
  }
  if (!isSame(current.metadata, definition.metadata)) {
    scopes.push('Metadata');
    details.push({
      Target: { Attribute: 'Metadata', RequiresRecreation: 'Never' },
      Evaluation: 'Static',
      ChangeSource: 'DirectModification',
    });
  }
  if (type === stackType && !scopes.includes('Properties')) {
    // Every nested stack shows as modified: what its template holds now is not looked at (AWS-FACTS 1).
    scopes.push('Properties');
    details.push({
      Target: { Attribute: 'Properties', RequiresRecreation: 'Never' },
      Evaluation: 'Dynamic',
      ChangeSource: 'Automatic',
    });
  }
  if (scopes.length === 0) return { effect: 'none' };
  const replacement = decideReplacement(described.map((change) => change.replacement));
  const retains = definition.updateReplacePolicy === 'Retain';
  return {
    effect: replacement === 'True' ? 'replace' : replacement === 'Conditional' ? 'maybe-replace' : 'modify',
    resourceChange: {
      ...(replacement === 'True' && { PolicyAction: retains ? 'ReplaceAndRetain' : 'ReplaceAndDelete' }),
      Action: 'Modify',
      ...identity,
      PhysicalResourceId: current.physicalId,
      Replacement: replacement,
      Scope: scopes,
      Details: details,
    },
  };
}

function decideReplacement(
  each: readonly ('True' | 'Conditional' | 'False')[],
): 'True' | 'Conditional' | 'False' {
  if (each.includes('True')) return 'True';
  return each.includes('Conditional') ? 'Conditional' : 'False';
}

function planRemoval({ logicalId, type, current }: ResourceRecord): Change {
  const retains = current?.deletionPolicy.startsWith('Retain') ?? false;
  return {
    Type: 'Resource',
    ResourceChange: {
      PolicyAction: retains ? 'Retain' : 'Delete',
      Action: 'Remove',
      LogicalResourceId: logicalId,
      PhysicalResourceId: current?.physicalId,
      ResourceType: type,
      Scope: [],
      Details: [],
    },
  };
}

function openPlanScope(
  engine: Engine,
  stack: StackRecord,
  template: Template,
  source: StackSource,
  standing: ReadonlyMap<string, ResourceRecord>,
  effects: ReadonlyMap<string, Effect>,
): Scope {
  return openScope(engine, stack, template, source, {
    ref: (logicalId) => {
      const current = standing.get(logicalId)?.current;
      const effect = effects.get(logicalId) ?? 'none';
      const isStable = effect === 'none' || effect === 'modify';
      return current !== undefined && isStable ? refOf(current) : unknownValue(logicalId);
    },
    getAtt: (logicalId, attribute) => {
      const current = standing.get(logicalId)?.current;
      return current !== undefined && (effects.get(logicalId) ?? 'none') === 'none'
        ? attributeOf(current, template.resources.get(logicalId)?.type ?? '', logicalId, attribute)
        : unknownValue(`${logicalId}.${attribute}`);
    },
  });
}

function refuseTypeChanges(
  definitions: ReadonlyMap<string, ResourceDefinition>,
  standing: ReadonlyMap<string, ResourceRecord>,
): void {
  const changed = [...definitions.values()].filter(({ logicalId, type }) => {
    const record = standing.get(logicalId);
    return record?.current !== undefined && record.type !== type;
  });
  if (changed.length > 0) {
    throw validationError(
      `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${changed.map(({ logicalId }) => logicalId).join(', ')}]`,
    );
  }
}

function findChangedParameters(before: StackSource, after: StackSource): ReadonlySet<string> {
  const names = new Set([...Object.keys(before.parameters), ...Object.keys(after.parameters)]);
  return new Set(
    [...names].filter((name) => before.parameters[name]?.value !== after.parameters[name]?.value),
  );
}

function changesOutputs(template: Template, scope: Scope, stack: StackRecord): boolean {
  const after = [...template.outputs.values()]
    .filter(({ condition }) => condition === undefined || scope.condition(condition))
    .map(({ key, value, description, exportName }) => [
      key,
      asText(resolveValue(value, scope)),
      description ?? null,
      exportName === undefined ? null : asText(resolveValue(exportName, scope)),
    ]);
  const before = stack.outputs.map(({ key, value, description, exportName }) => [
    key,
    value,
    description ?? null,
    exportName ?? null,
  ]);
  return !isSame(before, after);
}

function sortByDependency(
  definitions: ReadonlyMap<string, ResourceDefinition>,
): readonly ResourceDefinition[] {
  const graph: Graph = new Map([...definitions].map(([id, { dependencies }]) => [id, dependencies]));
  const sorted: ResourceDefinition[] = [];
  const done = new Set<string>();
  const visit = (id: string): void => {
    const definition = definitions.get(id);
    if (definition === undefined || done.has(id)) return;
    done.add(id);
    for (const earlier of graph.get(id) ?? []) visit(earlier);
    sorted.push(definition);
  };
  for (const id of definitions.keys()) visit(id);
  return sorted;
}
