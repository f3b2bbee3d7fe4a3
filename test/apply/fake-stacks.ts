import type { StackEventRecord, StackRecord } from '../../src/aws/stack-records.ts';

/** Events of each stack, oldest first, as CloudFormation has them at one moment; `undefined` for a stack that is gone. */
export type Moment = Readonly<Record<string, readonly StackEventRecord[] | undefined>>;

/**
 * CloudFormation as the watching of a stack sees it: every round of reading finds the next moment, the last one stays.
 * A moment may be an error, which every read then throws.
 */
export function fakeStacks(moments: readonly (Moment | Error)[], record?: Partial<StackRecord>) {
  let round = -1;
  const reads: string[] = [];
  return {
    reads,
    async readEvents(id: string, isKnown: (event: StackEventRecord) => boolean) {
      if (id === 'arn:root') round = Math.min(round + 1, moments.length - 1);
      reads.push(id);
      const moment = moments[round];
      if (moment instanceof Error) throw moment;
      const events = moment?.[id];
      if (!events) return undefined;
      const newestFirst = events.toReversed();
      const known = newestFirst.findIndex(isKnown);
      return known < 0 ? newestFirst : newestFirst.slice(0, known);
    },
    async readStack() {
      return record
        ? { id: 'arn:root', name: 'blog-dev', status: '', outputs: {}, parameters: {}, tags: {}, ...record }
        : undefined;
    },
  };
}
