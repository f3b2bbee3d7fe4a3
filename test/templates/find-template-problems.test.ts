import { describe, expect, it } from 'vitest';

import { buildTemplates } from '../../src/templates/build-templates.ts';
import { type AppSketch, manyRoutes, sketchApp, sketchArtifacts } from './app-fixture.ts';

describe('an app that AWS would refuse', () => {
  it.each<[string, AppSketch, string, string]>([
    [
      'without anything in it',
      {},
      'The app has neither routes nor jobs, so there is nothing to deploy',
      'Add a route to config/routes.ts or a job to app/jobs.',
    ],
    [
      'with too many functions for one template',
      {
        routes: Array.from({ length: 95 }, (_, index) => `GET /p${index} c${index}#index`),
        jobs: Array.from({ length: 20 }, (_, index) => `job${index}`),
      },
      "The app's stack would have 527 resources for 115 functions",
      'Set cfn.build.controllers to one_lambda_for_all_controllers.',
    ],
    [
      'with too many jobs for one template',
      {
        routes: ['GET / posts#index'],
        jobs: Array.from({ length: 75 }, (_, index) => `job${index}`),
      },
      "The app's stack would have 535 resources for 76 functions",
      'Split the app: 75 of its functions are runs of jobs.',
    ],
    [
      'with more resources than one operation may touch',
      { routes: manyRoutes(1_800), api: { resourceQuota: 9_999 } },
      'The app would have 2804 resources, for 1800 routes and 20 functions',
      'Split the app, or catch a part of its paths with one greedy route such as *path.',
    ],
    [
      'with too long an iamPolicy',
      {
        routes: ['GET / posts#index'],
        config: { iamPolicy: [{ Effect: 'Allow', Action: '*', Resource: 'x'.repeat(10_000) }] },
      },
      'iamPolicy has 10047 characters',
      'Put statements into managed policies and name them in managedIamPolicy.',
    ],
    [
      'with too many managed policies',
      {
        routes: ['GET / posts#index'],
        config: { managedIamPolicy: Array.from({ length: 11 }, (_, index) => `Policy${index}`) },
      },
      'managedIamPolicy names 11 policies',
      'Join some of them.',
    ],
    [
      'with too long an endpoint policy',
      {
        routes: ['GET / posts#index'],
        api: { endpointPolicy: { Statement: [{ Resource: 'x'.repeat(8_200) }] } },
      },
      'api.endpointPolicy has 8231 characters',
      'Join statements.',
    ],
    [
      'with a quote in a CORS header',
      {
        routes: ['GET / posts#index'],
        api: { cors: { origin: "https://it's", headers: [], methods: [], credentials: false, maxAge: 1 } },
      },
      "api.cors.origin contains a single quote: https://it's",
      'Leave it out.',
    ],
  ])('%s is a problem before anything is uploaded', (_, sketch, message, fix) => {
    const app = sketchApp(sketch);
    const built = buildTemplates({ app, artifacts: sketchArtifacts(app) });
    expect(built.ok ? [] : built.problems.map((problem) => [problem.message, problem.fix])).toEqual([
      [message, fix],
    ]);
  });

  it('hears of all its problems at once', () => {
    const app = sketchApp({
      config: { managedIamPolicy: Array.from({ length: 11 }, (_, index) => `Policy${index}`) },
    });
    const built = buildTemplates({ app, artifacts: sketchArtifacts(app) });
    expect(built.ok ? 0 : built.problems.length).toBe(2);
  });

  it('of 99 functions, which is all a template takes with an API beside them, is none', () => {
    const app = sketchApp({
      routes: Array.from({ length: 99 }, (_, index) => `GET /p${index} c${index}#index`),
    });
    expect(buildTemplates({ app, artifacts: sketchArtifacts(app) }).ok).toBe(true);
  });
});
