import { createHash } from 'node:crypto';
import type * as Sdk from '@aws-sdk/client-cloudwatch-logs';
import type { Operation, RequestContext } from '../cloud.ts';
import { checkLimit, invalidParameter } from './errors.ts';
import { parseFilterPattern } from './filter-pattern.ts';
import { findGroup, findStream } from './find-group.ts';
import { streamsOf, type Parts } from './records.ts';
import { readVisibleEvents } from './visible-events.ts';

const mostEvents = 10_000;

export function filterOperations(parts: Parts): Readonly<Record<string, Operation>> {
  return {
    FilterLogEvents: (request: Sdk.FilterLogEventsRequest, context) =>
      filterLogEvents(parts, request, context),
  };
}

/** Matching events of all or some streams of a group, by time. `endTime` counts in, unlike in GetLogEvents. */
async function filterLogEvents(
  parts: Parts,
  request: Sdk.FilterLogEventsRequest,
  context: RequestContext,
): Promise<Sdk.FilterLogEventsResponse> {
  checkLimit(request.limit, mostEvents);
  const { logStreamNames, logStreamNamePrefix, startTime, endTime, nextToken } = request;
  if (logStreamNames && logStreamNamePrefix !== undefined) {
    throw invalidParameter('logStreamNames and logStreamNamePrefix are mutually exclusive parameters.');
  }
  const after = nextToken === undefined ? undefined : readToken(nextToken);
  const group = findGroup(parts.records, request, context);
  const matches = parseFilterPattern(request.filterPattern ?? '');
  const streams = logStreamNames
    ? logStreamNames.map((name) => findStream(parts.records, group, name, context))
    : streamsOf(parts.records, context, group.name).filter(({ name }) =>
        name.startsWith(logStreamNamePrefix ?? ''),
      );
  const range = { startTime, endTime: endTime === undefined ? undefined : endTime + 1 };
  const found: (Sdk.FilteredLogEvent & { readonly eventId: string })[] = [];
  for (const stream of streams) {
    const digits = streamDigits(stream.name);
    for (const { timestamp, ingestionTime, message, index } of await readVisibleEvents(
      parts,
      group,
      stream,
      range,
    )) {
      if (!matches(message)) continue;
      const eventId = buildEventId(timestamp, ingestionTime, digits, index);
      if (after !== undefined && eventId <= after) continue;
      found.push({ logStreamName: stream.name, timestamp, message, ingestionTime, eventId });
    }
  }
  found.sort((a, b) => (a.eventId < b.eventId ? -1 : 1));
  const events = found.slice(0, request.limit ?? mostEvents);
  const last = events.at(-1);
  return {
    events,
    searchedLogStreams: [],
    ...(last && events.length < found.length ? { nextToken: writeToken(last.eventId) } : {}),
  };
}

/** 56 digits that sort as the events do: time, time of arrival, stream, position in the stream. */
function buildEventId(timestamp: number, ingestionTime: number, stream: string, index: number): string {
  const pad = (value: number): string => String(value).padStart(14, '0');
  return `${pad(timestamp)}${pad(ingestionTime)}${stream}${pad(index)}`;
}

function streamDigits(name: string): string {
  const hash = createHash('sha256').update(name).digest().readUIntBE(0, 5);
  return String(hash).padStart(14, '0');
}

function writeToken(eventId: string): string {
  return Buffer.from(`after:${eventId}`).toString('base64url');
}

function readToken(token: string): string {
  const match = /^after:(\d{56})$/.exec(Buffer.from(token, 'base64url').toString('utf8'));
  if (!match) throw invalidParameter('The specified nextToken is invalid.');
  return match[1]!;
}
