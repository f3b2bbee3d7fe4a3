import type { App } from '../app/app.ts';
import type { Aws } from '../aws/connection.ts';
import type { Artifact } from '../bundle/artifact.ts';
import { type Live, loadLive } from '../live/live.ts';
import type { LiveDetails } from '../live/live-details.ts';
import { loadLiveDetails } from '../live/load-details.ts';
import type { Choices } from '../plan/candidates.ts';
import { decidePlan, draftCandidate, isFreshDraft, isUnchanged } from '../plan/decide-plan.ts';
import { findBlocked } from '../plan/find-blocked.ts';
import { listFunctionNames } from '../plan/list-function-names.ts';
import { parseTemplate } from '../plan/parse-template.ts';
import { buildTags, isDeployed } from '../plan/plan-state.ts';
import type { Plan } from '../plan/plan.ts';
import { InputError } from '../problem.ts';
import { describeLogicalIds, type LogicalIdDescription } from '../templates/describe-logical-ids.ts';
import { buildToolkitFile } from '../templates/toolkit.ts';
import { describeLive } from './describe-live.ts';

export interface MadePlan {
  readonly plan: Plan;
  readonly live: Live;
  /** What every logical id stands for, of what is to be and of what is live. */
  readonly descriptions: ReadonlyMap<string, LogicalIdDescription>;
}

/**
 * Reads what is live and decides what to do. Writes nothing. When nothing is to be done, or nothing can be, three reads
 * tell; only then is more read.
 * Throws InputError when the app does not fit into CloudFormation's limits.
 */
export async function makePlan(
  aws: Aws,
  app: App,
  artifacts: readonly Artifact[],
  choices: Choices,
): Promise<MadePlan> {
  // What CloudFormation's limits do not allow is told before anything is asked.
  const fresh = draftCandidate({}, app, artifacts, choices);
  if (fresh.problems.length > 0) throw new InputError(fresh.problems);
  const live = await loadLive(aws, app.namespace, app.config.domain?.name);
  const draft = isFreshDraft(live) ? fresh : draftCandidate(live, app, artifacts, choices);
  const isIdle = findBlocked(live) !== undefined || isUnchanged(live, app, draft, choices);
  const functionNames = isIdle ? [] : listFunctionNames(live, draft, buildTags(app));
  const details = isIdle ? undefined : await loadDetails(aws, live, functionNames);
  const decided = decidePlan({
    app,
    artifacts,
    choices,
    toolkitTemplate: buildToolkitFile(),
    live,
    ...(details ? { details } : {}),
    functionNames,
  });
  if (!decided.ok) throw new InputError(decided.problems);
  return { plan: decided.value, live, descriptions: describePlan(decided.value, live, details) };
}

/** Of a stack that was never deployed only the function names matter. */
export async function loadDetails(
  aws: Aws,
  { stack }: Live,
  functionNames: readonly string[],
): Promise<LiveDetails> {
  const stackId = stack && isDeployed(stack) ? stack.record.id : undefined;
  return await loadLiveDetails(aws, { stackId, functionNames });
}

/** What the logical ids of a plan's templates and of the live ones stand for. */
export function describePlan(
  { templates }: Plan,
  live: Live,
  details: LiveDetails | undefined,
): Map<string, LogicalIdDescription> {
  const planned = templates.flatMap(({ body }) => {
    const template = parseTemplate(body);
    return template ? [{ template }] : [];
  });
  const [app, ...pages] = planned;
  return new Map([
    ...describeLive(live, details?.pages ?? []),
    ...(app ? describeLogicalIds({ app, pages }) : []),
  ]);
}
