import { findOrphans, findRollbackCause, findRootCause, type RootCause } from './root-cause.ts';
import type { WatchResult } from './watch-stack.ts';

export interface FailedOutcome {
  readonly kind: 'failed';
  /**
   * Terminal status of the stack; `CHANGE_SET_FAILED` when CloudFormation refused the change before it began, and
   * `NOT_STARTED` when it took it and did nothing.
   */
  readonly status: string;
  readonly reason?: string;
  readonly cause?: RootCause;
  /** Why CloudFormation could not undo what it had begun. */
  readonly rollbackCause?: RootCause;
}

/** How one operation on a stack ended. */
export type StackOutcome =
  | {
      readonly kind: 'succeeded';
      readonly status: string;
      readonly stackId: string;
      /** Resources that CloudFormation gave up deleting. */
      readonly orphans: readonly RootCause[];
    }
  | { readonly kind: 'unchanged' }
  | FailedOutcome;

/** @param success the statuses that an operation of this kind is to end in. */
export function toStackOutcome(
  { status, reason, events }: WatchResult,
  stackId: string,
  success: readonly string[],
): StackOutcome {
  if (success.includes(status)) {
    return { kind: 'succeeded', status, stackId, orphans: findOrphans(events) };
  }
  const cause = findRootCause(events);
  const rollbackCause = status.endsWith('ROLLBACK_FAILED') ? findRollbackCause(events) : undefined;
  return {
    kind: 'failed',
    status,
    ...(reason ? { reason } : {}),
    ...(cause ? { cause } : {}),
    ...(rollbackCause ? { rollbackCause } : {}),
  };
}
