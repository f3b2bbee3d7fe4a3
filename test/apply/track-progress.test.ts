import { describe, expect, it } from 'vitest';

import type { DeployEvent } from '../../src/apply/deploy-event.ts';
import { trackProgress } from '../../src/apply/track-progress.ts';
import type { StackEventRecord } from '../../src/aws/stack-records.ts';
import { nestedEvent, ownEvent, stackEvent } from './stack-event.ts';

const follow = (events: readonly StackEventRecord[]) => {
  const told: DeployEvent[] = [];
  const track = trackProgress(
    {
      rootStackId: 'arn:root',
      totals: new Map([
        ['app', 3],
        ['RestApiPage1', 1],
      ]),
      describe: (logicalId) => (logicalId === 'PostsController' ? 'function posts_controller' : undefined),
    },
    (event) => told.push(event),
  );
  for (const event of events) track(event);
  return told.flatMap((event) =>
    event.type === 'progress'
      ? [`${event.label} ${event.done}/${event.total ?? '-'} ${event.current ?? ''}`.trim()]
      : [],
  );
};

describe('progress', () => {
  it('counts resources that are through, a line each stack, and names what is being made', () => {
    const page = { stackId: 'arn:page', stackName: 'blog-dev-RestApiPage1-1A2B' };
    expect(
      follow([
        ownEvent('arn:root', 'CREATE_IN_PROGRESS'),
        stackEvent({ logicalId: 'PostsController' }),
        stackEvent({ logicalId: 'PostsController', status: 'CREATE_COMPLETE' }),
        nestedEvent('arn:page', 'CREATE_IN_PROGRESS'),
        stackEvent({ ...page, logicalId: 'Method' }),
        stackEvent({ ...page, logicalId: 'Method', status: 'CREATE_COMPLETE' }),
      ]),
    ).toEqual([
      'blog-dev 0/3 creating function posts_controller',
      'blog-dev 1/3',
      'blog-dev 1/3 creating RestApiPage1',
      'RestApiPage1 0/1 creating Method',
      'RestApiPage1 1/1',
    ]);
  });

  it('says when CloudFormation undoes what it did, and counts anew', () => {
    expect(
      follow([
        stackEvent({ logicalId: 'A', status: 'CREATE_COMPLETE' }),
        ownEvent('arn:root', 'ROLLBACK_IN_PROGRESS'),
        stackEvent({ logicalId: 'A', status: 'DELETE_IN_PROGRESS' }),
        stackEvent({ logicalId: 'A', status: 'DELETE_COMPLETE' }),
      ]),
    ).toEqual([
      'blog-dev 1/3',
      'blog-dev 0/- undoing what was done',
      'blog-dev 0/- rolling back A',
      'blog-dev 1/-',
    ]);
  });
});
