import { describe, expect, it } from 'vitest';

import type { StackEventRecord, StackResourceRecord } from '../../src/aws/stack-records.ts';
import { readFailedResources } from '../../src/live/failed-resources.ts';
import { stackEvent } from '../apply/stack-event.ts';

const pageId = 'arn:aws:cloudformation:us-east-1:123456789012:stack/blog-dev-RestApiPage1-1X/0b1c';
const resource = (fields: Partial<StackResourceRecord>): StackResourceRecord => ({
  logicalId: 'X',
  physicalId: 'x',
  type: 'AWS::Lambda::Function',
  status: 'UPDATE_COMPLETE',
  ...fields,
});
const page = (status: string, fields: Partial<StackResourceRecord> = {}) =>
  resource({
    logicalId: 'RestApiPage1',
    physicalId: pageId,
    type: 'AWS::CloudFormation::Stack',
    status,
    ...fields,
  });

const own = (stackId: string, status: string) =>
  stackEvent({ stackId, physicalId: stackId, resourceType: 'AWS::CloudFormation::Stack', status });
const failure = (stackId: string, logicalId: string) =>
  stackEvent({ stackId, logicalId, status: 'UPDATE_FAILED' });
/** Of an update in which Y failed, and of its rollback, in which X and Pets failed. */
const eventsOf = (stackId: string, last: readonly StackEventRecord[] = []) => [
  own(stackId, 'UPDATE_IN_PROGRESS'),
  failure(stackId, 'Before'),
  own(stackId, 'UPDATE_ROLLBACK_COMPLETE'),
  own(stackId, 'UPDATE_IN_PROGRESS'),
  failure(stackId, 'Y'),
  own(stackId, 'UPDATE_ROLLBACK_IN_PROGRESS'),
  failure(stackId, 'X'),
  failure(stackId, 'Pets'),
  own(stackId, 'UPDATE_ROLLBACK_FAILED'),
  ...last,
];

const read = (
  root: readonly StackResourceRecord[],
  inPage: readonly StackResourceRecord[] = [],
  last: readonly StackEventRecord[] = [],
) =>
  readFailedResources(
    {
      listResources: async (id) => [...(id === pageId ? inPage : id === 'arn:root' ? root : [])],
      readEvents: async (id, isKnown) => {
        const newestFirst = eventsOf(id, last).toReversed();
        return newestFirst.slice(0, newestFirst.findIndex(isKnown));
      },
    },
    { id: 'arn:root', name: 'blog-dev' },
  );

describe('reading what failed in a stack', () => {
  it('names it with its reason, and as ContinueUpdateRollback wants it skipped', async () => {
    const failed = { status: 'UPDATE_FAILED', reason: 'the key is gone' };
    expect(await read([resource(failed), page('UPDATE_COMPLETE')])).toEqual([
      {
        stackName: 'blog-dev',
        logicalId: 'X',
        type: 'AWS::Lambda::Function',
        ...failed,
        skipName: 'X',
      },
    ]);
  });

  it('names what failed in a nested stack, by the name of that stack, instead of the nested stack', async () => {
    const failed = await read(
      [page('UPDATE_FAILED', { reason: 'Embedded stack was not successfully updated' })],
      [resource({ logicalId: 'Pets', status: 'UPDATE_FAILED' })],
    );
    expect(failed).toMatchObject([
      {
        stackName: 'blog-dev-RestApiPage1-1X',
        logicalId: 'Pets',
        skipName: 'blog-dev-RestApiPage1-1X.Pets',
      },
    ]);
  });

  it('names a nested stack in which nothing failed, and that it cannot be skipped', async () => {
    const [failed] = await read([page('UPDATE_FAILED', { reason: 'Too Many Requests' })]);
    expect(failed).toMatchObject({ logicalId: 'RestApiPage1', reason: 'Too Many Requests' });
    expect(failed).not.toHaveProperty('skipName');
  });

  it.each(['DELETE_FAILED', 'CREATE_FAILED'])('says that what is in %s cannot be skipped', async (status) => {
    const [failed] = await read([resource({ status })]);
    expect(failed).toMatchObject({ status });
    expect(failed).not.toHaveProperty('skipName');
  });

  it.each(['Y', 'Before'])('says that %s cannot be skipped, which failed in an update', async (logicalId) => {
    const [failed] = await read([resource({ logicalId, status: 'UPDATE_FAILED' })]);
    expect(failed).toMatchObject({ logicalId });
    expect(failed).not.toHaveProperty('skipName');
  });

  it('says that what failed in an earlier try of the rollback can be skipped', async () => {
    const again = [own('arn:root', 'UPDATE_ROLLBACK_IN_PROGRESS'), own('arn:root', 'UPDATE_ROLLBACK_FAILED')];
    const [failed] = await read([resource({ status: 'UPDATE_FAILED' })], [], again);
    expect(failed).toMatchObject({ logicalId: 'X', skipName: 'X' });
  });

  it('leaves out what was only cancelled because something else failed', async () => {
    const cancelled = { status: 'UPDATE_FAILED', reason: 'Resource update cancelled' };
    expect(await read([resource(cancelled)])).toEqual([]);
  });

  it('does not look into nested stacks that are gone or were never made', async () => {
    const inPage = [resource({ status: 'DELETE_FAILED' })];
    expect(await read([page('DELETE_COMPLETE')], inPage)).toEqual([]);
    const [failed] = await read([page('CREATE_FAILED', { physicalId: '' })], inPage);
    expect(failed).toMatchObject({ logicalId: 'RestApiPage1' });
  });
});
