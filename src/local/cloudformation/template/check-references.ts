import { validationError } from '../errors.ts';
import type { Json } from '../resource-type.ts';
import { findCycle } from './graph.ts';
import { findReferences, type Reference } from './references.ts';
import { pseudoParameters, type Template } from './template.ts';

/** Refuses references to what is not in the template, and resources that wait for each other, as AWS words it. */
export function checkReferences(template: Template, attributesOf: AttributesOf): void {
  for (const condition of template.conditions.values()) checkCondition(template, condition);
  const unresolved = new Set<string>();
  for (const resource of template.resources.values()) {
    for (const id of resource.dependencies) if (!isReferable(template, id)) unresolved.add(id);
  }
  for (const resource of template.resources.values()) {
    for (const reference of findReferences(resource.properties)) {
      if (reference.kind === 'Condition') checkConditionName(template, reference.name, 'Resources');
      else checkGetAtt(template, reference, attributesOf);
    }
    if (resource.condition !== undefined) checkConditionName(template, resource.condition, 'Resources');
  }
  if (unresolved.size > 0) {
    throw validationError(
      `Template format error: Unresolved resource dependencies [${[...unresolved].join(', ')}] in the Resources block of the template`,
    );
  }
  for (const output of template.outputs.values()) {
    checkOutput(template, [output.value, output.exportName ?? ''], attributesOf);
  }
  for (const output of template.outputs.values()) {
    if (output.condition !== undefined) checkConditionName(template, output.condition, 'Outputs');
  }
  const cycle = findCycle(
    new Map([...template.resources.values()].map((r) => [r.logicalId, r.dependencies])),
  );
  if (cycle.length > 0) throw validationError(`Circular dependency between resources: [${cycle.join(', ')}]`);
}

const isReferable = (template: Template, name: string) =>
  template.resources.has(name) || template.parameters.has(name) || pseudoParameters.has(name);

type AttributesOf = (type: string) => readonly string[] | undefined;

function checkGetAtt(template: Template, reference: Reference, attributesOf: AttributesOf): void {
  const { kind, name, attribute } = reference;
  if (kind !== 'GetAtt') return;
  const resource = template.resources.get(name);
  if (resource === undefined) {
    throw validationError(`Template error: instance of Fn::GetAtt references undefined resource ${name}`);
  }
  const attributes = attributesOf(resource.type);
  if (attribute !== undefined && attributes !== undefined && !attributes.includes(attribute)) {
    throw validationError(
      `Template error: resource ${name} does not support attribute type ${attribute} in Fn::GetAtt`,
    );
  }
}

function checkOutput(template: Template, values: readonly Json[], attributesOf: AttributesOf): void {
  const references = values.flatMap((value) => findReferences(value));
  for (const reference of references) {
    if (reference.kind === 'Condition') checkConditionName(template, reference.name, 'Outputs');
    else checkGetAtt(template, reference, attributesOf);
  }
  const unresolved = references.filter(({ kind, name }) => kind === 'Ref' && !isReferable(template, name));
  if (unresolved.length > 0) {
    throw validationError(
      `Template format error: Unresolved resource dependencies [${unresolved.map(({ name }) => name).join(', ')}] in the Outputs block of the template`,
    );
  }
}

function checkConditionName(template: Template, name: string, block: string): void {
  if (!template.conditions.has(name)) {
    throw validationError(
      `Template format error: Unresolved condition dependency ${name} in the ${block} block of the template`,
    );
  }
}

function checkCondition(template: Template, condition: Json): void {
  for (const { kind, name } of findReferences(condition)) {
    if (kind === 'Condition') checkConditionName(template, name, 'Conditions');
    else if (!template.parameters.has(name) && !pseudoParameters.has(name)) {
      throw validationError(
        `Template format error: Unresolved dependencies [${name}]. Cannot reference resources in the Conditions block of the template`,
      );
    }
  }
}
