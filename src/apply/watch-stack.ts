import { setTimeout as delay } from 'node:timers/promises';

import type { StackEventRecord } from '../aws/stack-records.ts';
import type { Stacks } from '../aws/stacks.ts';
import { followEvents, type FollowOptions } from './follow-events.ts';
import { sitOutTrouble } from './sit-out-trouble.ts';

export interface WatchResult {
  /**
   * Terminal status of the root stack: `UPDATE_COMPLETE`; `DELETE_COMPLETE` for one that is gone; `NOT_STARTED` when
   * CloudFormation took the request and then did nothing.
   */
  readonly status: string;
  readonly reason?: string;
  /** Of the root and its nested stacks, oldest first. */
  readonly events: readonly StackEventRecord[];
}

export interface WatchOptions extends FollowOptions {
  readonly onEvent: (event: StackEventRecord) => void;
  /** Said once when CloudFormation cannot be asked for a while. */
  readonly onTrouble: (message: string) => void;
  /** Waits so many milliseconds. */
  readonly pause?: (milliseconds: number) => Promise<unknown>;
}

/**
 * Follows one operation of a stack and its nested stacks until CloudFormation is done. Throttling and lost connections
 * are sat out for a time: CloudFormation goes on meanwhile. Throws AwsError when they last.
 */
export async function watchStack(
  stacks: Pick<Stacks, 'readEvents' | 'readStack'>,
  options: WatchOptions,
): Promise<WatchResult> {
  const { stackId, onEvent, onTrouble, pause = delay } = options;
  const feed = followEvents(stacks, options);
  const events: StackEventRecord[] = [];
  /** All in milliseconds of waiting. */
  let waited = 0;
  let lastNewsAt = 0;
  let end: StackEventRecord | undefined;
  const wait = async (milliseconds: number) => {
    await pause(milliseconds);
    waited += milliseconds;
  };

  /** Reads what is new; answers with the end of the watch once it has come. */
  const look = async (): Promise<WatchResult | undefined> => {
    const news = await feed.readNew();
    if (!news) return { status: 'DELETE_COMPLETE', reason: 'The stack no longer exists', events };
    for (const event of news) {
      events.push(event);
      onEvent(event);
    }
    if (news.length > 0) lastNewsAt = waited;
    const knewEnd = end !== undefined;
    end = findEnd(events, stackId);
    // Nested stacks were read at the same time as the end was: their last events may have come after that.
    if (end && !knewEnd && feed.stackCount() > 1) return look();
    if (end) return { status: end.status, ...(end.reason ? { reason: end.reason } : {}), events };
    if (waited - lastNewsAt < longestSilence) return undefined;
    lastNewsAt = waited;
    const record = await stacks.readStack(stackId);
    if (!record) return { status: 'DELETE_COMPLETE', events };
    if (record.status.endsWith('_IN_PROGRESS')) return undefined;
    if (events.length > 0) {
      return {
        status: record.status,
        ...(record.statusReason ? { reason: record.statusReason } : {}),
        events,
      };
    }
    return {
      status: 'NOT_STARTED',
      reason: `CloudFormation took the request, but nothing has happened since; the stack is in ${record.status}`,
      events,
    };
  };

  for (;;) {
    const result = await sitOutTrouble(look, { onTrouble, pause: wait }).catch((error: unknown) => {
      onTrouble('CloudFormation goes on with what it has begun: see how it ends with jets status');
      throw error;
    });
    if (result) return result;
    await wait(nextPause(waited, feed.stackCount()));
  }
}

/** Milliseconds without an event after which the stack itself is asked; some resources take minutes. */
const longestSilence = 60_000;

/**
 * Short at first, so that small stacks feel instant; long ones are asked every two seconds, and more rarely the more
 * stacks there are to ask, so that CloudFormation's quota on reading is not used up.
 */
function nextPause(waited: number, stackCount: number): number {
  const pause = Math.min(Math.max(waited / 8, 40), 2_000);
  return Math.min(pause * Math.max(1, stackCount / 5), 5_000);
}

function findEnd(events: readonly StackEventRecord[], stackId: string): StackEventRecord | undefined {
  const last = events.findLast((event) => event.stackId === stackId && event.physicalId === stackId);
  return last && !last.status.endsWith('_IN_PROGRESS') ? last : undefined;
}
