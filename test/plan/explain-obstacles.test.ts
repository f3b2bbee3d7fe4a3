import { expect, it } from 'vitest';

import { deployed, finishExpand, planOnto } from './live-app.ts';

it('the reason for a method that somebody made at the root names the route that wants to be there', () => {
  const { live, details } = deployed({ routes: ['GET /posts posts#index'] });
  const restApis = details.restApis.map((restApi) => ({
    ...restApi,
    resources: restApi.resources.map((resource) =>
      resource.path === '/' ? { ...resource, methods: [{ verb: 'GET' }] } : resource,
    ),
  }));
  const plan = planOnto(
    { live, details: { ...details, restApis } },
    { routes: ['GET /posts posts#index', 'GET / pages#home'] },
  );
  expect(plan.strategy.reasons).toMatchObject([
    { code: 'method', routes: [{ route: 'GET /', target: 'pages#home' }], live: ['GET / (made by hand)'] },
  ]);
});

it('what is live is told once while another Rest API stands beside the one that an update is about', () => {
  const live = finishExpand(
    ['GET /users/{id} users#show', 'GET /posts/{id} posts#show'],
    ['GET /users/{id} users#show', 'GET /posts/{post_id} posts#show'],
  );
  const plan = planOnto(live, { routes: ['GET /users/{uid} users#show', 'GET /posts/{post_id} posts#show'] });
  expect(plan.strategy.reasons).toMatchObject([
    { code: 'sibling-variable', live: ['GET /posts/:id (posts#show)'] },
    { code: 'sibling-variable', live: ['GET /users/:id (users#show)'] },
  ]);
});
