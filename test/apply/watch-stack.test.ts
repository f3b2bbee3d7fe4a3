import { describe, expect, it } from 'vitest';

import { watchStack } from '../../src/apply/watch-stack.ts';
import { AwsError } from '../../src/aws/aws-error.ts';
import type { StackEventRecord } from '../../src/aws/stack-records.ts';
import { fakeStacks } from './fake-stacks.ts';
import { nestedEvent, ownEvent, stackEvent } from './stack-event.ts';

const throttled = new AwsError(
  'throttled',
  'Throttling',
  'Rate exceeded',
  'cloudformation:DescribeStackEvents',
);
const denied = new AwsError('access-denied', 'AccessDenied', 'no', 'cloudformation:DescribeStackEvents');

const watch = async (
  stacks: ReturnType<typeof fakeStacks>,
  lastEventId?: string,
  troubles: string[] = [],
) => {
  const seen: StackEventRecord[] = [];
  let waited = 0;
  const result = await watchStack(stacks, {
    stackId: 'arn:root',
    lastEventId,
    clientRequestToken: 'mine',
    onEvent: (event) => seen.push(event),
    onTrouble: (message) => troubles.push(message),
    pause: async (milliseconds) => void (waited += milliseconds),
  });
  return { result, seen, troubles, waited };
};

const begun = ownEvent('arn:root', 'UPDATE_IN_PROGRESS');
const done = ownEvent('arn:root', 'UPDATE_COMPLETE');

describe('watching a stack', () => {
  it('ends with the terminal event of this operation, not of the one before', async () => {
    const before = ownEvent('arn:root', 'UPDATE_ROLLBACK_COMPLETE');
    const stacks = fakeStacks([
      { 'arn:root': [before] },
      { 'arn:root': [before, begun] },
      { 'arn:root': [before, begun, done] },
    ]);
    const { result, seen } = await watch(stacks, before.id);
    expect(result.status).toBe('UPDATE_COMPLETE');
    expect(seen).toEqual([begun, done]);
  });

  it('is not taken in by the end of an earlier operation that is listed late', async () => {
    const late = ownEvent('arn:root', 'UPDATE_COMPLETE', { clientRequestToken: 'theirs' });
    const mine = { clientRequestToken: 'mine' };
    const failed = ownEvent('arn:root', 'UPDATE_ROLLBACK_COMPLETE', mine);
    const stacks = fakeStacks([
      { 'arn:root': [late] },
      { 'arn:root': [late, ownEvent('arn:root', 'UPDATE_IN_PROGRESS', mine), failed] },
    ]);
    expect((await watch(stacks)).result.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  it('reads what nested stacks did although everything was over at the first look', async () => {
    const inner = stackEvent({ stackId: 'arn:inner', logicalId: 'Deep', status: 'CREATE_FAILED' });
    const stacks = fakeStacks([
      {
        'arn:root': [begun, nestedEvent('arn:page', 'CREATE_IN_PROGRESS'), done],
        'arn:page': [nestedEvent('arn:inner', 'CREATE_IN_PROGRESS', { stackId: 'arn:page' })],
        'arn:inner': [inner],
      },
    ]);
    expect((await watch(stacks)).seen).toContainEqual(inner);
  });

  it('reads the last events of nested stacks that came while the end was read', async () => {
    const nested = nestedEvent('arn:page', 'UPDATE_IN_PROGRESS');
    const late = stackEvent({ stackId: 'arn:page', logicalId: 'Late', status: 'UPDATE_FAILED' });
    const stacks = fakeStacks([
      { 'arn:root': [begun, nested], 'arn:page': [] },
      { 'arn:root': [begun, nested, done], 'arn:page': [] },
      { 'arn:root': [begun, nested, done], 'arn:page': [late] },
    ]);
    expect((await watch(stacks)).result.events).toContainEqual(late);
  });

  it('leaves out what nested stacks did in earlier operations', async () => {
    const at = (milliseconds: number) => ({ at: new Date(milliseconds) });
    const old = stackEvent({ stackId: 'arn:page', status: 'CREATE_FAILED', ...at(1) });
    const stacks = fakeStacks([
      {
        'arn:root': [
          { ...begun, ...at(5) },
          nestedEvent('arn:page', 'UPDATE_IN_PROGRESS', at(6)),
          { ...done, ...at(9) },
        ],
        'arn:page': [old, stackEvent({ stackId: 'arn:page', ...at(7) })],
      },
    ]);
    expect((await watch(stacks)).seen).not.toContainEqual(old);
  });

  it('tells every event once and in the order of time, also where times tie', async () => {
    const [one, two, three] = [stackEvent(), stackEvent(), stackEvent()];
    const stacks = fakeStacks([
      { 'arn:root': [begun, one] },
      { 'arn:root': [begun, one, two] },
      { 'arn:root': [begun, one, two, three, done] },
    ]);
    expect((await watch(stacks)).seen).toEqual([begun, one, two, three, done]);
  });

  it('sits out throttling, saying so once', async () => {
    const stacks = fakeStacks([{ 'arn:root': [begun] }, throttled, throttled, { 'arn:root': [begun, done] }]);
    const { result, troubles } = await watch(stacks);
    expect(result.status).toBe('UPDATE_COMPLETE');
    expect(troubles).toEqual([expect.stringContaining('throttles cloudformation:DescribeStackEvents')]);
  });

  it('gives up when throttling lasts ten minutes', async () => {
    await expect(watch(fakeStacks([{ 'arn:root': [begun] }, throttled]))).rejects.toBe(throttled);
  });

  it('ends at once when it may not read, and says that CloudFormation goes on', async () => {
    const troubles: string[] = [];
    await expect(watch(fakeStacks([denied]), undefined, troubles)).rejects.toBe(denied);
    expect(troubles).toEqual([expect.stringContaining('CloudFormation goes on')]);
  });

  it('ends when the stack is gone', async () => {
    const { result } = await watch(fakeStacks([{ 'arn:root': [begun] }, {}]));
    expect(result).toMatchObject({ status: 'DELETE_COMPLETE', reason: 'The stack no longer exists' });
  });

  it('asks the stack itself when its end is not listed', async () => {
    const stacks = fakeStacks([{ 'arn:root': [begun] }], { status: 'UPDATE_COMPLETE' });
    const { result, waited } = await watch(stacks);
    expect(result.status).toBe('UPDATE_COMPLETE');
    expect(waited).toBeLessThan(70_000);
  });

  it('does not take a stack that never began for one that is done', async () => {
    const { result } = await watch(fakeStacks([{ 'arn:root': [] }], { status: 'UPDATE_COMPLETE' }));
    expect(result.status).toBe('NOT_STARTED');
  });

  it('asks no more than about once in two seconds when a stack takes long', async () => {
    const quiet = Array.from({ length: 300 }, () => ({ 'arn:root': [begun] }));
    const stacks = fakeStacks([...quiet, { 'arn:root': [begun, done] }], { status: 'UPDATE_IN_PROGRESS' });
    const { waited } = await watch(stacks);
    expect(waited / stacks.reads.length).toBeGreaterThan(1_500);
  });
});
