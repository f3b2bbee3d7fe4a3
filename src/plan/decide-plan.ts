import type { Artifact } from '../bundle/artifact.ts';
import type { App } from '../app/app.ts';
import type { Live } from '../live/live.ts';
import type { Checked } from '../problem.ts';
import { codeKey } from '../templates/keys.ts';
import type { TemplateFile } from '../templates/template.ts';
import { toolkitVersion } from '../templates/toolkit.ts';
import { buildCandidate, type Candidate, type Choices } from './candidates.ts';
import { chooseStrategy } from './choose-strategy.ts';
import { decideApproval, decideEndpoint } from './decide-endpoint.ts';
import { decideSteps } from './decide-steps.ts';
import { diffFunctions } from './diff-functions.ts';
import { diffRoutes } from './diff-routes.ts';
import { diffTemplates } from './diff-templates.ts';
import { digestLive } from './digest-live.ts';
import { estimateEffort } from './estimate-effort.ts';
import { findBlocked } from './find-blocked.ts';
import { findMapping } from './find-mapping.ts';
import { parseTemplate } from './parse-template.ts';
import { buildTags, isDeployed, type PlanInput, readGeneration, readPlanState } from './plan-state.ts';
import type { Blocked, Plan, PlanStep, Reason, StackChanges, ToolkitAction } from './plan.ts';
import { isSameJson } from './same-json.ts';

/**
 * Compares the app with what is live and decides what to do. Pure: the same input, the same plan.
 * What CloudFormation's limits do not allow is a problem of the app.
 */
export function decidePlan(input: PlanInput): Checked<Plan> {
  const { app, artifacts, choices, live, details, functionNames, toolkitTemplate } = input;
  const { domain } = app.config;
  const base = {
    version: 1,
    namespace: app.namespace,
    region: app.config.region,
    liveDigest: digestLive(live, details),
    asked: { functionNames, ...(domain ? { domainName: domain.name } : {}) },
    toolkit: decideToolkitAction(live),
    toolkitTemplate: { body: toolkitTemplate.body, digest: toolkitTemplate.digest },
    tags: buildTags(app),
    warnings: [],
  } as const;
  const idle = {
    endpoint: decideEndpoint(app, live, false),
    routes: { added: [], removed: [], changed: [], unchanged: app.routes.length },
    functions: { added: [], removed: [], changed: [], unchanged: app.functions.length },
    steps: [],
    templates: [],
    artifacts: [],
    effort: { operations: 0, seconds: 0 },
  } as const;
  const stop = (reasons: readonly Reason[], blocked?: Blocked): Checked<Plan> => ({
    ok: true,
    value: {
      ...base,
      ...idle,
      // Of a plan that does nothing no more than the stacks is read again to tell whether they have moved.
      liveDigest: digestLive(live, undefined),
      strategy: { kind: 'none', reasons },
      ...(blocked ? { blocked } : {}),
    },
  });

  const blocked = findBlocked(live);
  if (blocked) return stop([], blocked);
  if (!details) return stop([same]);
  const state = readPlanState(input, details);
  const chosen = chooseStrategy(state);
  if (chosen.kind === 'problems') return { ok: false, problems: chosen.problems };
  if (chosen.kind === 'blocked') return stop(chosen.reasons, chosen.blocked);
  const decided = decideSteps(state, chosen);
  if (!decided.ok) return decided;
  const { steps, templates, final } = decided.value;
  if (steps.length === 0) return stop([same]);

  const kind = chosen.strategy;
  const endpoint = decideEndpoint(app, live, final.generation !== state.generation);
  const approval = decideApproval(app, choices, kind, endpoint);
  return {
    ok: true,
    value: {
      ...base,
      strategy: { kind, reasons: chosen.reasons },
      ...(approval ? { approval } : {}),
      endpoint,
      routes: diffRoutes(app, state.servingPages, [...final.tree.pages.values()]),
      functions: diffFunctions(app, state.tree?.root, final.tree.root),
      steps,
      templates,
      artifacts: artifacts.map((artifact) => ({ ...artifact, key: codeKey(app.namespace, artifact.sha256) })),
      effort: estimateEffort(listUpdates(steps, base.toolkit, toolkitTemplate), app.config.api.endpointType),
    },
  };
}

function listUpdates(
  steps: readonly PlanStep[],
  toolkit: ToolkitAction,
  { template }: TemplateFile,
): (readonly StackChanges[])[] {
  return [
    ...(toolkit === 'keep' ? [] : [[{ stack: 'app', changes: diffTemplates(undefined, template) }]]),
    ...steps.flatMap((step) => (step.kind === 'update' ? [step.changes] : [])),
  ];
}

const same: Reason = { code: 'same', message: 'What is live already is what the app says.' };

/**
 * The app as it would be deployed in place, before anything but the root stack was read: what is there to compare with.
 * Pages are laid out afresh, so a large API that grew in another order differs although it may be the same.
 */
export function draftCandidate(
  live: Live,
  app: App,
  artifacts: readonly Artifact[],
  choices: Choices,
): Candidate {
  const stack = live.stack && isDeployed(live.stack) ? live.stack : undefined;
  const kind = choices.reset ? 'reset' : 'in-place';
  return buildCandidate(kind, { app, artifacts, livePages: [] }, stack ? readGeneration(stack) : 0);
}

/** Whether the draft is the same as that of an app that was never deployed: its Rest API is the first one. */
export function isFreshDraft({ stack }: Live): boolean {
  return !stack || !isDeployed(stack) || readGeneration(stack) === 0;
}

/** True when a deploy has nothing to do. Root template and tags tell: nested templates are named in it by their digests. */
export function isUnchanged(live: Live, app: App, draft: Candidate, choices: Choices): boolean {
  const { stack } = live;
  if (!stack || !isDeployed(stack) || choices.replaceApi) return false;
  const { outputs, tags } = stack.record;
  const mapping = findMapping(app, live);
  const isMapped =
    app.config.domain === undefined ||
    app.routes.length === 0 ||
    (mapping?.restApiId === outputs['RestApiId'] && mapping?.stage === app.stageName);
  return (
    isMapped &&
    isSameJson(parseTemplate(stack.templateBody), draft.templates.app.template) &&
    isSameJson(tags, buildTags(app))
  );
}

function decideToolkitAction({ toolkit }: Live): ToolkitAction {
  if (!toolkit || /^(REVIEW|CREATE)_IN_PROGRESS$/.test(toolkit.status)) return 'create';
  if (toolkit.status === 'ROLLBACK_COMPLETE') return 'recreate';
  return Number(toolkit.outputs['ToolkitVersion'] ?? 0) < toolkitVersion ? 'update' : 'keep';
}
