import { sha256Hex } from '../app/digest.ts';

/**
 * JSON with sorted keys, for digests: the order in which a value was put together does not count.
 * Members that are undefined are left out, so a property that is added later changes no digest as long as it is unset.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
  if (value === undefined) return '';
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([one], [other]) => compare(one, other))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

/** First `length` hex digits of a value's digest. */
export function digestOf(value: unknown, length: number): string {
  return sha256Hex(canonicalJson(value)).slice(0, length);
}

/** Order by code units: the same on every machine, unlike a locale's. */
export function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
