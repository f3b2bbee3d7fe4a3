import { ServiceError, type RequestContext } from '../cloud.ts';
import { invalidParameter, noSuchGroup, noSuchStream } from './errors.ts';
import {
  groupKey,
  streamKey,
  type LogGroupRecord,
  type LogsRecords,
  type LogStreamRecord,
} from './records.ts';

/** Requests name a group by name, or by name or ARN as `logGroupIdentifier`. */
export interface GroupSelector {
  readonly logGroupName?: string | undefined;
  readonly logGroupIdentifier?: string | undefined;
}

export function findGroup(
  records: LogsRecords,
  selector: GroupSelector,
  context: RequestContext,
): LogGroupRecord {
  const { logGroupName, logGroupIdentifier } = selector;
  if (logGroupName !== undefined && logGroupIdentifier !== undefined) {
    throw new ServiceError(
      'ValidationException',
      'LogGroup name and LogGroup ARN are mutually exclusive parameters.',
    );
  }
  const given = logGroupName ?? logGroupIdentifier;
  if (given === undefined) throw invalidParameter('Either logGroupName or logGroupIdentifier must be given.');
  const group = records.groups.get(groupKey(context, nameOf(given)));
  if (!group) throw noSuchGroup();
  return group;
}

export function findStream(
  records: LogsRecords,
  group: LogGroupRecord,
  stream: string,
  context: RequestContext,
): LogStreamRecord {
  const found = records.streams.get(streamKey(context, group.name, stream));
  if (!found) throw noSuchStream();
  return found;
}

/** The name in `arn:aws:logs:us-east-1:123456789012:log-group:<name>` with or without `:*`. */
export function nameOf(identifier: string): string {
  return /^arn:[^:]*:logs:[^:]*:[^:]*:log-group:([^:]*)/.exec(identifier)?.[1] ?? identifier;
}
