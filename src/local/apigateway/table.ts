import type { Collection } from '../cloud.ts';

/**
 * A stored collection that can be listed by owner without walking all of it.
 * Keys of the collection are `<scope>/<id>`; a scope is `<region>` or `<region>/<owner>`, and ids may hold slashes.
 */
export interface Table<T> {
  get(scope: string, id: string): T | undefined;
  has(scope: string, id: string): boolean;
  put(scope: string, id: string, value: T): void;
  remove(scope: string, id: string): boolean;
  /** In insertion order. */
  list(scope: string): T[];
  ids(scope: string): string[];
  count(scope: string): number;
  scopes(): string[];
  removeAll(scope: string): void;
}

export function openTable<T>(collection: Collection<T>, scopeDepth: 1 | 2): Table<T> {
  const rows = new Map<string, Map<string, T>>();
  for (const [key, value] of collection.entries()) {
    const { scope, id } = splitKey(key, scopeDepth);
    rowsOf(scope).set(id, value);
  }

  function rowsOf(scope: string): Map<string, T> {
    let found = rows.get(scope);
    if (!found) rows.set(scope, (found = new Map()));
    return found;
  }

  const table: Table<T> = {
    get: (scope, id) => rows.get(scope)?.get(id),
    has: (scope, id) => rows.get(scope)?.has(id) ?? false,
    put(scope, id, value) {
      collection.put(`${scope}/${id}`, value);
      rowsOf(scope).set(id, value);
    },
    remove(scope, id) {
      const removed = rows.get(scope)?.delete(id) ?? false;
      if (removed) collection.remove(`${scope}/${id}`);
      if (rows.get(scope)?.size === 0) rows.delete(scope);
      return removed;
    },
    list: (scope) => [...(rows.get(scope)?.values() ?? [])],
    ids: (scope) => [...(rows.get(scope)?.keys() ?? [])],
    count: (scope) => rows.get(scope)?.size ?? 0,
    scopes: () => [...rows.keys()],
    removeAll(scope) {
      for (const id of table.ids(scope)) table.remove(scope, id);
    },
  };
  return table;
}

function splitKey(key: string, scopeDepth: number): { scope: string; id: string } {
  let end = -1;
  for (let depth = 0; depth < scopeDepth; depth++) end = key.indexOf('/', end + 1);
  return { scope: key.slice(0, end), id: key.slice(end + 1) };
}
