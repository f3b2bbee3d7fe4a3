import type { App } from '../app/app.ts';
import type { Aws } from '../aws/connection.ts';
import type { Artifact } from '../bundle/artifact.ts';
import { type Live, loadLive, loadLivePages } from '../live/live.ts';
import { decidePlan, isUnchanged } from '../plan/decide-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { InputError } from '../problem.ts';
import { buildTemplates, type TemplateInput } from '../templates/build-templates.ts';
import { describeLogicalIds, type LogicalIdDescription } from '../templates/describe-logical-ids.ts';
import { readLivePages } from '../templates/read-live-pages.ts';
import { buildToolkitFile } from '../templates/toolkit.ts';
import { describeLive } from './describe-live.ts';

export interface MadePlan {
  readonly plan: Plan;
  readonly live: Live;
  /** What every logical id stands for, of what is to be and of what is live. */
  readonly descriptions: ReadonlyMap<string, LogicalIdDescription>;
}

/**
 * Reads what is live and decides what to do. Writes nothing.
 * Throws InputError when the app does not fit into CloudFormation's limits.
 */
export async function makePlan(aws: Aws, app: App, artifacts: readonly Artifact[]): Promise<MadePlan> {
  const build = (sticky: Pick<TemplateInput, 'livePages'>) => {
    const built = buildTemplates({ app, artifacts, ...sticky });
    if (!built.ok) throw new InputError(built.problems);
    return built.value;
  };
  const fresh = build({});
  const live = await loadLive(aws, app.namespace);
  const stackId = live.stack?.record.id;
  const livePages = stackId && !isUnchanged(live, fresh, app) ? await loadLivePages(aws, stackId) : [];
  // What is live stays on its page, so that growth never moves it (AWS-FACTS 1.5).
  const templates = livePages.length > 0 ? build({ livePages: readLivePages(livePages) }) : fresh;
  const plan = decidePlan({
    app,
    artifacts,
    templates,
    toolkitTemplate: buildToolkitFile(),
    live,
    livePages,
  });
  const descriptions = new Map([...describeLive(live, livePages), ...describeLogicalIds(templates)]);
  return { plan, live, descriptions };
}
