import type { App } from '../app/app.ts';
import type { Artifact } from '../bundle/artifact.ts';
import type { Live, LivePage, LiveStack } from '../live/live.ts';
import type { TemplateFile, TemplateSet } from '../templates/template.ts';
import { codeKey } from '../templates/keys.ts';
import { toolkitVersion } from '../templates/toolkit.ts';
import { diffTemplates, isSameJson, type StackChanges } from './diff-templates.ts';
import { findBlocked } from './find-blocked.ts';
import { parseTemplate } from './parse-template.ts';
import type { Plan, StackAction, ToolkitAction } from './plan.ts';

export interface PlanInput {
  readonly app: App;
  readonly artifacts: readonly Artifact[];
  readonly templates: TemplateSet;
  readonly toolkitTemplate: TemplateFile;
  readonly live: Live;
  /** The live nested stacks; only asked for when the root template differs. */
  readonly livePages: readonly LivePage[];
}

/** Compares the finished templates with what is live and decides what to do. Pure: the same input, the same plan. */
export function decidePlan({ app, artifacts, templates, toolkitTemplate, live, livePages }: PlanInput): Plan {
  const blocked = findBlocked(live);
  const tags = buildTags(app);
  const stack = decideStackAction(live.stack, templates, tags);
  const current = live.stack?.record.outputs['Endpoint'];
  return {
    version: 1,
    namespace: app.namespace,
    region: app.config.region,
    strategy: decideStrategy(stack),
    ...(blocked ? { blocked } : {}),
    toolkit: decideToolkitAction(live),
    stack,
    templates,
    toolkitTemplate: { body: toolkitTemplate.body, digest: toolkitTemplate.digest },
    artifacts: artifacts.map((artifact) => ({ ...artifact, key: codeKey(app.namespace, artifact.sha256) })),
    tags,
    changes: stack === 'none' ? [] : findChanges(stack, templates, live.stack, livePages),
    endpoint: { changes: false, ...(current ? { current } : {}) },
  };
}

/** True when the root template and tags are live as they are. Nested templates are named by digest inside it. */
export function isUnchanged(live: Live, templates: TemplateSet, app: App): boolean {
  return decideStackAction(live.stack, templates, buildTags(app)) === 'none';
}

function decideStackAction(
  stack: LiveStack | undefined,
  templates: TemplateSet,
  tags: Readonly<Record<string, string>>,
): StackAction {
  if (!stack || stack.record.status === 'REVIEW_IN_PROGRESS') return 'create';
  if (stack.record.status === 'ROLLBACK_COMPLETE') return 'recreate';
  const same =
    isSameJson(parseTemplate(stack.templateBody), templates.app.template) &&
    isSameJson(stack.record.tags, tags);
  return same ? 'none' : 'update';
}

function decideStrategy(stack: StackAction): Plan['strategy'] {
  switch (stack) {
    case 'none':
      return {
        kind: 'none',
        reasons: [{ code: 'same', message: 'The live stack already is what the app says.' }],
      };
    case 'create':
      return { kind: 'create', reasons: [{ code: 'new', message: 'The app is not deployed here yet.' }] };
    case 'recreate':
      return {
        kind: 'create',
        reasons: [
          {
            code: 'never-deployed',
            message:
              'The first deploy failed and left a stack in ROLLBACK_COMPLETE, which CloudFormation can only delete. It is deleted and created anew.',
          },
        ],
      };
    case 'update':
      return {
        kind: 'in-place',
        reasons: [{ code: 'changed', message: 'The app differs from the live stack.' }],
      };
  }
}

function decideToolkitAction({ toolkit }: Live): ToolkitAction {
  if (!toolkit || /^(REVIEW|CREATE)_IN_PROGRESS$/.test(toolkit.status)) return 'create';
  if (toolkit.status === 'ROLLBACK_COMPLETE') return 'recreate';
  return Number(toolkit.outputs['ToolkitVersion'] ?? 0) < toolkitVersion ? 'update' : 'keep';
}

function findChanges(
  action: StackAction,
  templates: TemplateSet,
  stack: LiveStack | undefined,
  livePages: readonly LivePage[],
): StackChanges[] {
  const liveTemplate = action === 'update' ? parseTemplate(stack?.templateBody) : undefined;
  const pages = templates.pages.map((page) => {
    const livePage = livePages.find(({ logicalId }) => logicalId === page.logicalId);
    return {
      stack: page.logicalId,
      changes: diffTemplates(parseTemplate(livePage?.templateBody), page.template),
    };
  });
  const all = [{ stack: 'app', changes: diffTemplates(liveTemplate, templates.app.template) }, ...pages];
  return all.filter(({ changes }) => changes.length > 0);
}

function buildTags(app: App): Record<string, string> {
  return { ...app.config.resourceTags, 'jets:namespace': app.namespace, 'jets:app': app.config.name };
}
