import type { NormalizedSchema } from '@smithy/core/schema';

/**
 * Refuses JSON whose values are of other types than the schema's, which the deserializer of the SDK would hand on.
 * @param usesJsonName members go by their `jsonName` trait where they have one.
 * @throws TypeError that says which: `tags.team: NUMBER_VALUE cannot be converted to String`.
 */
export function checkJson(schema: NormalizedSchema, value: unknown, usesJsonName: boolean, path = ''): void {
  if (value === undefined || value === null || schema.isDocumentSchema()) return;
  const kind = kindOf(schema);
  if (kind === undefined) return;
  const token = tokenOf(value);
  if (!(tokens[kind] as readonly string[]).includes(token)) {
    throw new TypeError(`${path === '' ? '' : `${path}: `}${token} cannot be converted to ${kind}`);
  }
  const below = (name: string | number) => (path === '' ? String(name) : `${path}.${name}`);
  if (schema.isStructSchema()) {
    const given = value as Readonly<Record<string, unknown>>;
    for (const [name, member] of schema.structIterator()) {
      const key = (usesJsonName ? member.getMergedTraits().jsonName : undefined) ?? name;
      if (Object.hasOwn(given, key)) checkJson(member, given[key], usesJsonName, below(key));
    }
  } else if (schema.isListSchema()) {
    const item = schema.getValueSchema();
    for (const [index, entry] of (value as readonly unknown[]).entries()) {
      checkJson(item, entry, usesJsonName, below(index));
    }
  } else if (schema.isMapSchema()) {
    const item = schema.getValueSchema();
    for (const [key, entry] of Object.entries(value)) checkJson(item, entry, usesJsonName, below(key));
  }
}

/** What each kind of value may be written as. Timestamps come in several formats. */
const tokens = {
  Structure: ['START_OBJECT'],
  List: ['START_ARRAY'],
  Map: ['START_OBJECT'],
  String: ['STRING_VALUE'],
  Blob: ['STRING_VALUE'],
  Boolean: ['TRUE_VALUE', 'FALSE_VALUE'],
  Number: ['NUMBER_VALUE'],
  Timestamp: ['NUMBER_VALUE', 'STRING_VALUE'],
} as const satisfies Record<string, readonly string[]>;

type Kind = keyof typeof tokens;

function kindOf(schema: NormalizedSchema): Kind | undefined {
  if (schema.isStructSchema()) return 'Structure';
  if (schema.isListSchema()) return 'List';
  if (schema.isMapSchema()) return 'Map';
  if (schema.isBlobSchema()) return 'Blob';
  if (schema.isTimestampSchema()) return 'Timestamp';
  if (schema.isStringSchema()) return 'String';
  if (schema.isBooleanSchema()) return 'Boolean';
  return schema.isNumericSchema() ? 'Number' : undefined;
}

function tokenOf(value: unknown): string {
  if (Array.isArray(value)) return 'START_ARRAY';
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE';
  return typeof value === 'object' ? 'START_OBJECT' : `${typeof value}_VALUE`.toUpperCase();
}
