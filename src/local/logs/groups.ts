import type * as Sdk from '@aws-sdk/client-cloudwatch-logs';
import { ServiceError, type Operation, type RequestContext } from '../cloud.ts';
import { checkLimit, invalidParameter, validationError } from './errors.ts';
import { findGroup } from './find-group.ts';
import { page } from './page.ts';
import { groupArn, groupKey, streamKey, streamsOf, type LogGroupRecord, type Parts } from './records.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const retentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export function groupOperations(parts: Parts): Readonly<Record<string, Operation>> {
  const { records, files } = parts;
  return {
    CreateLogGroup(request: Sdk.CreateLogGroupRequest, context) {
      const name = request.logGroupName!;
      checkName(name);
      const key = groupKey(context, name);
      if (records.groups.has(key)) {
        throw new ServiceError('ResourceAlreadyExistsException', 'The specified log group already exists');
      }
      records.groups.put(key, {
        name,
        creationTime: Date.now(),
        tags: { ...request.tags },
        logGroupClass: request.logGroupClass ?? 'STANDARD',
        ...(request.kmsKeyId === undefined ? {} : { kmsKeyId: request.kmsKeyId }),
      });
      return {};
    },
    async DeleteLogGroup(request: Sdk.DeleteLogGroupRequest, context) {
      const group = findGroup(records, request, context);
      const streams = streamsOf(records, context, group.name);
      records.groups.remove(groupKey(context, group.name));
      for (const stream of streams) records.streams.remove(streamKey(context, group.name, stream.name));
      await Promise.all(streams.map((stream) => files.remove(stream.file)));
      return {};
    },
    DescribeLogGroups: (request: Sdk.DescribeLogGroupsRequest, context) =>
      describeGroups(parts, request, context),
    PutRetentionPolicy(request: Sdk.PutRetentionPolicyRequest, context) {
      const group = findGroup(records, request, context);
      const days = request.retentionInDays!;
      if (!retentions.includes(days)) {
        throw validationError(
          days,
          'retentionInDays',
          `Member must satisfy enum value set: [${retentions.join(', ')}]`,
        );
      }
      records.groups.put(groupKey(context, group.name), { ...group, retentionInDays: days });
      return {};
    },
    DeleteRetentionPolicy(request: Sdk.DeleteRetentionPolicyRequest, context) {
      const { retentionInDays: _gone, ...group } = findGroup(records, request, context);
      records.groups.put(groupKey(context, group.name), group);
      return {};
    },
  };
}

async function describeGroups(
  { records, files }: Parts,
  request: Sdk.DescribeLogGroupsRequest,
  context: RequestContext,
) {
  const { logGroupNamePrefix, logGroupNamePattern } = request;
  if (logGroupNamePrefix !== undefined && logGroupNamePattern !== undefined) {
    throw invalidParameter(
      'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
    );
  }
  checkLimit(request.limit, 50);
  const pattern = logGroupNamePattern?.toLowerCase();
  const found: LogGroupRecord[] = [];
  for (const [key, group] of records.groups.entries()) {
    if (!key.startsWith(groupKey(context, ''))) continue;
    if (logGroupNamePrefix !== undefined && !group.name.startsWith(logGroupNamePrefix)) continue;
    if (pattern !== undefined && !group.name.toLowerCase().includes(pattern)) continue;
    if (request.logGroupIdentifiers && !request.logGroupIdentifiers.some((id) => isNamed(group, id, context)))
      continue;
    found.push(group);
  }
  found.sort((a, b) => (a.name < b.name ? -1 : 1));
  const { items, nextToken } = page(found, request.nextToken, request.limit ?? 50);
  const logGroups = await Promise.all(
    items.map(async (group) => {
      const arn = groupArn(context, group.name);
      const streams = await Promise.all(
        streamsOf(records, context, group.name).map(({ file }) => files.summarize(file)),
      );
      return {
        logGroupName: group.name,
        creationTime: group.creationTime,
        ...(group.retentionInDays === undefined ? {} : { retentionInDays: group.retentionInDays }),
        metricFilterCount: 0,
        arn: `${arn}:*`,
        storedBytes: streams.reduce((sum, { storedBytes }) => sum + storedBytes, 0),
        ...(group.kmsKeyId === undefined ? {} : { kmsKeyId: group.kmsKeyId }),
        logGroupClass: group.logGroupClass,
        logGroupArn: arn,
        deletionProtectionEnabled: false,
      } satisfies Sdk.LogGroup;
    }),
  );
  return { logGroups, ...(nextToken === undefined ? {} : { nextToken }) };
}

function isNamed(group: LogGroupRecord, identifier: string, context: RequestContext): boolean {
  return identifier === group.name || identifier === groupArn(context, group.name);
}

function checkName(name: string): void {
  if (name.length > 512) {
    throw invalidParameter('Invalid LogGroup or LogStream, both must have length less than or equal to 512.');
  }
  if (!/^[.\-_/#A-Za-z0-9]+$/.test(name)) {
    throw validationError(
      name,
      'logGroupName',
      'Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+',
    );
  }
}
