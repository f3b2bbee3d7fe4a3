import { createReadStream, existsSync } from 'node:fs';

/** Collections by name, and their values by key. */
export type Records = Map<string, Map<string, unknown>>;

/** What a journal says there is. */
export interface JournalContents {
  readonly records: Records;
  /** Bytes up to the last newline: what follows was being written when the process died. */
  readonly end: number;
  readonly lines: number;
}

/** Reads a journal in the form that journal.ts writes; a missing one is empty. */
export async function readJournal(file: string): Promise<JournalContents> {
  const records: Records = new Map();
  let end = 0;
  let lines = 0;
  if (!existsSync(file)) return { records, end, lines };
  let rest: Buffer[] = [];
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let newline = chunk.indexOf(10); newline >= 0; newline = chunk.indexOf(10, start)) {
      rest.push(chunk.subarray(start, newline));
      const line = rest.length === 1 ? rest[0]! : Buffer.concat(rest);
      applyLine(records, line.toString('utf8'), file);
      end += line.length + 1;
      lines += 1;
      rest = [];
      start = newline + 1;
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
  }
  return { records, end, lines };
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
