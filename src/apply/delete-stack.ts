import type { StackEventRecord } from '../aws/stack-records.ts';
import type { Stacks } from '../aws/stacks.ts';
import { type StackOutcome, toStackOutcome } from './stack-outcome.ts';
import { watchStack } from './watch-stack.ts';

export interface DeleteRequest {
  readonly stackId: string;
  /** Never used before: tells a request that is sent again from a second one. */
  readonly clientRequestToken: string;
}

/** Deletes a stack with everything in it and follows that to its end. */
export async function deleteStack(
  stacks: Stacks,
  { stackId, clientRequestToken }: DeleteRequest,
  hooks: {
    readonly onEvent: (event: StackEventRecord) => void;
    readonly onTrouble: (message: string) => void;
  },
): Promise<StackOutcome> {
  const lastEvent = await stacks.readLastEvent(stackId);
  await stacks.deleteStack(stackId, clientRequestToken);
  const result = await watchStack(stacks, {
    stackId,
    lastEventId: lastEvent?.id,
    clientRequestToken,
    ...hooks,
  });
  return toStackOutcome(result, stackId, ['DELETE_COMPLETE']);
}
