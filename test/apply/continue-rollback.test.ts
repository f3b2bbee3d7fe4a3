import { describe, expect, it } from 'vitest';

import { continueRollback } from '../../src/apply/continue-rollback.ts';
import { AwsError } from '../../src/aws/aws-error.ts';
import type { StackEventRecord } from '../../src/aws/stack-records.ts';
import { type Moment, fakeStacks } from './fake-stacks.ts';
import { ownEvent, stackEvent } from './stack-event.ts';

const before = ownEvent('arn:root', 'UPDATE_ROLLBACK_FAILED');
const begun = ownEvent('arn:root', 'UPDATE_ROLLBACK_IN_PROGRESS');
const done = ownEvent('arn:root', 'UPDATE_ROLLBACK_COMPLETE');

/** A stack in UPDATE_ROLLBACK_FAILED; what is asked of it and what is heard of it. */
const run = async (
  moments: readonly Moment[],
  { refusal, status }: { refusal?: Error; status?: string } = {},
) => {
  const asked: unknown[] = [];
  const seen: StackEventRecord[] = [];
  const outcome = await continueRollback(
    {
      ...fakeStacks(moments, status === undefined ? undefined : { status }),
      readLastEvent: async () => before,
      continueUpdateRollback: async (...call) => {
        asked.push(call);
        if (refusal) throw refusal;
      },
    },
    { stackId: 'arn:root', skip: ['blog-dev-Page-1X.Pets'], clientRequestToken: 'ours' },
    { onEvent: (event) => seen.push(event), onTrouble: () => {} },
  );
  return { outcome, asked, seen };
};

const refusal = new AwsError(
  'refused',
  'ValidationError',
  'is in UPDATE_ROLLBACK_IN_PROGRESS state',
  'cloudformation:ContinueUpdateRollback',
);

describe('continuing a rollback', () => {
  it('asks for it and follows it to its end', async () => {
    const { outcome, asked, seen } = await run([
      { 'arn:root': [before] },
      { 'arn:root': [before, begun, done] },
    ]);
    expect(asked).toEqual([['arn:root', ['blog-dev-Page-1X.Pets'], 'ours']]);
    expect(seen).toEqual([begun, done]);
    expect(outcome).toMatchObject({ kind: 'succeeded', status: 'UPDATE_ROLLBACK_COMPLETE' });
  });

  it('fails with the cause when something is still in the way', async () => {
    const cause = stackEvent({ logicalId: 'Posts', status: 'UPDATE_FAILED', reason: 'no such key' });
    const again = ownEvent('arn:root', 'UPDATE_ROLLBACK_FAILED');
    const { outcome } = await run([{ 'arn:root': [before, begun, cause, again] }]);
    expect(outcome).toMatchObject({
      kind: 'failed',
      status: 'UPDATE_ROLLBACK_FAILED',
      cause: { logicalId: 'Posts', message: 'no such key' },
    });
    expect(outcome).not.toHaveProperty('rollbackCause');
  });

  it('leaves aside what an earlier request began, whose last events turn up late', async () => {
    const late = ownEvent('arn:root', 'UPDATE_ROLLBACK_FAILED', { clientRequestToken: 'theirs' });
    const ours = { clientRequestToken: 'ours' };
    const [first, last] = [
      { ...begun, ...ours },
      { ...done, ...ours },
    ];
    const { outcome, seen } = await run([
      { 'arn:root': [before, late] },
      { 'arn:root': [before, late, first, last] },
    ]);
    expect(seen).toEqual([first, last]);
    expect(outcome.kind).toBe('succeeded');
  });

  it('follows one that an earlier try of the request, or somebody else, has begun', async () => {
    const theirs = { ...begun, clientRequestToken: 'theirs' };
    const { outcome, seen } = await run([{ 'arn:root': [before, theirs, done] }], {
      refusal,
      status: 'UPDATE_ROLLBACK_IN_PROGRESS',
    });
    expect(seen).toEqual([theirs, done]);
    expect(outcome.kind).toBe('succeeded');
  });

  it('is done when it is over by then', async () => {
    const { outcome } = await run([{}], { refusal, status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(outcome).toMatchObject({ kind: 'succeeded', status: 'UPDATE_ROLLBACK_COMPLETE' });
  });

  it.each(['UPDATE_ROLLBACK_FAILED', 'UPDATE_COMPLETE', undefined])(
    'ends with the refusal when nothing was begun (%s)',
    async (status) => {
      await expect(run([{}], { refusal, ...(status ? { status } : {}) })).rejects.toBe(refusal);
    },
  );
});
