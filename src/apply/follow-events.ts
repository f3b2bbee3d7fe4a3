import type { StackEventRecord } from '../aws/stack-records.ts';
import type { Stacks } from '../aws/stacks.ts';

export interface EventFeed {
  /**
   * What happened since the last call, in the root stack and all its nested stacks, oldest first. Nested stacks that
   * turn up are read at once. `undefined` when CloudFormation no longer knows the root stack. Throws AwsError; what was
   * not returned then is returned by a later call.
   */
  readNew(): Promise<StackEventRecord[] | undefined>;
  /** Stacks that are read, the root included. */
  stackCount(): number;
}

export interface FollowOptions {
  /** The root stack's id, not its name: a deleted stack is known only by id. */
  readonly stackId: string;
  /**
   * Newest event before the operation began. Timestamps can tie, so the id is what marks it (AWS-FACTS 1). Nested stacks
   * are read from the moment the root began.
   */
  readonly lastEventId: string | undefined;
  /** Token of the request that begins the operation; `undefined` when somebody else began it or no token was sent. */
  readonly clientRequestToken: string | undefined;
}

/** The events of one operation, each exactly once. */
export function followEvents(stacks: Pick<Stacks, 'readEvents'>, options: FollowOptions): EventFeed {
  const { stackId: rootId, lastEventId, clientRequestToken } = options;
  const seen = new Set(lastEventId === undefined ? [] : [lastEventId]);
  const followed = new Set([rootId]);
  let beganAt: Date | undefined;

  const readStack = (id: string) =>
    stacks.readEvents(
      id,
      (event) => seen.has(event.id) || (id !== rootId && beganAt !== undefined && event.at < beganAt),
    );

  /** The list of events lags behind at times, so that an earlier operation's last ones turn up late. */
  const isEarlierOperation = (event: StackEventRecord) =>
    beganAt === undefined &&
    clientRequestToken !== undefined &&
    event.clientRequestToken !== undefined &&
    event.clientRequestToken !== clientRequestToken;

  const isNews = (event: StackEventRecord): boolean => {
    if (seen.has(event.id)) return false;
    seen.add(event.id);
    if (isEarlierOperation(event)) return false;
    beganAt ??= event.at;
    if (isNestedStack(event)) followed.add(event.physicalId);
    return true;
  };

  return {
    stackCount: () => followed.size,
    async readNew() {
      const news: StackEventRecord[] = [];
      const done = new Set<string>();
      for (;;) {
        const ids = [...followed].filter((id) => !done.has(id));
        if (ids.length === 0) break;
        const found = await Promise.all(ids.map(readStack));
        if (ids[0] === rootId && found[0] === undefined) return undefined;
        for (const id of ids) done.add(id);
        news.push(...found.flatMap((events) => (events ?? []).toReversed().filter(isNews)));
      }
      // One stack's events come in order; between stacks the clock decides. The sort is stable.
      return news.toSorted((one, other) => one.at.getTime() - other.at.getTime());
    },
  };
}

function isNestedStack(event: StackEventRecord): event is StackEventRecord & { physicalId: string } {
  return (
    event.resourceType === 'AWS::CloudFormation::Stack' &&
    event.physicalId !== event.stackId &&
    event.physicalId?.startsWith('arn:') === true
  );
}
