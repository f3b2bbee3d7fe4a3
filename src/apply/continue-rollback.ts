import { AwsError } from '../aws/aws-error.ts';
import type { StackEventRecord } from '../aws/stack-records.ts';
import type { Stacks } from '../aws/stacks.ts';
import { type StackOutcome, toStackOutcome } from './stack-outcome.ts';
import { watchStack } from './watch-stack.ts';

export interface ContinueRequest {
  /** Of a root stack in UPDATE_ROLLBACK_FAILED. */
  readonly stackId: string;
  /**
   * What is to stay as it is: `LogicalId`, or `<name of the nested stack>.LogicalId`; see `FailedResource.skipName`.
   * CloudFormation then takes it for rolled back.
   */
  readonly skip: readonly string[];
  /** Never used before: tells a request that is sent again from a second one. */
  readonly clientRequestToken: string;
}

/**
 * Lets CloudFormation finish a rollback that failed, and follows that to its end: UPDATE_ROLLBACK_COMPLETE is a success,
 * after which the stack can be updated again (AWS-FACTS 1.3).
 */
export async function continueRollback(
  stacks: Pick<Stacks, 'readLastEvent' | 'continueUpdateRollback' | 'readEvents' | 'readStack'>,
  { stackId, skip, clientRequestToken }: ContinueRequest,
  hooks: {
    readonly onEvent: (event: StackEventRecord) => void;
    readonly onTrouble: (message: string) => void;
  },
): Promise<StackOutcome> {
  const lastEvent = await stacks.readLastEvent(stackId);
  let isOurs = true;
  try {
    await stacks.continueUpdateRollback(stackId, skip, clientRequestToken);
  } catch (error) {
    // Somebody was quicker, or an earlier try of the same request got through although its answer was lost.
    isOurs = false;
    const status = error instanceof AwsError ? await readStatus(stacks, stackId) : undefined;
    if (status === success) return { kind: 'succeeded', status, stackId, orphans: [] };
    if (!status?.startsWith('UPDATE_ROLLBACK_') || !status.endsWith('_IN_PROGRESS')) throw error;
  }
  const result = await watchStack(stacks, {
    stackId,
    lastEventId: lastEvent?.id,
    clientRequestToken: isOurs ? clientRequestToken : undefined,
    ...hooks,
  });
  const outcome = toStackOutcome(result, stackId, [success]);
  if (outcome.kind !== 'failed') return outcome;
  // All of it was a rollback: what kept that from ending is the cause, and there is no second one.
  const { rollbackCause: _, ...failure } = outcome;
  return failure;
}

const success = 'UPDATE_ROLLBACK_COMPLETE';

/** Undefined also when it cannot be read: what made us ask counts more. */
async function readStatus(stacks: Pick<Stacks, 'readStack'>, stackId: string): Promise<string | undefined> {
  return (await stacks.readStack(stackId).catch(() => undefined))?.status;
}
