import { describe, expect, it } from 'vitest';

import type { FailedResource } from '../../src/live/failed-resources.ts';
import type { Live } from '../../src/live/live.ts';
import { type BlockedDetails, findBlocked } from '../../src/plan/find-blocked.ts';

const recordOf = (status: string, statusReason?: string) => ({
  id: 'arn:stack',
  name: 'blog-dev',
  status,
  ...(statusReason ? { statusReason } : {}),
  outputs: {},
  parameters: {},
  tags: {},
});
const liveWith = (status: string, statusReason?: string): Live => ({
  stack: { record: recordOf(status, statusReason) },
});
const adviceFor = (status: string, details?: BlockedDetails) =>
  findBlocked(liveWith(status), details)?.problems.at(-1)?.fix;

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
    ['UPDATE_ROLLBACK_FAILED', 'rollback-failed'],
    ['IMPORT_ROLLBACK_FAILED', 'stuck'],
    ['ROLLBACK_FAILED', 'stuck'],
    ['CREATE_FAILED', 'stuck'],
    ['DELETE_FAILED', 'stuck'],
  ])('a stack in %s is %s', (status, kind) => {
    expect(findBlocked(liveWith(status))?.kind).toBe(kind);
  });

  it('names the stack, its state, what CloudFormation says and the way out', () => {
    expect(findBlocked(liveWith('UPDATE_ROLLBACK_FAILED', 'Too Many Requests'))).toEqual({
      kind: 'rollback-failed',
      stackName: 'blog-dev',
      problems: [
        {
          message: expect.stringContaining('Stack blog-dev is stuck'),
          why: 'CloudFormation says: Too Many Requests',
          fix: expect.stringMatching(/\njets deploy --continue-rollback$/),
        },
      ],
    });
  });

  it.each([
    ['UPDATE_IN_PROGRESS', 'jets deploy --wait'],
    ['DELETE_FAILED', 'jets delete'],
    ['ROLLBACK_FAILED', 'jets delete'],
    ['CREATE_FAILED', 'jets delete'],
  ])('the way out of %s is %s', (status, command) => {
    expect(adviceFor(status)?.split('\n')).toContain(command);
  });

  it('does not advise to deploy who wants to delete', () => {
    expect(adviceFor('UPDATE_IN_PROGRESS', { command: 'delete' })).toBe(
      'Wait until CloudFormation is done, then run the same command again.',
    );
  });

  const failed: FailedResource[] = [
    {
      stackName: 'blog-dev',
      logicalId: 'PostsController',
      type: 'AWS::Lambda::Function',
      status: 'UPDATE_FAILED',
      reason: 'The code is gone',
      skipName: 'PostsController',
    },
    {
      stackName: 'blog-dev-Page-1X',
      logicalId: 'Pets',
      type: 'AWS::ApiGateway::Resource',
      status: 'UPDATE_FAILED',
      skipName: 'blog-dev-Page-1X.Pets',
    },
  ];

  it('says what could not be rolled back, why, and how to leave it out', () => {
    const describe = (logicalId: string) =>
      logicalId === 'PostsController' ? 'function posts_controller' : undefined;
    const blocked = findBlocked(liveWith('UPDATE_ROLLBACK_FAILED'), { failed, describe });
    expect(blocked?.problems.slice(0, -1)).toEqual([
      {
        message: 'Function posts_controller could not be rolled back',
        path: 'AWS::Lambda::Function PostsController in stack blog-dev',
        why: 'The code is gone',
      },
      {
        message: 'AWS::ApiGateway::Resource Pets could not be rolled back',
        path: 'AWS::ApiGateway::Resource Pets in stack blog-dev-Page-1X',
        why: 'CloudFormation says: UPDATE_FAILED',
      },
    ]);
    expect(adviceFor('UPDATE_ROLLBACK_FAILED', { failed })).toMatch(
      /\njets deploy --continue-rollback --skip PostsController --skip blog-dev-Page-1X\.Pets$/,
    );
  });

  it('says what could not be deleted', () => {
    const role: FailedResource = {
      stackName: 'blog-dev',
      logicalId: 'Role',
      type: 'AWS::IAM::Role',
      status: 'DELETE_FAILED',
      reason: 'Cannot delete entity',
    };
    expect(findBlocked(liveWith('DELETE_FAILED'), { failed: [role] })?.problems).toMatchObject([
      { message: 'AWS::IAM::Role Role could not be deleted', why: 'Cannot delete entity' },
      { fix: expect.stringContaining('What is named here still stands') },
    ]);
  });

  it('does not name earlier failures while CloudFormation is at work', () => {
    expect(findBlocked(liveWith('UPDATE_IN_PROGRESS'), { failed })?.problems).toHaveLength(1);
  });

  it.each([
    ['UPDATE_ROLLBACK_IN_PROGRESS', 'busy'],
    ['UPDATE_ROLLBACK_FAILED', 'rollback-failed'],
    ['CREATE_IN_PROGRESS', undefined],
    ['UPDATE_IN_PROGRESS', undefined],
  ])('a toolkit in %s is %s', (status, kind) => {
    expect(findBlocked({ toolkit: recordOf(status) })?.kind).toBe(kind);
  });

  it('does not send anybody to jets delete for the toolkit, which other apps need', () => {
    const blocked = findBlocked({ toolkit: { ...recordOf('ROLLBACK_FAILED'), name: 'jets-toolkit' } });
    expect(blocked?.stackName).toBe('jets-toolkit');
    expect(blocked?.problems[0]?.fix).toContain('aws cloudformation delete-stack --stack-name jets-toolkit');
    expect(blocked?.problems[0]?.fix).not.toContain('jets delete');
  });

  it('is not blocked when nothing is deployed', () => {
    expect(findBlocked({})).toBeUndefined();
  });
});
