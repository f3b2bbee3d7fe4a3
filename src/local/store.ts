import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Collection, Store } from './cloud.ts';

/** A store that can be closed. Puts after `close` throw. */
export interface OpenStore extends Store {
  close(): Promise<void>;
}

/**
 * Opens the records in `dir` (made if missing): all of them in memory, changes appended to `journal.jsonl`.
 *
 * One line a change: `["s3.buckets","key",value]` put it, `["s3.buckets","key"]` removed it. Lines of one tick are
 * written together, in order, and reach the operating system before the next tick ends: killing the process loses at
 * most the tick it is in. A torn last line is dropped. Opening compacts the journal to what exists.
 * Only one process may hold a folder open; see instance-lock.ts.
 */
export async function openStore(dir: string): Promise<OpenStore> {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, 'journal.jsonl');
  const records = await readJournal(file);
  const journal = openJournal(file, records);
  const collections = new Map<string, Collection<unknown>>();

  return {
    collection<T>(name: string): Collection<T> {
      let collection = collections.get(name);
      if (!collection) {
        collection = createCollection(name, records.get(name) ?? new Map<string, unknown>(), (line) =>
          journal.append(line),
        );
        collections.set(name, collection);
      }
      return collection as Collection<T>;
    },
    async flush() {
      journal.write();
    },
    async close() {
      journal.close();
    },
  };
}

type Records = Map<string, Map<string, unknown>>;

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

async function readJournal(file: string): Promise<Records> {
  const records: Records = new Map();
  if (!existsSync(file)) return records;
  let rest: Buffer[] = [];
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      rest.push(chunk.subarray(start, end));
      applyLine(records, (rest.length === 1 ? rest[0]! : Buffer.concat(rest)).toString('utf8'), file);
      rest = [];
      start = end + 1;
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
  }
  // What follows the last newline is a line that was being written when the process died.
  return records;
}

function applyLine(records: Records, line: string, file: string): void {
  let change: [string, string, unknown?];
  try {
    change = JSON.parse(line) as [string, string, unknown?];
  } catch (error) {
    throw new Error(
      `${file} is damaged: a line before the last is not JSON. "jets local reset" starts afresh.`,
      {
        cause: error,
      },
    );
  }
  const [name, key] = change;
  let items = records.get(name);
  if (!items) records.set(name, (items = new Map()));
  if (change.length === 3) items.set(key, change[2]);
  else items.delete(key);
}

function openJournal(file: string, records: Records) {
  const compacted = `${file}.new`;
  let descriptor = openSync(compacted, 'w');
  for (const [name, items] of records) {
    for (const [key, value] of items) writeAll(descriptor, `${JSON.stringify([name, key, value])}\n`);
  }
  fsyncSync(descriptor);
  renameSync(compacted, file);

  let pending: string[] = [];
  let scheduled = false;
  let failure: unknown;

  const write = (): void => {
    scheduled = false;
    if (failure !== undefined) throw failure;
    if (pending.length === 0) return;
    const lines = pending;
    pending = [];
    try {
      writeAll(descriptor, `${lines.join('\n')}\n`);
    } catch (error) {
      failure = new Error(`Cannot write ${file}: nothing after this point is kept.`, { cause: error });
      throw failure;
    }
  };
  /** A failed write is kept and thrown by every later `flush`, which each request awaits. */
  const writeInBackground = (): void => {
    try {
      write();
    } catch {
      // Kept in `failure`.
    }
  };

  return {
    write,
    append(line: string): void {
      if (descriptor < 0) throw new Error('The store is closed');
      pending.push(line);
      if (scheduled) return;
      scheduled = true;
      setImmediate(writeInBackground);
    },
    close(): void {
      if (descriptor < 0) return;
      try {
        write();
      } finally {
        closeSync(descriptor);
        descriptor = -1;
      }
    },
  };
}

function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
}
