import type * as Sdk from '@aws-sdk/client-cloudwatch-logs';
import type { Operation, RequestContext } from '../cloud.ts';
import { checkLimit, invalidParameter } from './errors.ts';
import { findGroup, findStream } from './find-group.ts';
import type { Parts } from './records.ts';
import { readVisibleEvents } from './visible-events.ts';

/** Events of one answer. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html */
const mostEvents = 10_000;

export function readOperations(parts: Parts): Readonly<Record<string, Operation>> {
  return {
    GetLogEvents: (request: Sdk.GetLogEventsRequest, context) => getLogEvents(parts, request, context),
  };
}

/**
 * A window of one stream. Tokens `f/<position>` and `b/<position>` lead on and back from it; at an end the token that
 * comes back is the one that was given.
 */
async function getLogEvents(
  parts: Parts,
  request: Sdk.GetLogEventsRequest,
  context: RequestContext,
): Promise<Sdk.GetLogEventsResponse> {
  checkLimit(request.limit, mostEvents);
  const group = findGroup(parts.records, request, context);
  const stream = findStream(parts.records, group, request.logStreamName!, context);
  const events = await readVisibleEvents(parts, group, stream, request);
  const limit = request.limit ?? mostEvents;
  const [start, end] = chooseWindow(request, events.length, limit);
  return {
    events: events
      .slice(start, end)
      .map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
    nextForwardToken: writeToken('f', end),
    nextBackwardToken: writeToken('b', start),
  };
}

function chooseWindow(
  request: Sdk.GetLogEventsRequest,
  count: number,
  limit: number,
): [start: number, end: number] {
  if (request.nextToken !== undefined) {
    const { direction, position } = readToken(request.nextToken);
    const at = Math.min(position, count);
    return direction === 'f' ? [at, Math.min(at + limit, count)] : [Math.max(at - limit, 0), at];
  }
  return request.startFromHead ? [0, Math.min(limit, count)] : [Math.max(count - limit, 0), count];
}

function writeToken(direction: 'f' | 'b', position: number): string {
  return `${direction}/${String(position).padStart(56, '0')}/s`;
}

function readToken(token: string): { direction: 'f' | 'b'; position: number } {
  const match = /^([fb])\/(\d{56})\/s$/.exec(token);
  if (!match) throw invalidParameter('The specified nextToken is invalid.');
  return { direction: match[1] as 'f' | 'b', position: Number(match[2]) };
}
