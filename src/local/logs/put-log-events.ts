import type * as Sdk from '@aws-sdk/client-cloudwatch-logs';
import type { Operation, RequestContext } from '../cloud.ts';
import { invalidParameter } from './errors.ts';
import { findGroup, findStream } from './find-group.ts';
import type { Parts } from './records.ts';
import { retentionStart } from './visible-events.ts';

/** Limits of one call. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
const mostEvents = 10_000;
const mostBytes = 1_048_576;
const eventOverhead = 26;
const hour = 60 * 60_000;
const mostAge = 14 * 24 * hour;
const mostFuture = 2 * hour;

export function putOperations(parts: Parts): Readonly<Record<string, Operation>> {
  return {
    PutLogEvents: (request: Sdk.PutLogEventsRequest, context) => putLogEvents(parts, request, context),
  };
}

/** Events older than two weeks or the retention, or more than two hours ahead, are left out and reported by index. */
async function putLogEvents(
  { records, files }: Parts,
  request: Sdk.PutLogEventsRequest,
  context: RequestContext,
): Promise<Sdk.PutLogEventsResponse> {
  const group = findGroup(records, { logGroupName: request.logGroupName }, context);
  const stream = findStream(records, group, request.logStreamName!, context);
  const events = request.logEvents!.map(({ timestamp, message }) => ({
    timestamp: timestamp!,
    message: message!,
  }));
  checkBatch(events);
  const now = Date.now();
  const tooOldEnd = countWhile(events, ({ timestamp }) => timestamp < now - mostAge);
  const expiredEnd = countWhile(events, ({ timestamp }) => timestamp < retentionStart(group, now));
  const tooNewStart = countWhile(events, ({ timestamp }) => timestamp <= now + mostFuture);
  const kept = events.slice(Math.max(tooOldEnd, expiredEnd), tooNewStart);
  if (kept.length > 0) {
    await files.append(
      stream.file,
      kept.map((event) => ({ ...event, ingestionTime: now })),
    );
  }
  const rejected = {
    ...(tooNewStart < events.length ? { tooNewLogEventStartIndex: tooNewStart } : {}),
    ...(tooOldEnd > 0 ? { tooOldLogEventEndIndex: tooOldEnd } : {}),
    ...(expiredEnd > 0 ? { expiredLogEventEndIndex: expiredEnd } : {}),
  };
  return {
    nextSequenceToken: String(now).padStart(56, '0'),
    ...(Object.keys(rejected).length > 0 ? { rejectedLogEventsInfo: rejected } : {}),
  };
}

function checkBatch(events: readonly { readonly timestamp: number; readonly message: string }[]): void {
  if (events.length === 0 || events.length > mostEvents) {
    throw invalidParameter(
      `1 validation error detected: Value at 'logEvents' failed to satisfy constraint: Member must have length ${events.length === 0 ? 'greater than or equal to 1' : `less than or equal to ${mostEvents}`}`,
    );
  }
  let bytes = 0;
  let previous = 0;
  for (const { timestamp, message } of events) {
    bytes += Buffer.byteLength(message) + eventOverhead;
    if (timestamp < previous) {
      throw invalidParameter('Log events in a single PutLogEvents request must be in chronological order.');
    }
    previous = timestamp;
  }
  if (bytes > mostBytes)
    throw invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${mostBytes}`);
}

function countWhile<T>(items: readonly T[], holds: (item: T) => boolean): number {
  const first = items.findIndex((item) => !holds(item));
  return first < 0 ? items.length : first;
}
