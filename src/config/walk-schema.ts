import type { $ZodType, $ZodTypes } from 'zod/v4/core';
import type { SettingPath } from './setting-path.ts';

/** Schema of the setting at a path; for `key`, of the name at its end, where a record has rules for names. */
export function resolveSchema(
  schema: $ZodType,
  path: SettingPath,
  part: 'key' | 'value',
): $ZodType | undefined {
  let found: $ZodType | undefined = schema;
  for (const [index, step] of path.entries()) {
    const last = index === path.length - 1;
    found = found && stepInto(found, step, last && part === 'key');
  }
  return found;
}

/** Dotted paths of every setting below `schema`: `['name', 'api', 'api.cors', 'api.cors.origin', …]`. */
export function listKeyPaths(schema: $ZodType, prefix: SettingPath): readonly string[] {
  const { def } = (schema as $ZodTypes)._zod;
  if (def.type === 'optional') return listKeyPaths(def.innerType, prefix);
  if (def.type === 'array') return listKeyPaths(def.element, [...prefix, '*']);
  if (def.type === 'union') return def.options.flatMap((option) => listKeyPaths(option, prefix));
  if (def.type !== 'object') return [];
  return Object.entries(def.shape).flatMap(([key, member]) => {
    const path = [...prefix, key];
    return [path.join('.'), ...listKeyPaths(member, path)];
  });
}

/** The description and the rule that the schema was given, found below `optional`. */
export function describeSchema(schema: $ZodType | undefined): {
  readonly description: string;
  readonly why?: string;
} {
  const { def } = (schema as $ZodTypes | undefined)?._zod ?? {};
  const meta = (
    schema as { meta?: () => { description?: string; why?: string } | undefined } | undefined
  )?.meta?.();
  if (def?.type === 'optional' && meta?.description === undefined) return describeSchema(def.innerType);
  const { description = 'something else', why } = meta ?? {};
  return { description, ...(why !== undefined && { why }) };
}

function stepInto(schema: $ZodType, step: string | number, asKey: boolean): $ZodType | undefined {
  const { def } = (schema as $ZodTypes)._zod;
  if (def.type === 'optional') return stepInto(def.innerType, step, asKey);
  if (def.type === 'object') return def.shape[step];
  if (def.type === 'array') return def.element;
  if (def.type === 'record') return asKey ? def.keyType : def.valueType;
  if (def.type !== 'union') return undefined;
  return def.options.map((option) => stepInto(option, step, asKey)).find((found) => found !== undefined);
}
