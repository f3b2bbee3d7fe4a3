import type { Json, Properties } from '../resource-type.ts';
import { isSame } from './properties.ts';

/** As API Gateway's Update operations take them. */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: string;
  readonly value?: string;
}

/**
 * Patch operations for plain properties. A property that left the template is set back by `reset`, the value its
 * absence means at creation.
 * @param paths property name → patch path: `{ Description: '/description' }`.
 */
export function patchScalars(
  properties: Properties,
  previous: Properties,
  paths: Readonly<Record<string, string>>,
  reset: Readonly<Record<string, string>> = {},
): PatchOperation[] {
  return Object.entries(paths).flatMap(([name, path]): PatchOperation[] => {
    const value = properties[name];
    if (isSame(value, previous[name])) return [];
    return [{ op: 'replace', path, value: value === undefined ? (reset[name] ?? '') : patchValue(value) }];
  });
}

/** `/variables/<key>`: one operation for each key that differs. Keys in neither map are left alone. */
export function patchMap(
  path: string,
  desired: Readonly<Record<string, string>> = {},
  previous: Readonly<Record<string, string>> = {},
  ops: { readonly set: 'add' | 'replace' } = { set: 'replace' },
): PatchOperation[] {
  const removed = Object.keys(previous).filter((key) => !(key in desired));
  const changed = Object.entries(desired).filter(([key, value]) => previous[key] !== value);
  return [
    ...removed.map((key): PatchOperation => ({ op: 'remove', path: `${path}/${escapePointer(key)}` })),
    ...changed.map(([key, value]): PatchOperation => ({
      op: ops.set,
      path: `${path}/${escapePointer(key)}`,
      value,
    })),
  ];
}

/** Members whose path ends in the member itself: `/binaryMediaTypes/image~1png`. */
export function patchPathSet(
  path: string,
  desired: readonly string[] = [],
  previous: readonly string[] = [],
): PatchOperation[] {
  return [
    ...previous
      .filter((one) => !desired.includes(one))
      .map((one): PatchOperation => ({ op: 'remove', path: `${path}/${escapePointer(one)}` })),
    ...desired
      .filter((one) => !previous.includes(one))
      .map((one): PatchOperation => ({ op: 'add', path: `${path}/${escapePointer(one)}` })),
  ];
}

/** Members given as the value of the operation: `add /providerARNs arn:…`. */
export function patchValueSet(
  path: string,
  desired: readonly string[] = [],
  previous: readonly string[] = [],
): PatchOperation[] {
  return [
    ...desired
      .filter((one) => !previous.includes(one))
      .map((value): PatchOperation => ({ op: 'add', path, value })),
    ...previous
      .filter((one) => !desired.includes(one))
      .map((value): PatchOperation => ({ op: 'remove', path, value })),
  ];
}

/** JSON pointer escaping (RFC 6901): `/` → `~1`. */
export function escapePointer(segment: string): string {
  return segment.replaceAll('~', '~0').replaceAll('/', '~1');
}

function patchValue(value: Json): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
