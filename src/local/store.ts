import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Collection, Store } from './cloud.ts';
import { openJournal } from './journal.ts';
import { readJournal } from './read-journal.ts';

/** A store that can be closed. Puts after `close` throw. */
export interface OpenStore extends Store {
  close(): Promise<void>;
}

/**
 * Opens the records in `dir` (made if missing): all of them in memory, changes appended to `journal.jsonl`.
 * Only one process may hold a folder open; see instance-lock.ts.
 * @param options.slack bytes that the journal may grow by before it is compacted, at least. Default 16 MB.
 */
export async function openStore(dir: string, options: { readonly slack?: number } = {}): Promise<OpenStore> {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, 'journal.jsonl');
  const { records, end, lines } = await readJournal(file);
  const journal = await openJournal({ file, records, end, lines, slack: options.slack ?? 16_000_000 });
  const collections = new Map<string, Collection<unknown>>();

  return {
    collection<T>(name: string): Collection<T> {
      let collection = collections.get(name);
      if (!collection) {
        const items = records.get(name) ?? new Map<string, unknown>();
        records.set(name, items);
        collection = createCollection(name, items, (line) => journal.append(line));
        collections.set(name, collection);
      }
      return collection as Collection<T>;
    },
    async flush() {
      journal.write();
    },
    close: () => journal.close(),
  };
}

function createCollection(
  name: string,
  items: Map<string, unknown>,
  append: (line: string) => void,
): Collection<unknown> {
  return {
    get: (key) => items.get(key),
    has: (key) => items.has(key),
    put(key, value) {
      append(JSON.stringify([name, key, value]));
      items.set(key, value);
    },
    remove(key) {
      if (!items.delete(key)) return false;
      append(JSON.stringify([name, key]));
      return true;
    },
    entries: () => items.entries(),
    values: () => items.values(),
    get size() {
      return items.size;
    },
  };
}
