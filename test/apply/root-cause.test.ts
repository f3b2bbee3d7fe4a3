import { describe, expect, it } from 'vitest';

import { findOrphans, findRollbackCause, findRootCause } from '../../src/apply/root-cause.ts';
import { nestedEvent, ownEvent, stackEvent } from './stack-event.ts';

describe('the root cause of a failure', () => {
  it('is the resource inside the nested stack, not the nested stack nor what was cancelled', () => {
    const cause = findRootCause([
      stackEvent({ status: 'UPDATE_FAILED', logicalId: 'Other', reason: 'Resource update cancelled' }),
      stackEvent({
        stackId: 'arn:page',
        stackName: 'blog-dev-RestApiPage1-1A2B',
        logicalId: 'ApiPostsId',
        resourceType: 'AWS::ApiGateway::Resource',
        status: 'CREATE_FAILED',
        reason: 'A sibling ({id}) of this resource already has a variable path part',
      }),
      ownEvent('arn:page', 'UPDATE_ROLLBACK_FAILED'),
      nestedEvent('arn:page', 'UPDATE_FAILED', { reason: 'Embedded stack was not successfully updated.' }),
    ]);
    expect(cause).toEqual({
      stackName: 'blog-dev-RestApiPage1-1A2B',
      logicalId: 'ApiPostsId',
      resourceType: 'AWS::ApiGateway::Resource',
      action: 'create',
      message: 'A sibling ({id}) of this resource already has a variable path part',
    });
  });

  it('is the first of several failures, in whatever order they were read', () => {
    const cause = findRootCause([
      stackEvent({ logicalId: 'Second', status: 'CREATE_FAILED', at: new Date(2) }),
      stackEvent({ logicalId: 'First', status: 'CREATE_FAILED', at: new Date(1) }),
    ]);
    expect(cause?.logicalId).toBe('First');
  });

  it('is the nested stack itself when nothing in it failed', () => {
    const reason = 'TemplateURL must be a supported URL.';
    const cause = findRootCause([nestedEvent('arn:page', 'CREATE_FAILED', { reason })]);
    expect(cause).toMatchObject({ logicalId: 'RestApiPage1', message: reason });
  });

  it('is absent when nothing failed', () => {
    expect(findRootCause([stackEvent({ status: 'CREATE_COMPLETE' })])).toBeUndefined();
  });
});

describe('what kept a rollback from ending', () => {
  it('is what failed after the rollback began', () => {
    const cause = findRollbackCause([
      stackEvent({ logicalId: 'Cause', status: 'CREATE_FAILED' }),
      ownEvent('arn:root', 'UPDATE_ROLLBACK_IN_PROGRESS'),
      stackEvent({ logicalId: 'Back', status: 'UPDATE_FAILED' }),
    ]);
    expect(cause?.logicalId).toBe('Back');
  });

  it('is absent when nothing was rolled back', () => {
    expect(findRollbackCause([stackEvent({ status: 'CREATE_FAILED' })])).toBeUndefined();
  });
});

describe('orphans of an update that succeeded', () => {
  it('are resources whose deletion was given up, and not those it was tried again for', () => {
    const orphans = findOrphans([
      stackEvent({ logicalId: 'Left', physicalId: 'l', status: 'DELETE_FAILED', reason: 'in use' }),
      stackEvent({ logicalId: 'Later', physicalId: 'x', status: 'DELETE_FAILED' }),
      stackEvent({ logicalId: 'Later', physicalId: 'x', status: 'DELETE_COMPLETE' }),
    ]);
    expect(orphans).toEqual([expect.objectContaining({ logicalId: 'Left', message: 'in use' })]);
  });
});
