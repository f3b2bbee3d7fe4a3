import type { Aws } from '../aws/connection.ts';
import { loadLive } from '../live/live.ts';
import { digestLive } from '../plan/digest-live.ts';
import { findBlocked } from '../plan/find-blocked.ts';
import type { Plan } from '../plan/plan.ts';
import { exitCodes } from './exit-codes.ts';
import { describePlan, loadDetails, type MadePlan } from './make-plan.ts';
import { CommandError } from './report-error.ts';
import { detail } from './unblock.ts';

/**
 * Reads what is live as it was read when a saved plan was made.
 * Throws CommandError when it is not the same any more: the plan was decided from something else.
 */
export async function recallPlan(aws: Aws, plan: Plan): Promise<MadePlan> {
  const live = await loadLive(aws, plan.namespace, plan.asked.domainName);
  if (findBlocked(live)) throw new CommandError((await detail(aws, live)).problems, exitCodes.blocked);
  const details = plan.steps.length > 0 ? await loadDetails(aws, live, plan.asked.functionNames) : undefined;
  if (digestLive(live, details) !== plan.liveDigest) {
    throw new CommandError(
      {
        message: `${plan.namespace} has changed since the plan was made, so the plan is not carried out`,
        why: 'It was decided from what was live then; another deploy, or somebody by hand, has changed that.',
        fix: 'Make a new plan: jets plan --out FILE',
      },
      exitCodes.blocked,
    );
  }
  return { plan, live, descriptions: describePlan(plan, live, details) };
}
