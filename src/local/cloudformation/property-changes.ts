import type { Json, Properties, ResourceSchema } from './resource-type.ts';
import { isList, isObject } from './template/template.ts';

/** A top-level property whose resolved value differs. */
export interface PropertyChange {
  readonly name: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  /** The schema says that it is decided when the resource is created, so changing it makes a new one. */
  readonly replaces: boolean;
}

/** What differs between two sets of resolved properties, by the type's schema. */
export function diffProperties(
  before: Properties,
  after: Properties,
  schema: ResourceSchema | undefined,
): readonly PropertyChange[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .filter((name) => !isSame(before[name], after[name]))
    .map((name) => ({
      name,
      before: before[name],
      after: after[name],
      replaces: (schema?.createOnly ?? []).some((path) => changesAt(path, before, after, name)),
    }));
}

function changesAt(path: string, before: Properties, after: Properties, changed: string): boolean {
  const [top = '', ...below] = path.split('/');
  return top === changed && !isSame(at(before[top], below), at(after[top], below));
}

function at(value: Json | undefined, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}

/** Deep equality of JSON, whatever the order of keys. */
export function isSame(left: Json | undefined, right: Json | undefined): boolean {
  if (left === right) return true;
  if (isList(left)) {
    return (
      isList(right) && left.length === right.length && left.every((item, index) => isSame(item, right[index]))
    );
  }
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => key in right && isSame(left[key], right[key]))
  );
}

/** A property the type does not have, or one it must have and is not given. */
export interface PropertyFault {
  /** As the schema validator words it: `extraneous key [X] is not permitted`. */
  readonly detail: string;
  /** As early validation words it: `Unsupported property [X]`. */
  readonly summary: string;
}

export function findPropertyFaults(
  properties: Readonly<Record<string, unknown>>,
  schema: ResourceSchema | undefined,
): readonly PropertyFault[] {
  if (schema === undefined) return [];
  const unsupported = Object.keys(properties).filter((name) => !schema.properties.includes(name));
  const missing = schema.required.filter((name) => properties[name] === undefined);
  return [
    ...unsupported.map((name) => ({
      detail: `extraneous key [${name}] is not permitted`,
      summary: `Unsupported property [${name}]`,
    })),
    ...missing.map((name) => ({
      detail: `required key [${name}] not found`,
      summary: `Required property [${name}] not found`,
    })),
  ];
}
