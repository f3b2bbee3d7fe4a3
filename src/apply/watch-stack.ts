import { setTimeout as delay } from 'node:timers/promises';

import type { Aws } from '../aws/connection.ts';
import type { StackEventRecord } from '../aws/stacks.ts';

export interface WatchResult {
  /** Terminal status of the root stack: `UPDATE_COMPLETE`; `DELETE_COMPLETE` for one that is gone. */
  readonly status: string;
  readonly reason?: string;
  /** Of the root and its nested stacks, oldest first. */
  readonly events: readonly StackEventRecord[];
}

/**
 * Follows one operation of a stack and its nested stacks until CloudFormation is done.
 *
 * @param stackId the root stack's id, not its name: a deleted stack is known only by id.
 * @param lastEventId newest event before the operation began; what follows belongs to it. Timestamps can tie,
 *   so the id is what marks it (AWS-FACTS 1). Nested stacks are read from the moment the root began.
 */
export async function watchStack(
  aws: Aws,
  stackId: string,
  lastEventId: string | undefined,
  onEvent: (event: StackEventRecord) => void,
): Promise<WatchResult> {
  const stacks = await aws.stacks();
  const seen = new Set<string>(lastEventId ? [lastEventId] : []);
  const watched = new Set([stackId]);
  const events: StackEventRecord[] = [];
  let beganAt: Date | undefined;

  const readNew = async (id: string): Promise<StackEventRecord[]> => {
    const isKnown = (event: StackEventRecord) =>
      seen.has(event.id) || (id !== stackId && beganAt !== undefined && event.at < beganAt);
    return (await stacks.readEvents(id, isKnown)).toReversed();
  };

  for (let pause = firstPause; ; pause = Math.min(pause * 1.5, longestPause)) {
    const fresh = (await Promise.all([...watched].map(readNew))).flat();
    if (fresh.length > 0) pause = firstPause;
    // One stack's events come in order; between stacks the clock decides. The sort is stable.
    for (const event of fresh.toSorted((a, b) => a.at.getTime() - b.at.getTime())) {
      if (seen.has(event.id)) continue;
      seen.add(event.id);
      beganAt ??= event.at;
      events.push(event);
      const isNested =
        event.resourceType === 'AWS::CloudFormation::Stack' && event.physicalId?.startsWith('arn:');
      if (isNested && event.physicalId !== event.stackId) watched.add(event.physicalId ?? '');
      onEvent(event);
    }
    const end = events.findLast((event) => event.stackId === stackId && event.physicalId === stackId);
    if (end && isTerminal(end.status)) {
      return { status: end.status, ...(end.reason ? { reason: end.reason } : {}), events };
    }
    await delay(pause);
  }
}

/** Milliseconds. Starts short so that small stacks feel instant, grows so that long ones are not throttled. */
const firstPause = 40;
const longestPause = 2_000;

function isTerminal(status: string): boolean {
  return !status.endsWith('_IN_PROGRESS');
}
