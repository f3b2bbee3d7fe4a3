import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/local/events/clock.ts';
import { parseEventPattern } from '../../../src/local/events/event-pattern.ts';
import { createPosts, openTestCloud, refusal, type TestCloud } from '../lambda/support.ts';

/** Stands still until it is told to go on. */
function createManualClock(start: number): Clock & { advance(milliseconds: number): void } {
  let now = start;
  const timers = new Set<{ due: number; callback: () => void }>();
  return {
    now: () => now,
    after(milliseconds, callback) {
      const timer = { due: now + milliseconds, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        const [next] = [...timers].filter(({ due }) => due <= end).sort((a, b) => a.due - b.due);
        if (!next) break;
        timers.delete(next);
        now = next.due;
        next.callback();
      }
      now = end;
    },
  };
}

const clock = createManualClock(Date.parse('2026-01-10T00:00:00Z'));
let cloud: TestCloud;
beforeEach(async () => {
  cloud = await openTestCloud({ clock });
});
afterEach(() => cloud.close());

const call = <T = object>(operation: string, input: object): Promise<T> =>
  cloud.call<T>('events', operation, input);
const ruleArn = 'arn:aws:events:us-east-1:123456789012:rule/clean';

async function createTarget(): Promise<{ received: () => { [key: string]: unknown }[] }> {
  const file = join(cloud.dir, 'received');
  const { FunctionArn } = await createPosts(
    cloud,
    `import { appendFileSync } from 'node:fs';
     export const handler = async (event) => appendFileSync(${JSON.stringify(file)}, JSON.stringify(event) + '\\n');`,
  );
  await call('PutTargets', { Rule: 'clean', Targets: [{ Id: 'posts', Arn: FunctionArn }] });
  const lines = (): string[] => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []);
  return { received: () => lines().map((line) => JSON.parse(line) as { [key: string]: unknown }) };
}

const permit = (SourceArn: string): Promise<object> =>
  cloud.call('lambda', 'AddPermission', {
    FunctionName: 'posts',
    StatementId: SourceArn.replaceAll(/\W/g, '-'),
    Action: 'lambda:InvokeFunction',
    Principal: 'events.amazonaws.com',
    SourceArn,
  });

describe('rules', () => {
  it('are put, described, listed, switched off and on, and deleted without targets', async () => {
    const put = { Name: 'clean', ScheduleExpression: 'rate(1 day)', Description: 'cleans' };
    expect(await call('PutRule', put)).toEqual({ RuleArn: ruleArn });
    const rule = {
      Name: 'clean',
      Arn: ruleArn,
      State: 'ENABLED',
      EventBusName: 'default',
      Description: 'cleans',
      ScheduleExpression: 'rate(1 day)',
    };
    expect(await call('DescribeRule', { Name: 'clean' })).toEqual({ ...rule, CreatedBy: '123456789012' });
    await call('DisableRule', { Name: 'clean' });
    expect(await call('ListRules', { NamePrefix: 'cl' })).toEqual({
      Rules: [{ ...rule, State: 'DISABLED' }],
    });
    await createTarget();
    expect(await refusal(call('DeleteRule', { Name: 'clean' }))).toEqual({
      code: 'ValidationException',
      message: "Rule can't be deleted since it has targets.",
      status: 400,
    });
    await call('RemoveTargets', { Rule: 'clean', Ids: ['posts'] });
    await call('DeleteRule', { Name: 'clean' });
    expect((await refusal(call('DescribeRule', { Name: 'clean' }))).message).toBe(
      'Rule clean does not exist on EventBus default.',
    );
  });

  it.each([
    [
      { Name: 'x', ScheduleExpression: 'rate(1 days)' },
      'ValidationException',
      'Parameter ScheduleExpression is not valid.',
    ],
    [
      { Name: 'x', ScheduleExpression: 'rate(1 day)', EventBusName: 'own' },
      'ResourceNotFoundException',
      'Event bus own does not exist.',
    ],
    [
      { Name: 'a b', ScheduleExpression: 'rate(1 day)' },
      'ValidationException',
      "1 validation error detected: Value 'a b' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+",
    ],
    [
      { Name: 'x' },
      'ValidationException',
      'Parameter(s) EventPattern or ScheduleExpression must be specified.',
    ],
    [
      { Name: 'x', EventPattern: '{"source":[{"cidr":"10.0.0.0/8"}]}' },
      'InvalidEventPatternException',
      'Event pattern is not valid. Reason: Unrecognized match type cidr',
    ],
  ])('are refused: %j', async (input, code, message) => {
    expect(await refusal(call('PutRule', input))).toMatchObject({ code, message });
  });

  it('have tags', async () => {
    await call('PutRule', {
      Name: 'clean',
      ScheduleExpression: 'rate(1 day)',
      Tags: [{ Key: 'app', Value: 'blog' }],
    });
    await call('TagResource', { ResourceARN: ruleArn, Tags: [{ Key: 'env', Value: 'dev' }] });
    await call('UntagResource', { ResourceARN: ruleArn, TagKeys: ['app'] });
    expect(await call('ListTagsForResource', { ResourceARN: ruleArn })).toEqual({
      Tags: [{ Key: 'env', Value: 'dev' }],
    });
  });
});

describe('a schedule', () => {
  it('invokes its function at its times, with the scheduled event', async () => {
    await call('PutRule', { Name: 'clean', ScheduleExpression: 'rate(1 hour)' });
    const { received } = await createTarget();
    await permit(ruleArn);
    const due = new Date(clock.now() + 60 * 60_000);
    clock.advance(59 * 60_000);
    expect(received()).toEqual([]);
    clock.advance(60_000);
    await expect.poll(received, { timeout: 5000 }).toHaveLength(1);
    expect(received()[0]).toEqual({
      version: '0',
      id: expect.any(String),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: '123456789012',
      time: `${due.toISOString().slice(0, 19)}Z`,
      region: 'us-east-1',
      resources: [ruleArn],
      detail: {},
    });
    clock.advance(60 * 60_000);
    await expect.poll(received, { timeout: 5000 }).toHaveLength(2);
  });

  it('goes on after a restart, and not after the rule was switched off', async () => {
    await call('PutRule', { Name: 'clean', ScheduleExpression: 'cron(0 3 * * ? *)' });
    const { received } = await createTarget();
    await permit(ruleArn);
    await cloud.restart();
    clock.advance(24 * 60 * 60_000);
    await expect.poll(received, { timeout: 5000 }).toHaveLength(1);
    await call('DisableRule', { Name: 'clean' });
    clock.advance(24 * 60 * 60_000);
    await cloud.restart();
    expect(received()).toHaveLength(1);
  });

  it('invokes nothing that does not permit it for this rule', async () => {
    await call('PutRule', { Name: 'clean', ScheduleExpression: 'rate(1 hour)' });
    const { received } = await createTarget();
    // One at a time, so that what was wrongly let through would be the first to arrive.
    await cloud.call('lambda', 'PutFunctionConcurrency', {
      FunctionName: 'posts',
      ReservedConcurrentExecutions: 1,
    });
    await permit('arn:aws:events:us-east-1:123456789012:rule/other');
    clock.advance(60 * 60_000);
    await new Promise(setImmediate);
    await permit('arn:aws:events:us-east-1:123456789012:rule/cl*');
    clock.advance(60 * 60_000);
    await expect.poll(received, { timeout: 5000 }).not.toEqual([]);
    expect(received().map(({ time }) => time)).toEqual([
      `${new Date(clock.now()).toISOString().slice(0, 19)}Z`,
    ]);
  });
});

describe('events that are put', () => {
  it('reach the targets of the rules whose pattern they match', async () => {
    await call('PutRule', { Name: 'clean', EventPattern: '{"source":["blog"],"detail":{"kind":["post"]}}' });
    const { received } = await createTarget();
    await permit(ruleArn);
    const entry = (kind: string) => ({
      Source: 'blog',
      DetailType: 'changed',
      Detail: JSON.stringify({ kind }),
    });
    const answer = await call('PutEvents', {
      Entries: [entry('comment'), entry('post'), { ...entry('x'), Detail: '{' }],
    });
    expect(answer).toMatchObject({
      FailedEntryCount: 1,
      Entries: [
        { EventId: expect.any(String) },
        { EventId: expect.any(String) },
        { ErrorCode: 'MalformedDetail' },
      ],
    });
    await expect.poll(received, { timeout: 5000 }).toHaveLength(1);
    expect(received()[0]).toMatchObject({
      source: 'blog',
      'detail-type': 'changed',
      detail: { kind: 'post' },
    });
  });

  it('are turned into what the target asks for', async () => {
    await call('PutRule', { Name: 'clean', EventPattern: '{"source":["blog"]}' });
    const { received } = await createTarget();
    await permit(ruleArn);
    const { FunctionArn } = await cloud.call<{ FunctionArn: string }>('lambda', 'GetFunctionConfiguration', {
      FunctionName: 'posts',
    });
    await call('PutTargets', {
      Rule: 'clean',
      Targets: [
        { Id: 'posts', Arn: FunctionArn, Input: '{"constant":true}' },
        { Id: 'part', Arn: FunctionArn, InputPath: '$.detail' },
        {
          Id: 'template',
          Arn: FunctionArn,
          InputTransformer: {
            InputPathsMap: { who: '$.detail.who', n: '$.detail.n' },
            InputTemplate: '{"name":<who>,"text":"<who> has <n>","n":<n>}',
          },
        },
      ],
    });
    await call('PutEvents', {
      Entries: [{ Source: 'blog', DetailType: 'x', Detail: '{"who":"Ann","n":2}' }],
    });
    await expect.poll(() => received().length, { timeout: 5000 }).toBe(3);
    expect(new Set(received().map((event) => JSON.stringify(event)))).toEqual(
      new Set(['{"constant":true}', '{"who":"Ann","n":2}', '{"name":"Ann","text":"Ann has 2","n":2}']),
    );
  });
});

describe('event patterns', () => {
  const event = {
    source: 'blog',
    detail: { n: 5, tags: ['a', 'b'], name: 'Post.png', list: [{ id: 1 }, { id: 2 }] },
  };
  it.each([
    ['{"source":["blog","shop"]}', true],
    ['{"source":["shop"]}', false],
    ['{"detail":{"tags":["b"]}}', true],
    ['{"detail":{"n":[{"numeric":[">",4,"<=",5]}]}}', true],
    ['{"detail":{"n":[{"numeric":["<",5]}]}}', false],
    ['{"source":[{"prefix":"bl"}],"detail":{"name":[{"suffix":".png"}]}}', true],
    ['{"detail":{"name":[{"equals-ignore-case":"post.PNG"}]}}', true],
    ['{"detail":{"name":[{"wildcard":"P*.png"}]}}', true],
    ['{"source":[{"anything-but":["blog"]}]}', false],
    ['{"source":[{"anything-but":{"prefix":"sh"}}]}', true],
    ['{"detail":{"gone":[{"exists":false}]}}', true],
    ['{"detail":{"n":[{"exists":false}]}}', false],
    ['{"detail":{"list":{"id":[2]}}}', true],
    ['{"$or":[{"source":["shop"]},{"detail":{"n":[5]}}]}', true],
  ])('%s', (pattern, expected) => {
    expect(parseEventPattern(pattern)(event)).toBe(expected);
  });
});

it('targets that are no functions are refused', async () => {
  await call('PutRule', { Name: 'clean', ScheduleExpression: 'rate(1 day)' });
  const Targets = [{ Id: 'queue', Arn: 'arn:aws:sqs:us-east-1:123456789012:jobs' }];
  expect(await refusal(call('PutTargets', { Rule: 'clean', Targets }))).toMatchObject({ status: 501 });
});
