import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type {
  DescribeLogGroupsResponse,
  DescribeLogStreamsResponse,
  FilterLogEventsResponse,
  GetLogEventsResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestCloud, refusal, type TestCloud } from '../lambda/support.ts';

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await openTestCloud();
});
afterEach(() => cloud.close());

const logGroupName = '/apps/blog';
const call = <T = object>(operation: string, input: object = {}): Promise<T> =>
  cloud.call<T>('logs', operation, input);
const start = Date.now() - 60_000;

async function put(stream: string, ...messages: (readonly [number, string])[]): Promise<object> {
  await call('CreateLogStream', { logGroupName, logStreamName: stream }).catch(() => {});
  const logEvents = messages.map(([offset, message]) => ({ timestamp: start + offset, message }));
  return call('PutLogEvents', { logGroupName, logStreamName: stream, logEvents });
}

async function filter(input: object = {}): Promise<string[]> {
  const { events } = await call<FilterLogEventsResponse>('FilterLogEvents', { logGroupName, ...input });
  return events!.map(({ message }) => message!);
}

describe('log groups', () => {
  it('are created once, described by prefix and in pages, and deleted with what is in them', async () => {
    for (const name of ['/apps/blog', '/apps/shop', '/other'])
      await call('CreateLogGroup', { logGroupName: name });
    expect(await refusal(call('CreateLogGroup', { logGroupName }))).toEqual({
      code: 'ResourceAlreadyExistsException',
      message: 'The specified log group already exists',
      status: 400,
    });
    const first = await call<DescribeLogGroupsResponse>('DescribeLogGroups', {
      logGroupNamePrefix: '/apps',
      limit: 1,
    });
    expect(first.logGroups).toEqual([
      {
        logGroupName: '/apps/blog',
        creationTime: expect.any(Number),
        metricFilterCount: 0,
        arn: 'arn:aws:logs:us-east-1:123456789012:log-group:/apps/blog:*',
        logGroupArn: 'arn:aws:logs:us-east-1:123456789012:log-group:/apps/blog',
        logGroupClass: 'STANDARD',
        storedBytes: 0,
        deletionProtectionEnabled: false,
      },
    ]);
    const second = await call<DescribeLogGroupsResponse>('DescribeLogGroups', {
      logGroupNamePrefix: '/apps',
      nextToken: first.nextToken,
    });
    expect(second.logGroups!.map((group) => group.logGroupName)).toEqual(['/apps/shop']);
    expect(second.nextToken).toBeUndefined();

    await put('a', [0, 'hello']);
    await call('DeleteLogGroup', { logGroupName });
    expect(readdirSync(join(cloud.dir, 'files/logs'))).toEqual([]);
    expect(await refusal(call('DeleteLogGroup', { logGroupName }))).toEqual({
      code: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
      status: 400,
    });
  });

  it('hide events that are older than their retention', async () => {
    await call('CreateLogGroup', { logGroupName });
    await put('a', [-2 * 24 * 60 * 60_000, 'two days old'], [0, 'new']);
    await call('PutRetentionPolicy', { logGroupName, retentionInDays: 1 });
    expect(await filter()).toEqual(['new']);
    expect(await put('a', [-2 * 24 * 60 * 60_000, 'late'])).toMatchObject({
      rejectedLogEventsInfo: { expiredLogEventEndIndex: 1 },
    });
    await call('DeleteRetentionPolicy', { logGroupName });
    expect(await filter()).toEqual(['two days old', 'new']);
    expect((await refusal(call('PutRetentionPolicy', { logGroupName, retentionInDays: 2 }))).code).toBe(
      'InvalidParameterException',
    );
  });

  it('have tags', async () => {
    await call('CreateLogGroup', { logGroupName, tags: { app: 'blog', env: 'dev' } });
    const resourceArn = 'arn:aws:logs:us-east-1:123456789012:log-group:/apps/blog';
    await call('TagResource', { resourceArn, tags: { env: 'prod' } });
    await call('UntagResource', { resourceArn, tagKeys: ['app'] });
    expect(await call('ListTagsForResource', { resourceArn })).toEqual({ tags: { env: 'prod' } });
  });
});

describe('events', () => {
  beforeEach(() => call('CreateLogGroup', { logGroupName }));

  it('are read from the end, and on and back by tokens that stay at the ends', async () => {
    await put('a', [0, 'one'], [1, 'two'], [2, 'three'], [3, 'four'], [4, 'five']);
    const get = async (input: object): Promise<GetLogEventsResponse & { said: string[] }> => {
      const answer = await call<GetLogEventsResponse>('GetLogEvents', {
        logGroupName,
        logStreamName: 'a',
        ...input,
      });
      return { ...answer, said: answer.events!.map(({ message }) => message!) };
    };
    const last = await get({ limit: 2 });
    expect(last.said).toEqual(['four', 'five']);
    const before = await get({ limit: 2, nextToken: last.nextBackwardToken });
    expect(before.said).toEqual(['two', 'three']);
    expect((await get({ limit: 2, nextToken: before.nextForwardToken })).said).toEqual(['four', 'five']);
    const end = await get({ nextToken: last.nextForwardToken });
    expect([end.said, end.nextForwardToken]).toEqual([[], last.nextForwardToken]);
    await put('a', [5, 'six']);
    expect((await get({ nextToken: end.nextForwardToken })).said).toEqual(['six']);
    expect((await get({ startFromHead: true, limit: 1 })).said).toEqual(['one']);
    expect((await get({ startTime: start + 1, endTime: start + 3 })).said).toEqual(['two', 'three']);
    expect((await refusal(get({ nextToken: 'x' }))).message).toBe('The specified nextToken is invalid.');
  });

  it('of all streams are filtered in order of time, in pages that new events do not shift', async () => {
    await put('a', [0, 'a0'], [4, 'a4']);
    await put('b', [1, 'b1'], [2, 'b2']);
    const first = await call<FilterLogEventsResponse>('FilterLogEvents', { logGroupName, limit: 2 });
    expect(first.events!.map(({ message }) => message)).toEqual(['a0', 'b1']);
    await put('c', [-5, 'earlier']);
    expect(await filter({ nextToken: first.nextToken })).toEqual(['b2', 'a4']);
    expect(await filter({ logStreamNamePrefix: 'b' })).toEqual(['b1', 'b2']);
    expect(await filter({ logStreamNames: ['a'] })).toEqual(['a0', 'a4']);
    expect(await filter({ startTime: start + 1, endTime: start + 2 })).toEqual(['b1', 'b2']);
  });

  it.each([
    ['', ['GET /posts 200', 'GET /posts 500 ERROR', 'POST /posts 201 "quoted"']],
    ['GET', ['GET /posts 200', 'GET /posts 500 ERROR']],
    ['GET ERROR', ['GET /posts 500 ERROR']],
    ['GET -ERROR', ['GET /posts 200']],
    ['?ERROR ?POST', ['GET /posts 500 ERROR', 'POST /posts 201 "quoted"']],
    ['"/posts 2"', ['GET /posts 200', 'POST /posts 201 "quoted"']],
    ['"\\"quoted\\""', ['POST /posts 201 "quoted"']],
    ['error', []],
  ])('match the pattern %s', async (filterPattern, expected) => {
    await put('a', [0, 'GET /posts 200'], [1, 'GET /posts 500 ERROR'], [2, 'POST /posts 201 "quoted"']);
    expect(await filter({ filterPattern })).toEqual(expected);
  });

  it.each(['{ $.level = "ERROR" }', '[ip, user]', '%ERR%', 'a/b'])(
    'refuse the pattern %s',
    async (filterPattern) => {
      expect((await refusal(filter({ filterPattern }))).code).toBe('InvalidParameterException');
    },
  );

  it('are refused out of order, without a stream, and more than 10,000 a page', async () => {
    expect((await refusal(put('a', [1, 'b'], [0, 'a']))).message).toBe(
      'Log events in a single PutLogEvents request must be in chronological order.',
    );
    const nowhere = { logGroupName, logStreamName: 'gone', logEvents: [{ timestamp: start, message: 'x' }] };
    expect((await refusal(call('PutLogEvents', nowhere))).message).toBe(
      'The specified log stream does not exist.',
    );
    expect((await refusal(filter({ limit: 10_001 }))).message).toBe(
      "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000",
    );
  });

  it('too old or too new are left out and told', async () => {
    const day = 24 * 60 * 60_000;
    expect(await put('a', [-15 * day, 'old'], [0, 'now'], [3 * 60 * 60_000, 'new'])).toMatchObject({
      rejectedLogEventsInfo: { tooOldLogEventEndIndex: 1, tooNewLogEventStartIndex: 2 },
    });
    expect(await filter()).toEqual(['now']);
  });

  it('survive a restart, and a line that was cut off by a kill', async () => {
    await put('a', [0, 'kept']);
    const [file] = readdirSync(join(cloud.dir, 'files/logs'));
    appendFileSync(join(cloud.dir, 'files/logs', file!), '[123,45');
    await cloud.restart();
    await put('a', [1, 'and more']);
    expect(await filter()).toEqual(['kept', 'and more']);
  });
});

it('streams are described by name and by their last event', async () => {
  await call('CreateLogGroup', { logGroupName });
  await put('b', [0, 'x'], [5, 'y']);
  await put('a', [9, 'z']);
  const describeStreams = async (input: object): Promise<DescribeLogStreamsResponse> =>
    call('DescribeLogStreams', { logGroupName, ...input });
  const { logStreams } = await describeStreams({ orderBy: 'LastEventTime', descending: true });
  expect(logStreams).toMatchObject([
    { logStreamName: 'a', lastEventTimestamp: start + 9 },
    {
      logStreamName: 'b',
      firstEventTimestamp: start,
      lastEventTimestamp: start + 5,
      arn: 'arn:aws:logs:us-east-1:123456789012:log-group:/apps/blog:log-stream:b',
    },
  ]);
  await call('DeleteLogStream', { logGroupName, logStreamName: 'a' });
  expect(
    (await describeStreams({ logStreamNamePrefix: '' })).logStreams!.map((s) => s.logStreamName),
  ).toEqual(['b']);
});

it('a live tail is refused', async () => {
  expect(await refusal(call('StartLiveTail', { logGroupIdentifiers: ['x'] }))).toMatchObject({ status: 501 });
});
