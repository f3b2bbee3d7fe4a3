import type { Live } from '../live/live.ts';
import type { Blocked } from './plan.ts';

/**
 * Whether CloudFormation would refuse any operation on one of our stacks right now (AWS-FACTS 1.3, 1.4).
 * ROLLBACK_COMPLETE and REVIEW_IN_PROGRESS are no obstacles: the plan handles them.
 */
export function findBlocked(live: Live): Blocked | undefined {
  for (const record of [live.toolkit, live.stack?.record]) {
    if (!record) continue;
    const blocked = blockedBy(record.name, record.status, record.statusReason);
    if (blocked) return blocked;
  }
  return undefined;
}

function blockedBy(name: string, status: string, reason: string | undefined): Blocked | undefined {
  const why = reason ? `CloudFormation says: ${reason}` : undefined;
  if (status === 'REVIEW_IN_PROGRESS' || status === 'ROLLBACK_COMPLETE') return undefined;
  if (status.endsWith('_IN_PROGRESS')) {
    return {
      kind: 'busy',
      problem: {
        message: `Stack ${name} is in the middle of an operation (${status})`,
        ...(why ? { why } : {}),
        fix: 'Wait until it is done (jets status shows it), then deploy again.',
      },
    };
  }
  if (status === 'UPDATE_ROLLBACK_FAILED') {
    return {
      kind: 'stuck',
      problem: {
        message: `Stack ${name} is stuck: its last update failed and could not be rolled back (${status})`,
        ...(why ? { why } : {}),
        fix: `Remove what stood in the way, then: aws cloudformation continue-update-rollback --stack-name ${name}`,
      },
    };
  }
  if (/^(ROLLBACK_FAILED|CREATE_FAILED|DELETE_FAILED)$/.test(status)) {
    return {
      kind: 'stuck',
      problem: {
        message: `Stack ${name} is stuck in ${status} and can only be deleted`,
        ...(why ? { why } : {}),
        fix: 'Delete it with: jets delete. Then deploy again.',
      },
    };
  }
  return undefined;
}
