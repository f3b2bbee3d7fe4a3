import type { Json, Properties } from '../resource-type.ts';
import { handlerError } from './handler-error.ts';

type JsonObject = { readonly [key: string]: Json };

/**
 * Readers of resolved properties. CloudFormation takes scalars in each other's clothes (`"512"` for a number, `"true"`
 * for a boolean, a number for a string) and hands the service what its API wants; so do these.
 */
export function readString(properties: Properties, name: string): string | undefined {
  const value = properties[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'object') throw wrongType(name, 'String');
  return String(value);
}

export function requireString(properties: Properties, name: string): string {
  const value = readString(properties, name);
  if (value === undefined) throw handlerError('InvalidRequest', `Property ${name} cannot be empty.`);
  return value;
}

export function readNumber(properties: Properties, name: string): number | undefined {
  const value = readString(properties, name);
  if (value === undefined) return undefined;
  const number = Number(value);
  if (value.trim() === '' || Number.isNaN(number)) throw wrongType(name, 'Number');
  return number;
}

export function readBoolean(properties: Properties, name: string): boolean | undefined {
  const value = readString(properties, name)?.toLowerCase();
  if (value === undefined) return undefined;
  if (value !== 'true' && value !== 'false') throw wrongType(name, 'Boolean');
  return value === 'true';
}

export function readStrings(properties: Properties, name: string): string[] | undefined {
  return readList(properties, name)?.map((item) => requireString({ [name]: item }, name));
}

/** A map of strings, as `Variables`. */
export function readMap(properties: Properties, name: string): Record<string, string> | undefined {
  const value = readObject(properties, name);
  return value && Object.fromEntries(Object.keys(value).map((key) => [key, requireString(value, key)]));
}

export function readObject(properties: Properties, name: string): JsonObject | undefined {
  const value = properties[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) throw wrongType(name, 'Map');
  return value as JsonObject;
}

export function readObjects(properties: Properties, name: string): JsonObject[] | undefined {
  return readList(properties, name)?.map((item) => readObject({ [name]: item }, name) ?? {});
}

/** A document that may be given as an object or as text, such as a policy or a schema: as text. */
export function readDocument(properties: Properties, name: string): string | undefined {
  const value = properties[name];
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Whether two properties hold the same JSON; the order of keys does not count. */
export function isSame(one: Json | undefined, other: Json | undefined): boolean {
  return sortedJson(one) === sortedJson(other);
}

/** Without the members that are undefined: what an SDK would send. */
export function defined<T extends object>(input: T): T {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as T;
}

function readList(properties: Properties, name: string): readonly Json[] | undefined {
  const value = properties[name];
  if (value === undefined || value === null) return undefined;
  // CloudFormation takes a single value where a list is wanted.
  return Array.isArray(value) ? value : [value];
}

function sortedJson(value: Json | undefined): string {
  return (
    JSON.stringify(value, (_key, inner: Json) =>
      inner !== null && typeof inner === 'object' && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    ) ?? ''
  );
}

function wrongType(name: string, type: string): Error {
  return handlerError('InvalidRequest', `Value of property ${name} must be of type ${type}`);
}
