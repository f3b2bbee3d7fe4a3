import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** An event as it is kept. Times in milliseconds since 1970. */
export interface StoredEvent {
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
  /** Position in its stream, by arrival. */
  readonly index: number;
}

export interface StreamSummary {
  readonly firstEventTimestamp?: number;
  readonly lastEventTimestamp?: number;
  readonly lastIngestionTime?: number;
  readonly storedBytes: number;
}

/** The events of each stream in a file of its own, one a line: `[timestamp, ingestion time, message]`. */
export interface EventFiles {
  newFile(): string;
  append(file: string, events: readonly Omit<StoredEvent, 'index'>[]): Promise<void>;
  /** In order of arrival. */
  read(file: string): Promise<StoredEvent[]>;
  summarize(file: string): Promise<StreamSummary>;
  remove(file: string): Promise<void>;
  /** Resolves when all that was appended is written. */
  close(): Promise<void>;
}

export function createEventFiles(dir: string): EventFiles {
  const path = (file: string): string => join(dir, `${file}.jsonl`);
  /** The last write of each file, and what is in it. Files are summarized when first asked for. */
  const writes = new Map<string, Promise<void>>();
  const summaries = new Map<string, Promise<StreamSummary>>();

  async function readWritten(file: string): Promise<StoredEvent[]> {
    let text: string;
    try {
      text = await readFile(path(file), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
    const events: StoredEvent[] = [];
    for (const line of text.split('\n')) {
      // A line that was being written when the embedded AWS was killed is no event.
      const event = parseLine(line);
      if (event) events.push({ ...event, index: events.length });
    }
    return events;
  }

  async function appendTo(file: string, events: readonly Omit<StoredEvent, 'index'>[]): Promise<void> {
    const before = await summaryOf(file);
    if (before.storedBytes === 0) await mkdir(dir, { recursive: true });
    const lines = events.map(({ timestamp, ingestionTime, message }) =>
      JSON.stringify([timestamp, ingestionTime, message]),
    );
    await appendFile(path(file), `${lines.join('\n')}\n`);
    summaries.set(file, Promise.resolve(events.reduce(addToSummary, before)));
  }

  function summaryOf(file: string): Promise<StreamSummary> {
    let summary = summaries.get(file);
    if (!summary) {
      summary = mend(path(file)).then(async () =>
        (await readWritten(file)).reduce(addToSummary, { storedBytes: 0 }),
      );
      summaries.set(file, summary);
      summary.catch(() => summaries.delete(file));
    }
    return summary;
  }

  return {
    newFile: () => randomUUID(),
    append(file, events) {
      const previous = writes.get(file);
      const write = async (): Promise<void> => {
        await previous;
        await appendTo(file, events);
      };
      const next = write();
      const settled = next
        .catch(() => {})
        .finally(() => {
          if (writes.get(file) === settled) writes.delete(file);
        });
      writes.set(file, settled);
      return next;
    },
    async read(file) {
      await writes.get(file);
      return readWritten(file);
    },
    async summarize(file) {
      await writes.get(file);
      return summaryOf(file);
    },
    async remove(file) {
      await writes.get(file);
      summaries.delete(file);
      await rm(path(file), { force: true });
    },
    async close() {
      await Promise.all(writes.values());
    },
  };
}

/** Ends a torn last line, so that what is appended starts on a line of its own. */
async function mend(path: string): Promise<void> {
  let handle;
  try {
    handle = await open(path, 'r+');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  try {
    const { size } = await handle.stat();
    if (size === 0) return;
    const last = Buffer.alloc(1);
    await handle.read(last, 0, 1, size - 1);
    if (last[0] !== 10) await handle.write('\n', size);
  } finally {
    await handle.close();
  }
}

function parseLine(line: string): Omit<StoredEvent, 'index'> | undefined {
  try {
    const [timestamp, ingestionTime, message] = JSON.parse(line) as [number, number, string];
    return { timestamp, ingestionTime, message };
  } catch {
    return undefined;
  }
}

function addToSummary(summary: StreamSummary, event: Omit<StoredEvent, 'index'>): StreamSummary {
  const { firstEventTimestamp: first, lastEventTimestamp: last } = summary;
  return {
    firstEventTimestamp: first === undefined ? event.timestamp : Math.min(first, event.timestamp),
    lastEventTimestamp: last === undefined ? event.timestamp : Math.max(last, event.timestamp),
    lastIngestionTime: event.ingestionTime,
    storedBytes: summary.storedBytes + Buffer.byteLength(event.message),
  };
}
