import type { StackEventRecord, StackRecord } from '../aws/stack-records.ts';
import type { Stacks } from '../aws/stacks.ts';
import { interruptiblePause, type Pause } from './pause.ts';
import { sitOutTrouble } from './sit-out-trouble.ts';
import { watchStack } from './watch-stack.ts';

export type WaitResult =
  | { readonly kind: 'settled'; readonly stack: StackRecord }
  /** The stack no longer exists. */
  | { readonly kind: 'gone' };

export interface WaitHooks {
  /** Called when an operation is under way, with the stack's id; takes its events, also those from before the wait. */
  readonly onStarted: (stackId: string) => (event: StackEventRecord) => void;
  readonly onTrouble: (message: string) => void;
  /** Ends the wait with an AbortError; the operation goes on. */
  readonly signal?: AbortSignal | undefined;
  readonly pause?: Pause | undefined;
}

/**
 * Waits until nobody's operation is under way on a stack, however long that takes: REVIEW_IN_PROGRESS is none. When one
 * operation follows another, both are waited for. Throws AwsError when the stack may not or cannot be read.
 */
export async function waitForStack(
  stacks: Pick<Stacks, 'readEvents' | 'readStack'>,
  nameOrId: string,
  { onStarted, onTrouble, signal, pause = interruptiblePause }: WaitHooks,
): Promise<WaitResult> {
  const trouble = { onTrouble, pause: (milliseconds: number) => pause(milliseconds, signal) };
  const read = (id: string) => sitOutTrouble(() => stacks.readStack(id), trouble);
  let stack = await read(nameOrId);
  for (;;) {
    if (!stack) return { kind: 'gone' };
    if (!isBusy(stack)) return { kind: 'settled', stack };
    const stackId = stack.id;
    const lastEventId = await sitOutTrouble(() => findEventBefore(stacks, stackId), trouble);
    await watchStack(stacks, {
      stackId,
      lastEventId,
      clientRequestToken: undefined,
      onEvent: onStarted(stackId),
      ...trouble,
    });
    stack = await read(stackId);
    // The list of events may lag behind the stack, so that what ended was the operation before.
    if (stack && isBusy(stack)) await trouble.pause(betweenOperations);
  }
}

/** Milliseconds. */
const betweenOperations = 1_000;

function isBusy({ status }: StackRecord): boolean {
  return status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS';
}

/**
 * The event before the operation that is under way, which begins with the newest event of the stack itself that
 * somebody asked for (AWS-FACTS 1: "User Initiated").
 */
async function findEventBefore(
  stacks: Pick<Stacks, 'readEvents'>,
  stackId: string,
): Promise<string | undefined> {
  let hasBegun = false;
  let before: string | undefined;
  await stacks.readEvents(stackId, (event) => {
    if (hasBegun) {
      before ??= event.id;
      return true;
    }
    hasBegun = event.physicalId === stackId && event.reason === 'User Initiated';
    return false;
  });
  return before;
}
