import { describe, expect, it } from 'vitest';

import { executeChangeSet } from '../../src/apply/execute-change-set.ts';
import { AwsError } from '../../src/aws/aws-error.ts';
import type { ChangeSetRecord } from '../../src/aws/stack-records.ts';
import type { Stacks } from '../../src/aws/stacks.ts';
import { fakeStacks } from './fake-stacks.ts';
import { ownEvent } from './stack-event.ts';

const request = { stackName: 'blog-dev', name: 'jets-1', type: 'UPDATE', parameters: {}, tags: {} } as const;
const refused = (code: string) => new AwsError('refused', code, code, 'cloudformation:X');

/** A CloudFormation whose change set is as given and whose stack is updated as soon as it is read. */
const run = async (changeSet: Partial<ChangeSetRecord>, overrides: Partial<Stacks> = {}) => {
  const calls: string[] = [];
  const troubles: string[] = [];
  const stacks = {
    ...fakeStacks([{ 'arn:root': [ownEvent('arn:root', 'UPDATE_COMPLETE')] }]),
    createChangeSet: async () => ({ id: 'arn:cs', stackId: 'arn:root' }),
    readChangeSet: async (id: string) => {
      calls.push(`readChangeSet ${id}`);
      return { id: 'arn:cs', stackId: 'arn:root', status: 'CREATE_COMPLETE', ...changeSet };
    },
    readChangeSetFaults: async () => [],
    readLastEvent: async () => undefined,
    executeChangeSet: async () => {},
    deleteChangeSet: async (id: string) => void calls.push(`deleteChangeSet ${id}`),
    ...overrides,
  } as unknown as Stacks;
  const outcome = await executeChangeSet(stacks, request, {
    onStarted: () => () => {},
    onTrouble: (message) => troubles.push(message),
  });
  return { outcome, calls, troubles };
};
const fail = (error: Error) => async () => {
  throw error;
};

describe('executing a change set', () => {
  it('goes on when its name is taken by an earlier try of the same request', async () => {
    const { outcome, calls } = await run({}, { createChangeSet: fail(refused('AlreadyExistsException')) });
    expect(calls[0]).toBe('readChangeSet jets-1');
    expect(outcome.kind).toBe('succeeded');
  });

  it('goes on when an earlier try of the same request has begun it', async () => {
    const { outcome } = await run(
      { executionStatus: 'EXECUTE_IN_PROGRESS' },
      { executeChangeSet: fail(refused('InvalidChangeSetStatus')) },
    );
    expect(outcome.kind).toBe('succeeded');
  });

  it('ends with the error when nothing was begun', async () => {
    const error = refused('InvalidChangeSetStatus');
    await expect(run({ executionStatus: 'OBSOLETE' }, { executeChangeSet: fail(error) })).rejects.toBe(error);
  });

  it.each([
    "The submitted information didn't contain changes. Submit different information to create a change set.",
    'No updates are to be performed.',
  ])('is nothing to do when CloudFormation finds no change (%s)', async (statusReason) => {
    const { outcome, calls } = await run({ status: 'FAILED', statusReason });
    expect(outcome).toEqual({ kind: 'unchanged' });
    expect(calls).toContain('deleteChangeSet arn:cs');
  });

  it('does not wait for a change set that somebody else deletes', async () => {
    const { outcome } = await run({ status: 'DELETE_IN_PROGRESS' });
    expect(outcome).toEqual({
      kind: 'failed',
      status: 'CHANGE_SET_FAILED',
      reason: 'The change set is in DELETE_IN_PROGRESS.',
    });
  });

  it('names the resource that early validation refused', async () => {
    const fault = { logicalId: 'PostsController', resourceType: 'AWS::Lambda::Function', reason: 'taken' };
    const { outcome } = await run(
      { status: 'FAILED', statusReason: 'use the DescribeEvents API' },
      { readChangeSetFaults: async () => [fault] },
    );
    expect(outcome).toMatchObject({
      status: 'CHANGE_SET_FAILED',
      cause: { logicalId: 'PostsController', message: 'taken' },
    });
  });

  it('tells the refusal also when its details may not be read', async () => {
    const { outcome } = await run(
      { status: 'FAILED', statusReason: 'use the DescribeEvents API' },
      {
        readChangeSetFaults: fail(
          new AwsError('access-denied', 'AccessDenied', 'no', 'cloudformation:DescribeEvents'),
        ),
      },
    );
    expect(outcome).toMatchObject({
      reason:
        'use the DescribeEvents API\n(Details could not be read: cloudformation:DescribeEvents answered AccessDenied: no)',
    });
  });

  it('does not fail because a useless change set could not be deleted, and says so', async () => {
    const { outcome, troubles } = await run(
      { status: 'FAILED', statusReason: 'No updates are to be performed.' },
      { deleteChangeSet: fail(refused('AccessDenied')) },
    );
    expect(outcome.kind).toBe('unchanged');
    expect(troubles).toEqual([expect.stringContaining('arn:cs stays')]);
  });
});
