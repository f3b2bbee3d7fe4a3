import type * as Sdk from '@aws-sdk/client-cloudwatch-logs';
import { ServiceError, type Operation, type RequestContext } from '../cloud.ts';
import { checkLimit, invalidParameter, validationError } from './errors.ts';
import { findGroup, findStream } from './find-group.ts';
import { page } from './page.ts';
import { groupArn, streamKey, streamsOf, type Parts } from './records.ts';

export function streamOperations(parts: Parts): Readonly<Record<string, Operation>> {
  const { records, files } = parts;
  return {
    CreateLogStream(request: Sdk.CreateLogStreamRequest, context) {
      const group = findGroup(records, { logGroupName: request.logGroupName }, context);
      const name = request.logStreamName!;
      if (name.length > 512) {
        throw invalidParameter(
          'Invalid LogGroup or LogStream, both must have length less than or equal to 512.',
        );
      }
      if (!/^[^:*]+$/.test(name)) {
        throw validationError(
          name,
          'logStreamName',
          'Member must satisfy regular expression pattern: [^:*]*',
        );
      }
      const key = streamKey(context, group.name, name);
      if (records.streams.has(key)) {
        throw new ServiceError('ResourceAlreadyExistsException', 'The specified log stream already exists');
      }
      records.streams.put(key, { name, creationTime: Date.now(), file: files.newFile() });
      return {};
    },
    async DeleteLogStream(request: Sdk.DeleteLogStreamRequest, context) {
      const group = findGroup(records, { logGroupName: request.logGroupName }, context);
      const stream = findStream(records, group, request.logStreamName!, context);
      records.streams.remove(streamKey(context, group.name, stream.name));
      await files.remove(stream.file);
      return {};
    },
    DescribeLogStreams: (request: Sdk.DescribeLogStreamsRequest, context) =>
      describeStreams(parts, request, context),
  };
}

async function describeStreams(
  { records, files }: Parts,
  request: Sdk.DescribeLogStreamsRequest,
  context: RequestContext,
) {
  const group = findGroup(records, request, context);
  checkLimit(request.limit, 50);
  const byTime = request.orderBy === 'LastEventTime';
  if (byTime && request.logStreamNamePrefix !== undefined) {
    throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.');
  }
  const streams = streamsOf(records, context, group.name).filter(({ name }) =>
    name.startsWith(request.logStreamNamePrefix ?? ''),
  );
  const described = await Promise.all(
    streams.map(async ({ name, creationTime, file }) => {
      // AWS reports 0 bytes for every stream since 2019.
      const { storedBytes: _bytes, ...times } = await files.summarize(file);
      return {
        logStreamName: name,
        creationTime,
        ...times,
        arn: `${groupArn(context, group.name)}:log-stream:${name}`,
        storedBytes: 0,
      } satisfies Sdk.LogStream;
    }),
  );
  if (byTime) described.sort((a, b) => (a.lastEventTimestamp ?? 0) - (b.lastEventTimestamp ?? 0));
  if (request.descending) described.reverse();
  const { items, nextToken } = page(described, request.nextToken, request.limit ?? 50);
  return { logStreams: items, ...(nextToken === undefined ? {} : { nextToken }) };
}
