import { describe, expect, it } from 'vitest';

import { buildTemplates } from '../../src/templates/build-templates.ts';
import { describeLogicalIds } from '../../src/templates/describe-logical-ids.ts';
import { sketchApp, sketchArtifacts } from './app-fixture.ts';

describe('what a logical id stands for', () => {
  it('is told for everything in the templates', () => {
    const cors = { origin: '*', headers: [], methods: [], credentials: false, maxAge: 1 };
    const app = sketchApp({ routes: ['GET /posts/{id} posts#show'], jobs: ['clean'], api: { cors } });
    const built = buildTemplates({ app, artifacts: sketchArtifacts(app) });
    if (!built.ok) throw new Error(JSON.stringify(built.problems));
    const descriptions = describeLogicalIds(built.value);
    const all = [built.value.app, ...built.value.pages].flatMap(({ template }) =>
      Object.keys(template.Resources),
    );
    expect([...descriptions.keys()]).toEqual(all);
    expect([...descriptions.values()].map(({ kind, text }) => `${kind}: ${text}`)).toMatchInlineSnapshot(`
      [
        "function: log group of function clean_job-run",
        "function: role of function clean_job-run",
        "function: function clean_job-run",
        "function: version of function clean_job-run",
        "function: alias of function clean_job-run",
        "function: schedule of function clean_job-run",
        "function: permission of the schedule of function clean_job-run",
        "function: log group of function posts_controller",
        "function: role of function posts_controller",
        "function: function posts_controller",
        "function: version of function posts_controller",
        "part: Rest API",
        "part: role that lets the Rest API invoke its functions",
        "part: permission of the Rest API to invoke its functions",
        "part: api-1",
        "part: deployment of the Rest API",
        "part: stage dev",
        "path: path /posts",
        "path: path /posts/{id}",
        "route: GET /posts/:id (posts#show)",
        "preflight: CORS preflight of /posts/{id}",
      ]
    `);
    expect([...descriptions.values()].find(({ kind }) => kind === 'route')?.method).toBe('GET /posts/{id}');
  });
});
