import { randomUUID } from 'node:crypto';
import type * as Sdk from '@aws-sdk/client-eventbridge';
import { ServiceError, type Operation, type RequestContext } from '../cloud.ts';
import type { Clock } from './clock.ts';
import type { Delivery } from './delivery.ts';
import { parseEventPattern } from './event-pattern.ts';
import { checkBus, rulesOf, type EventsRecords } from './records.ts';

/** Of one request. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const mostEntries = 10;
const mostBytes = 1_048_576;

export function putEventsOperations(
  records: EventsRecords,
  delivery: Delivery,
  clock: Clock,
): Readonly<Record<string, Operation>> {
  return {
    PutEvents(request: Sdk.PutEventsRequest, context) {
      const entries = request.Entries!;
      if (entries.length < 1 || entries.length > mostEntries) {
        const constraint =
          entries.length < 1
            ? 'Member must have length greater than or equal to 1'
            : `Member must have length less than or equal to ${mostEntries}`;
        throw new ServiceError(
          'ValidationException',
          `1 validation error detected: Value at 'entries' failed to satisfy constraint: ${constraint}`,
        );
      }
      const bytes = entries.reduce((sum, entry) => sum + Buffer.byteLength(JSON.stringify(entry)), 0);
      if (bytes > mostBytes) {
        throw new ServiceError(
          'ValidationException',
          'Total size of the entries in the request is over the limit.',
        );
      }
      const results = entries.map((entry) => takeEntry(entry, context));
      return {
        FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode !== undefined).length,
        Entries: results,
      };
    },
  };

  function takeEntry(entry: Sdk.PutEventsRequestEntry, context: RequestContext): Sdk.PutEventsResultEntry {
    const refuse = (message: string) => ({ ErrorCode: 'InvalidArgument', ErrorMessage: message });
    if (!entry.Source) return refuse('Parameter Source is not valid. Reason: Source is a required argument.');
    if (!entry.DetailType)
      return refuse('Parameter DetailType is not valid. Reason: DetailType is a required argument.');
    if (!entry.Detail) return refuse('Parameter Detail is not valid. Reason: Detail is a required argument.');
    if (entry.Source.startsWith('aws.'))
      return { ErrorCode: 'NotAuthorizedForSource', ErrorMessage: 'Not authorized for the source.' };
    let detail: unknown;
    try {
      detail = JSON.parse(entry.Detail);
    } catch {
      return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
    }
    checkBus(entry.EventBusName);
    const event = {
      version: '0',
      id: randomUUID(),
      'detail-type': entry.DetailType,
      source: entry.Source,
      account: context.account,
      time: `${(entry.Time ?? new Date(clock.now())).toISOString().slice(0, 19)}Z`,
      region: context.region,
      resources: entry.Resources ?? [],
      detail,
    };
    for (const rule of rulesOf(records, context)) {
      if (rule.state !== 'ENABLED' || rule.eventPattern === undefined) continue;
      if (parseEventPattern(rule.eventPattern)(event)) delivery.deliver(rule, event);
    }
    return { EventId: event.id };
  }
}
