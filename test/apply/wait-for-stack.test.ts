import { describe, expect, it } from 'vitest';

import { waitForStack } from '../../src/apply/wait-for-stack.ts';
import { AwsError } from '../../src/aws/aws-error.ts';
import type { StackEventRecord, StackRecord } from '../../src/aws/stack-records.ts';
import { type Moment, fakeStacks } from './fake-stacks.ts';
import { nestedEvent, ownEvent, stackEvent } from './stack-event.ts';

const throttled = new AwsError('throttled', 'Throttling', 'Rate exceeded', 'cloudformation:DescribeStacks');
const denied = new AwsError('access-denied', 'AccessDenied', 'no', 'cloudformation:DescribeStacks');

const recordOf = (status: string): StackRecord => ({
  id: 'arn:root',
  name: 'blog-dev',
  status,
  outputs: {},
  parameters: {},
  tags: {},
});

/** @param states what each reading of the stack finds; the last one stays. */
const wait = async (
  states: readonly (string | Error | undefined)[],
  moments: readonly (Moment | Error)[] = [{}],
  signal?: AbortSignal,
) => {
  const seen: StackEventRecord[] = [];
  const troubles: string[] = [];
  let reading = 0;
  let waited = 0;
  const stacks = {
    ...fakeStacks(moments),
    readStack: async () => {
      const state = states[Math.min(reading, states.length - 1)];
      reading += 1;
      if (state instanceof Error) throw state;
      return state === undefined ? undefined : recordOf(state);
    },
  };
  const result = await waitForStack(stacks, 'blog-dev', {
    onStarted: () => (event) => seen.push(event),
    onTrouble: (message) => troubles.push(message),
    signal,
    ...(signal ? {} : { pause: async (milliseconds: number) => void (waited += milliseconds) }),
  });
  return { result, seen, troubles, waited };
};

const old = ownEvent('arn:root', 'UPDATE_IN_PROGRESS', { reason: 'User Initiated' });
const oldEnd = ownEvent('arn:root', 'UPDATE_COMPLETE');
const begun = ownEvent('arn:root', 'UPDATE_IN_PROGRESS', {
  reason: 'User Initiated',
  clientRequestToken: 'theirs',
});
const page = nestedEvent('arn:page', 'UPDATE_IN_PROGRESS');
const inPage = stackEvent({ stackId: 'arn:page', status: 'CREATE_COMPLETE' });
const done = ownEvent('arn:root', 'UPDATE_COMPLETE', { clientRequestToken: 'theirs' });

describe('waiting for somebody else’s operation', () => {
  it.each(['UPDATE_COMPLETE', 'UPDATE_ROLLBACK_FAILED', 'REVIEW_IN_PROGRESS'])(
    'does not wait for a stack in %s',
    async (status) => {
      const { result, waited } = await wait([status]);
      expect(result).toMatchObject({ kind: 'settled', stack: { status } });
      expect(waited).toBe(0);
    },
  );

  it('tells what happens until it is over, from the beginning of that operation', async () => {
    const { result, seen } = await wait(
      ['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE'],
      [
        { 'arn:root': [old, oldEnd, begun, page], 'arn:page': [] },
        { 'arn:root': [old, oldEnd, begun, page], 'arn:page': [inPage] },
        { 'arn:root': [old, oldEnd, begun, page, done], 'arn:page': [inPage] },
      ],
    );
    expect(result).toMatchObject({ kind: 'settled', stack: { status: 'UPDATE_COMPLETE' } });
    expect(seen).toEqual([begun, page, inPage, done]);
  });

  it('answers when the stack disappears', async () => {
    expect((await wait([undefined])).result).toEqual({ kind: 'gone' });
    const deleting = ownEvent('arn:root', 'DELETE_IN_PROGRESS', { reason: 'User Initiated' });
    const gone = ownEvent('arn:root', 'DELETE_COMPLETE');
    const { result } = await wait(
      ['DELETE_IN_PROGRESS', undefined],
      [{ 'arn:root': [deleting] }, { 'arn:root': [deleting, gone] }],
    );
    expect(result).toEqual({ kind: 'gone' });
  });

  it('waits for the next operation as well when one follows the other', async () => {
    const next = ownEvent('arn:root', 'UPDATE_IN_PROGRESS', { reason: 'User Initiated' });
    const nextEnd = ownEvent('arn:root', 'UPDATE_ROLLBACK_COMPLETE');
    const { result, seen } = await wait(
      ['UPDATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE'],
      [
        { 'arn:root': [begun] },
        { 'arn:root': [begun, done] },
        { 'arn:root': [begun, done, next] },
        { 'arn:root': [begun, done, next, nextEnd] },
      ],
    );
    expect(result).toMatchObject({ stack: { status: 'UPDATE_ROLLBACK_COMPLETE' } });
    expect(seen).toEqual([begun, done, next, nextEnd]);
  });

  it('does not ask without a pause while the list of events lags behind the stack', async () => {
    const { waited } = await wait(
      [...Array.from({ length: 5 }, () => 'UPDATE_IN_PROGRESS'), 'UPDATE_COMPLETE'],
      [{ 'arn:root': [old, oldEnd] }],
    );
    expect(waited).toBeGreaterThanOrEqual(4_000);
  });

  it('has no end of its own', async () => {
    const quiet = Array.from({ length: 2_000 }, () => ({ 'arn:root': [begun] }));
    const states = Array.from({ length: 60 }, () => 'UPDATE_IN_PROGRESS');
    const { result, waited } = await wait(
      [...states, 'UPDATE_COMPLETE'],
      [...quiet, { 'arn:root': [begun, done] }],
    );
    expect(result.kind).toBe('settled');
    expect(waited).toBeGreaterThan(3_000_000);
  });

  it('sits out throttling, saying so once', async () => {
    const { result, troubles } = await wait(
      [throttled, throttled, 'UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE'],
      [throttled, { 'arn:root': [begun] }, { 'arn:root': [begun, done] }],
    );
    expect(result.kind).toBe('settled');
    expect(troubles).toEqual(Array.from({ length: 2 }, () => expect.stringContaining('AWS throttles')));
  });

  it('ends at once when it may not read', async () => {
    await expect(wait([denied])).rejects.toBe(denied);
  });

  it('can be interrupted', async () => {
    const controller = new AbortController();
    const waiting = wait(['UPDATE_IN_PROGRESS'], [{ 'arn:root': [begun] }], controller.signal);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });
});
