import { describe, expect, it } from 'vitest';

import type { Plan } from '../../src/plan/plan.ts';
import { summarizeChanges } from '../../src/report/summarize-changes.ts';
import { paint, sketchFunction, sketchPlan, sketchRoute, sketchUpdate } from './plan-fixture.ts';
import { firstDeploy, replacement } from './sample-plans.ts';

const summarize = (given: Partial<Plan>) => summarizeChanges(sketchPlan(given), paint);
const none = { added: [], removed: [], changed: [], unchanged: 1 };
const create = sketchRoute('POST /posts posts#create', 6);
const show = sketchRoute('GET /posts/{id} posts#show');

describe('the summary of a plan', () => {
  it('counts what a first deploy brings', () => {
    expect(summarize(firstDeploy)).toBe('First deploy: 4 routes, 2 functions, 1 job (26 to create)');
  });

  it('names the routes that come and go', () => {
    const home = sketchRoute('GET / a#home');
    expect(summarize({ routes: { ...none, added: [create], removed: [home] } })).toBe(
      'Adds route POST /posts (posts#create), removes route GET / (a#home)',
    );
  });

  it('says less of each, and then how many, where the line would be too long', () => {
    const long = sketchRoute('GET /a/fairly/long/path/to/something posts#show');
    expect(summarize({ routes: { ...none, added: [create], removed: [show] } })).toBe(
      'Adds route POST /posts, removes route GET /posts/{id}',
    );
    expect(summarize({ routes: { ...none, added: [long, show], removed: [long] } })).toBe(
      'Adds 2 routes, removes 1 route',
    );
  });

  it('counts where there are many', () => {
    const added = Array.from({ length: 5 }, () => create);
    expect(summarize({ routes: { ...none, added } })).toBe('Adds 5 routes');
  });

  it('names functions, jobs, and what changes of them', () => {
    const changed = [
      sketchFunction('b_controller', ['code']),
      sketchFunction('a_controller', ['code', 'settings']),
      sketchFunction('a_job-run', ['schedule']),
    ];
    expect(summarize({ functions: { ...none, changed } })).toBe(
      'Changes functions b_controller and a_controller and schedule of job a_job-run',
    );
  });

  it('begins with the replacement of the Rest API', () => {
    expect(summarize(replacement)).toBe(
      'Replaces the Rest API, adds 2 routes, removes 2 routes (15 to create, 1 to update, 14 to delete)',
    );
  });

  it('says that functions lose their names once, and not of each', () => {
    const changed = [{ key: 'posts_controller', kind: 'controller', changes: ['name'] } as const];
    expect(summarize({ strategy: { kind: 'reset', reasons: [] }, functions: { ...none, changed } })).toBe(
      'Lets CloudFormation name the functions',
    );
  });

  it('says that functions get their names back', () => {
    const changed = [sketchFunction('posts_controller', ['name'])];
    expect(summarize({ functions: { ...none, changed } })).toBe('Gives 1 function other names');
  });

  it('counts CORS preflights', () => {
    const preflights = { added: 2, removed: 0, changed: 0 };
    expect(summarize({ routes: { ...none, preflights } })).toBe('Adds 2 CORS preflights');
  });

  it.each([
    [
      'settings of the API',
      [sketchUpdate('deploy', ['update ApiGateway::RestApi'])],
      'Changes settings of the API (1 to update)',
    ],
    ['tags', [sketchUpdate('deploy', [])], 'Only tags change'],
    [
      'a domain',
      [{ kind: 'switch', restApi: 'RestApi1', domain: 'a.example.com', basePath: '' }],
      'Points a.example.com to the Rest API',
    ],
  ] as const)('says it when only %s change', (_, steps, text) => {
    expect(summarize({ steps })).toBe(text);
  });

  it('says that there is nothing to do', () => {
    expect(summarize({ strategy: { kind: 'none', reasons: [] } })).toMatch(/^Nothing to do/);
  });
});
