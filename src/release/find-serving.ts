import type { PlanStep } from '../plan/plan.ts';
import type { Serving } from './carry-out-result.ts';

/**
 * What serves while a plan is carried out.
 *
 * @param done how many of its steps have been carried out.
 * @param failedStatus how the update after them ended (see `FailedOutcome.status`), when that failed.
 */
export function findServing(steps: readonly PlanStep[], done: number, failedStatus?: string): Serving {
  const before = servingAfter(steps, done);
  const step = steps[done];
  if (failedStatus === undefined || step?.kind !== 'update') return before;
  if (/^(ROLLBACK_|DELETE_COMPLETE)/.test(failedStatus)) return 'nothing';
  const isUndone = /^(CHANGE_SET_FAILED|NOT_STARTED|UPDATE_ROLLBACK_COMPLETE)$/.test(failedStatus);
  // Beside the old Rest API the new one changes nothing of it, also when it cannot be undone.
  if (isUndone || (failedStatus === 'UPDATE_ROLLBACK_FAILED' && step.phase !== 'deploy')) return before;
  return 'unknown';
}

function servingAfter(steps: readonly PlanStep[], done: number): Serving {
  const creates = steps.some((step) => step.kind === 'update' && step.action === 'create');
  const carriedOut = steps.slice(0, done);
  const has = (kind: PlanStep['kind'], among = steps) => among.some((step) => step.kind === kind);
  if (carriedOut.some((step) => step.kind === 'update' && step.phase === 'deploy')) return 'new';
  if (creates) return 'nothing';
  // With a domain it is the mapping that decides, also when a deploy that was killed had expanded before.
  if (has('switch')) return has('switch', carriedOut) ? 'new' : 'old';
  if (has('verify')) return has('verify', carriedOut) ? 'new' : 'old';
  const isExpanded = carriedOut.some((step) => step.kind === 'update' && step.phase === 'expand');
  const onlyContracts = steps.every((step) => step.kind === 'update' && step.phase === 'contract');
  return isExpanded || onlyContracts ? 'new' : 'old';
}
