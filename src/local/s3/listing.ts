import { Buffer } from 'node:buffer';

export interface Listing<T> {
  readonly contents: readonly T[];
  readonly commonPrefixes: readonly string[];
  readonly truncated: boolean;
  /** The last key or common prefix listed: where the next page begins behind. */
  readonly last?: string;
}

/** One page of keys in UTF-8 order, those that share a prefix up to the delimiter rolled into one. */
export function listPage<T extends { readonly key: string }>(
  objects: Iterable<T>,
  options: {
    readonly prefix: string;
    readonly delimiter: string;
    readonly after: string;
    readonly limit: number;
  },
): Listing<T> {
  const { prefix, delimiter, after, limit } = options;
  const contents: T[] = [];
  const commonPrefixes: string[] = [];
  if (limit <= 0) return { contents, commonPrefixes, truncated: false };
  const sorted = [...objects]
    .filter((object) => object.key.startsWith(prefix))
    .sort((a, b) => compareUtf8(a.key, b.key));
  let last: string | undefined;
  for (const object of sorted) {
    const end = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length);
    const item = end < 0 ? object.key : object.key.slice(0, end + delimiter.length);
    if (end >= 0 && item === commonPrefixes.at(-1)) continue;
    // A page may have ended with a rolled-up prefix; a key given to start behind may lie inside one.
    if (after !== '' && (compareUtf8(object.key, after) <= 0 || item === after)) continue;
    if (contents.length + commonPrefixes.length === limit) {
      return { contents, commonPrefixes, truncated: true, ...(last === undefined ? {} : { last }) };
    }
    last = item;
    if (end < 0) contents.push(object);
    else commonPrefixes.push(item);
  }
  return { contents, commonPrefixes, truncated: false, ...(last === undefined ? {} : { last }) };
}

const compareUtf8 = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
