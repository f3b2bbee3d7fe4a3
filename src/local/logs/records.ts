import type { LogGroupClass } from '@aws-sdk/client-cloudwatch-logs';
import type { Cloud, Collection, RequestContext } from '../cloud.ts';
import type { EventFiles } from './event-files.ts';

export interface LogGroupRecord {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly creationTime: number;
  readonly retentionInDays?: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly logGroupClass: LogGroupClass;
  readonly kmsKeyId?: string;
}

export interface LogStreamRecord {
  readonly name: string;
  readonly creationTime: number;
  /** Its events, in the event files. */
  readonly file: string;
}

/** Keys: `us-east-1/<group>`, and `us-east-1/<group>:<stream>`; names of neither hold a colon. */
export interface LogsRecords {
  readonly groups: Collection<LogGroupRecord>;
  readonly streams: Collection<LogStreamRecord>;
}

export interface Parts {
  readonly records: LogsRecords;
  readonly files: EventFiles;
}

export function openLogsRecords(cloud: Cloud): LogsRecords {
  return { groups: cloud.store.collection('logs.groups'), streams: cloud.store.collection('logs.streams') };
}

export function groupKey(context: RequestContext, group: string): string {
  return `${context.region}/${group}`;
}

export function streamKey(context: RequestContext, group: string, stream: string): string {
  return `${context.region}/${group}:${stream}`;
}

/** `<arn>` without the `:*` that DescribeLogGroups adds. */
export function groupArn(context: RequestContext, group: string): string {
  return `arn:aws:logs:${context.region}:${context.account}:log-group:${group}`;
}

/** By name. */
export function streamsOf(records: LogsRecords, context: RequestContext, group: string): LogStreamRecord[] {
  const prefix = streamKey(context, group, '');
  const found: LogStreamRecord[] = [];
  for (const [key, stream] of records.streams.entries()) if (key.startsWith(prefix)) found.push(stream);
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}
