import {
  closeSync,
  ftruncateSync,
  openSync,
  promises,
  renameSync,
  rmSync,
  writeSync,
  fstatSync,
} from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Records } from './read-journal.ts';

export interface Journal {
  append(line: string): void;
  /** Hands what was appended to the operating system. */
  write(): void;
  close(): Promise<void>;
}

/**
 * The file that survives the process. One line a change: `["s3.buckets","key",value]` put it, `["s3.buckets","key"]`
 * removed it. Lines of one tick are written together, in order, and reach the operating system before the next tick ends:
 * killing the process loses at most the tick it is in.
 *
 * It is compacted to what exists when it is opened with more dead lines than live ones, and while it runs when it has grown
 * by three times what was left then: beside the work, a slice at a time, into a file that takes the journal's place when it
 * is complete. Until then the journal itself is complete.
 */
export async function openJournal(options: {
  readonly file: string;
  /** Shared with whoever changes them; appended to right before each change. */
  readonly records: Records;
  /** Length in bytes without a torn last line. */
  readonly end: number;
  readonly lines: number;
  /** Least growth in bytes before it is compacted. */
  readonly slack: number;
}): Promise<Journal> {
  const { file, records } = options;
  rmSync(`${file}.new`, { force: true });
  let descriptor = openSync(file, 'a');
  ftruncateSync(descriptor, options.end);
  let length = options.end;
  let compactAt = nextCompaction(length, options.slack);

  let pending: string[] = [];
  let scheduled = false;
  let failure: unknown;
  let compaction: { readonly done: Promise<void>; readonly since: string[]; aborted: boolean } | undefined;

  const write = (): void => {
    scheduled = false;
    if (failure !== undefined) throw failure;
    if (pending.length === 0) return;
    const text = `${pending.join('\n')}\n`;
    pending = [];
    try {
      length += writeAll(descriptor, text);
    } catch (error) {
      failure = new Error(`Cannot write ${file}: nothing after this point is kept.`, { cause: error });
      throw failure;
    }
    compaction?.since.push(text);
    if (length > compactAt && compaction === undefined) startCompaction();
  };
  /** A failed write is kept and thrown by every later `write`, which each request awaits. */
  const writeInBackground = (): void => {
    try {
      if (descriptor >= 0) write();
    } catch {
      // Kept in `failure`.
    }
  };

  function startCompaction(): void {
    // Values are never changed in place, so lists of them are a snapshot of this moment.
    const snapshot = [...records].map(([name, items]) => [name, [...items]] as const);
    const since: string[] = [];
    const state = { since, aborted: false, done: Promise.resolve() };
    compaction = state;
    state.done = compact(snapshot, state)
      .catch((error: unknown) => {
        // The journal is as good as before; only longer.
        compactAt = nextCompaction(length, options.slack);
        process.emitWarning(error instanceof Error ? error : String(error), 'Journal');
      })
      .finally(() => {
        compaction = undefined;
      });
  }

  async function compact(
    snapshot: readonly (readonly [string, readonly (readonly [string, unknown])[]])[],
    state: { readonly since: string[]; readonly aborted: boolean },
  ): Promise<void> {
    const compacted = `${file}.new`;
    const target = await promises.open(compacted, 'w');
    let isInPlace = false;
    try {
      for (const [name, items] of snapshot) {
        for (let start = 0; start < items.length && !state.aborted; start += sliceSize) {
          const slice = items.slice(start, start + sliceSize);
          const text = slice.map(([key, value]) => `${JSON.stringify([name, key, value])}\n`).join('');
          await target.appendFile(text);
          await nextTurn();
        }
      }
      if (!state.aborted) await target.sync();
      // From here on in one go: nothing can be appended between the last line and the change of files.
      if (!state.aborted) {
        const successor = openSync(compacted, 'a');
        try {
          writeAll(successor, state.since.join(''));
          renameSync(compacted, file);
        } catch (error) {
          closeSync(successor);
          throw error;
        }
        closeSync(descriptor);
        descriptor = successor;
        isInPlace = true;
        length = fstatSync(descriptor).size;
        compactAt = nextCompaction(length, options.slack);
      }
    } finally {
      await target.close();
      if (!isInPlace) rmSync(compacted, { force: true });
    }
  }

  const live = [...records.values()].reduce((sum, items) => sum + items.size, 0);
  if (options.lines > 2 * live) {
    startCompaction();
    await compaction?.done;
  }

  return {
    write,
    append(line) {
      if (descriptor < 0) throw new Error('The store is closed');
      pending.push(line);
      if (scheduled) return;
      scheduled = true;
      setImmediate(writeInBackground);
    },
    async close() {
      if (descriptor < 0) return;
      try {
        write();
        if (compaction) {
          compaction.aborted = true;
          await compaction.done;
        }
      } finally {
        closeSync(descriptor);
        descriptor = -1;
      }
    },
  };
}

/** Records that are put into words at a time while other work waits. */
const sliceSize = 500;

const nextCompaction = (length: number, slack: number): number => length + Math.max(slack, 3 * length);

function writeAll(descriptor: number, text: string): number {
  const bytes = Buffer.from(text, 'utf8');
  for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
  return bytes.length;
}
