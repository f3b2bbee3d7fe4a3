import type { StoredEvent } from './event-files.ts';
import type { LogGroupRecord, LogStreamRecord, Parts } from './records.ts';

const day = 24 * 60 * 60_000;

/** Events before this time have expired. Milliseconds since 1970. */
export function retentionStart(group: LogGroupRecord, now: number): number {
  return group.retentionInDays === undefined ? 0 : now - group.retentionInDays * day;
}

/** Unexpired events of a stream from `startTime` up to, not including, `endTime`, by time. */
export async function readVisibleEvents(
  { files }: Parts,
  group: LogGroupRecord,
  stream: LogStreamRecord,
  range: { readonly startTime?: number | undefined; readonly endTime?: number | undefined },
): Promise<StoredEvent[]> {
  const from = Math.max(range.startTime ?? 0, retentionStart(group, Date.now()));
  const to = range.endTime ?? Infinity;
  const { lastEventTimestamp } = await files.summarize(stream.file);
  if (lastEventTimestamp === undefined || lastEventTimestamp < from) return [];
  const events = await files.read(stream.file);
  return events
    .filter(({ timestamp }) => timestamp >= from && timestamp < to)
    .sort((a, b) => a.timestamp - b.timestamp || a.index - b.index);
}
