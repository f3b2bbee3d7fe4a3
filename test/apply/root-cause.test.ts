import { describe, expect, it } from 'vitest';

import { findRootCause } from '../../src/apply/root-cause.ts';
import type { StackEventRecord } from '../../src/aws/stacks.ts';

const event = (fields: Partial<StackEventRecord>): StackEventRecord => ({
  id: Math.random().toString(),
  stackId: 'arn:root',
  stackName: 'blog-dev',
  logicalId: 'X',
  resourceType: 'AWS::Lambda::Function',
  status: 'CREATE_IN_PROGRESS',
  at: new Date(0),
  ...fields,
});

describe('findRootCause', () => {
  it('is the resource inside the nested stack, not the nested stack nor what was cancelled', () => {
    const cause = findRootCause([
      event({ status: 'UPDATE_FAILED', logicalId: 'Other', reason: 'Resource update cancelled' }),
      event({
        stackId: 'arn:page',
        stackName: 'blog-dev-RestApiPage1-1A2B',
        logicalId: 'ApiPostsId',
        resourceType: 'AWS::ApiGateway::Resource',
        status: 'CREATE_FAILED',
        reason: 'A sibling ({id}) of this resource already has a variable path part',
      }),
      event({
        stackId: 'arn:page',
        physicalId: 'arn:page',
        resourceType: 'AWS::CloudFormation::Stack',
        status: 'UPDATE_ROLLBACK_FAILED',
      }),
      event({
        logicalId: 'RestApiPage1',
        physicalId: 'arn:page',
        resourceType: 'AWS::CloudFormation::Stack',
        status: 'UPDATE_FAILED',
        reason: 'Embedded stack arn:page was not successfully updated.',
      }),
    ]);
    expect(cause).toEqual({
      stackName: 'blog-dev-RestApiPage1-1A2B',
      logicalId: 'ApiPostsId',
      resourceType: 'AWS::ApiGateway::Resource',
      message: 'A sibling ({id}) of this resource already has a variable path part',
    });
  });

  it('is the first of several failures', () => {
    const cause = findRootCause([
      event({ logicalId: 'First', status: 'CREATE_FAILED', reason: 'one' }),
      event({ logicalId: 'Second', status: 'CREATE_FAILED', reason: 'two' }),
    ]);
    expect(cause?.logicalId).toBe('First');
  });

  it('is the nested stack itself when nothing in it failed', () => {
    const cause = findRootCause([
      event({
        logicalId: 'RestApiPage1',
        physicalId: 'arn:page',
        resourceType: 'AWS::CloudFormation::Stack',
        status: 'CREATE_FAILED',
        reason: 'TemplateURL must be a supported URL.',
      }),
    ]);
    expect(cause?.logicalId).toBe('RestApiPage1');
  });

  it('is absent when nothing failed', () => {
    expect(findRootCause([event({ status: 'CREATE_COMPLETE' })])).toBeUndefined();
  });
});
