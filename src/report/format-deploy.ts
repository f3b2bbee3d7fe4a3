import type { StackOutcome } from '../apply/execute-change-set.ts';
import type { Plan } from '../plan/plan.ts';
import type { Problem } from '../problem.ts';
import type { LogicalIdDescription } from '../templates/describe-logical-ids.ts';

/** One line: what a plan comes to. `2 to create, 3 to update, 1 to delete`. */
export function summarizeChanges(plan: Plan): string {
  if (plan.strategy.kind === 'none') return 'Nothing to do: live is what the app says';
  const counts = { create: 0, update: 0, delete: 0 };
  for (const { changes } of plan.changes) for (const { action } of changes) counts[action] += 1;
  const parts = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([action, count]) => `${count} to ${action}`);
  return parts.length > 0 ? parts.join(', ') : 'only tags change';
}

/**
 * The root cause of a failed stack operation, as the last thing a person reads: the first resource that failed in the
 * deepest stack, AWS's message, the route or function it belongs to, what to do.
 */
export function describeFailure(
  stack: string,
  outcome: StackOutcome & { kind: 'failed' },
  descriptions: ReadonlyMap<string, LogicalIdDescription>,
): Problem {
  const { cause } = outcome;
  const belongsTo = cause ? descriptions.get(cause.logicalId) : undefined;
  const message = cause
    ? `${belongsTo?.text ?? `${cause.resourceType} ${cause.logicalId}`} failed in stack ${cause.stackName}`
    : `Stack ${stack} failed (${outcome.status})`;
  return {
    message,
    ...(cause ? { path: `${cause.resourceType} ${cause.logicalId}` } : {}),
    why: cause?.message ?? outcome.reason ?? outcome.status,
    fix: adviceFor(stack, outcome.status),
  };
}

function adviceFor(stack: string, status: string): string {
  switch (status) {
    case 'CHANGE_SET_FAILED':
      return 'CloudFormation refused the change before it began: nothing was changed. Mend the cause, then: jets deploy';
    case 'UPDATE_ROLLBACK_COMPLETE':
      return 'CloudFormation undid the update: what ran before runs on. Mend the cause, then: jets deploy';
    case 'ROLLBACK_COMPLETE':
      return 'CloudFormation undid the first deploy. Mend the cause, then: jets deploy (it removes the left-overs itself)';
    case 'UPDATE_ROLLBACK_FAILED':
      return `The update could not be undone either. Remove what stands in the way, then:\naws cloudformation continue-update-rollback --stack-name ${stack}`;
    default:
      return 'jets status shows the stack as it is now.';
  }
}
