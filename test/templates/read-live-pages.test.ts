import { expect, it } from 'vitest';

import { buildTemplates } from '../../src/templates/build-templates.ts';
import { readLivePages } from '../../src/templates/read-live-pages.ts';
import { sketchApp, sketchArtifacts } from './app-fixture.ts';

it('live templates tell the page of every path and method of their generation', () => {
  const cors = { origin: '*', headers: [], methods: [], credentials: false, maxAge: 1 };
  const app = sketchApp({ routes: ['GET / posts#index', 'POST /posts/{id} posts#update'], api: { cors } });
  const livePages = new Map([
    ['/posts/{id}', 2],
    ['POST /posts/{id}', 4],
  ]);
  const built = buildTemplates({ app, artifacts: sketchArtifacts(app), generation: 1, livePages });
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  const nested = [
    ...built.value.pages.map(({ logicalId, body }) => ({ logicalId, templateBody: body })),
    { logicalId: 'SomethingElse', templateBody: 'Resources: of somebody else, in YAML' },
  ];
  expect(Object.fromEntries(readLivePages(nested, 1))).toEqual({
    'GET /': 1,
    'OPTIONS /': 1,
    '/posts': 1,
    '/posts/{id}': 2,
    'OPTIONS /posts/{id}': 2,
    'POST /posts/{id}': 4,
  });
  expect(readLivePages(nested, 0).size).toBe(0);
});
