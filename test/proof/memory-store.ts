import type { Collection, Store } from '../../src/local/cloud.ts';

/**
 * A store that keeps nothing on disk, so that thousands of stacks cost memory only while they are looked at.
 *
 * @param onPut called after each put, with the collection's name.
 */
export function createMemoryStore(onPut: (collection: string, value: unknown) => void): Store {
  const collections = new Map<string, Collection<unknown>>();
  return {
    collection<T>(name: string): Collection<T> {
      const collection = collections.get(name) ?? createCollection((value) => onPut(name, value));
      collections.set(name, collection);
      return collection as Collection<T>;
    },
    flush: () => Promise.resolve(),
  };
}

function createCollection(onPut: (value: unknown) => void): Collection<unknown> {
  const items = new Map<string, unknown>();
  return {
    get: (key) => items.get(key),
    has: (key) => items.has(key),
    put: (key, value) => {
      items.set(key, value);
      onPut(value);
    },
    remove: (key) => items.delete(key),
    entries: () => items.entries(),
    values: () => items.values(),
    get size() {
      return items.size;
    },
  };
}
