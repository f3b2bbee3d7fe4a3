import { describe, expect, it } from 'vitest';

import type { Live } from '../../src/live/live.ts';
import { findBlocked } from '../../src/plan/find-blocked.ts';

const liveWith = (status: string, statusReason?: string): Live => ({
  stack: {
    record: {
      id: 'arn:stack',
      name: 'blog-dev',
      status,
      ...(statusReason ? { statusReason } : {}),
      outputs: {},
      parameters: {},
      tags: {},
    },
  },
});

describe('findBlocked', () => {
  it.each([
    ['CREATE_COMPLETE', undefined],
    ['UPDATE_COMPLETE', undefined],
    ['UPDATE_ROLLBACK_COMPLETE', undefined],
    ['ROLLBACK_COMPLETE', undefined],
    ['REVIEW_IN_PROGRESS', undefined],
    ['UPDATE_IN_PROGRESS', 'busy'],
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'busy'],
    ['DELETE_IN_PROGRESS', 'busy'],
    ['UPDATE_ROLLBACK_FAILED', 'stuck'],
    ['ROLLBACK_FAILED', 'stuck'],
    ['DELETE_FAILED', 'stuck'],
  ])('a stack in %s is %s', (status, kind) => {
    expect(findBlocked(liveWith(status))?.kind).toBe(kind);
  });

  it('names the stack, its state, what CloudFormation says and the way out', () => {
    const blocked = findBlocked(liveWith('UPDATE_ROLLBACK_FAILED', 'Too Many Requests'));
    expect(blocked?.problem).toEqual({
      message: expect.stringContaining('Stack blog-dev is stuck'),
      why: 'CloudFormation says: Too Many Requests',
      fix: expect.stringContaining('continue-update-rollback --stack-name blog-dev'),
    });
  });

  it.each([
    ['UPDATE_ROLLBACK_IN_PROGRESS', 'busy'],
    ['UPDATE_ROLLBACK_FAILED', 'stuck'],
    ['CREATE_IN_PROGRESS', undefined],
    ['UPDATE_IN_PROGRESS', undefined],
  ])('a toolkit in %s is %s', (status, kind) => {
    const { stack } = liveWith(status);
    expect(stack && findBlocked({ toolkit: stack.record })?.kind).toBe(kind);
  });

  it('does not send anybody to jets delete for the toolkit, which other apps need', () => {
    const { stack } = liveWith('ROLLBACK_FAILED');
    const toolkit = stack && { ...stack.record, name: 'jets-toolkit' };
    expect(toolkit && findBlocked({ toolkit })?.problem.fix).toContain(
      'aws cloudformation delete-stack --stack-name jets-toolkit',
    );
  });

  it('is not blocked when nothing is deployed', () => {
    expect(findBlocked({})).toBeUndefined();
  });
});
