import { describe, expect, it } from 'vitest';

import type { App } from '../../src/app/app.ts';
import { decidePlan } from '../../src/plan/decide-plan.ts';
import { summarizeChanges } from '../../src/report/summarize-changes.ts';
import { buildTemplates } from '../../src/templates/build-templates.ts';
import { describeLogicalIds } from '../../src/templates/describe-logical-ids.ts';
import { buildToolkitFile } from '../../src/templates/toolkit.ts';
import type { TemplateSet } from '../../src/templates/template.ts';
import { sketchApp, sketchArtifacts } from '../templates/app-fixture.ts';

const plain = (text: string) => text;
const paint = { bold: plain, dim: plain, red: plain, green: plain, yellow: plain, cyan: plain };

type Sketch = Parameters<typeof sketchApp>[0];

const build = (app: App): TemplateSet => {
  const built = buildTemplates({ app, artifacts: sketchArtifacts(app) });
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  return built.value;
};

const summarize = (before: Sketch | undefined, after: Sketch) => {
  const app = sketchApp(after);
  const templates = build(app);
  const live = before && build(sketchApp(before));
  const plan = decidePlan({
    app,
    artifacts: [],
    templates,
    toolkitTemplate: buildToolkitFile(),
    live: live
      ? {
          stack: {
            record: {
              id: 'arn:s',
              name: 's',
              status: 'UPDATE_COMPLETE',
              outputs: {},
              parameters: {},
              tags: {},
            },
            templateBody: live.app.body,
          },
        }
      : {},
    livePages: (live?.pages ?? []).map(({ logicalId, body }) => ({
      logicalId,
      stackId: 'arn:p',
      templateBody: body,
    })),
  });
  const descriptions = new Map([...(live ? describeLogicalIds(live) : []), ...describeLogicalIds(templates)]);
  // Without what CloudFormation makes of it.
  return summarizeChanges(plan, app, descriptions, paint).replace(/ \(\d+ to [^()]*\)$/, '');
};

describe('the summary of a plan', () => {
  const posts = { routes: ['GET /posts posts#index', 'GET /posts/{id} posts#show'] };

  it('counts what a first deploy brings', () => {
    expect(summarize(undefined, { ...posts, jobs: ['clean'] })).toBe(
      'First deploy: 2 routes, 1 function, 1 job',
    );
  });

  it('names the routes that come and go', () => {
    expect(summarize(posts, { routes: ['GET /posts posts#index', 'POST /posts posts#create'] })).toBe(
      'Adds route POST /posts (posts#create), removes route GET /posts/:id (posts#show)',
    );
  });

  it('names a route that another action serves', () => {
    expect(summarize(posts, { routes: ['GET /posts posts#index', 'GET /posts/{id} posts#display'] })).toBe(
      'Changes route GET /posts/:id (posts#display)',
    );
  });

  it('names jobs as such', () => {
    expect(summarize({ ...posts, jobs: ['clean'] }, { ...posts, jobs: ['tidy'] })).toBe(
      'Adds job tidy_job-run, removes job clean_job-run',
    );
  });

  it('names functions of which only the surroundings change', () => {
    expect(summarize(posts, { ...posts, config: { logs: { retentionInDays: 7 } } })).toBe(
      'Changes settings of function posts_controller',
    );
  });

  it('says behind it what that is for CloudFormation', () => {
    const app = sketchApp(posts);
    const plan = decidePlan({
      app,
      artifacts: [],
      templates: build(app),
      toolkitTemplate: buildToolkitFile(),
      live: {},
      livePages: [],
    });
    expect(summarizeChanges(plan, app, new Map(), paint)).toMatch(/ \(\d+ to create\)$/);
  });

  it('counts where there are many', () => {
    const more = Array.from({ length: 5 }, (_, index) => `GET /posts/p${index} posts#index`);
    expect(summarize(posts, { routes: [...posts.routes, ...more] })).toBe('Adds 5 routes');
  });
});
