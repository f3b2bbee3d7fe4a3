import { describe, expect, it } from 'vitest';

import type { AppSketch } from './app-sketch.ts';
import { findRubyJets5Changes, replacesAsIntended, replacesAsReleased } from './ruby-jets-5.ts';

const app: AppSketch = {
  routes: [],
  grouping: 'one_lambda_for_all_controllers',
  binaryMediaTypes: ['image/png', 'application/pdf'],
  cors: false,
  authorizationType: 'NONE',
  apiKeyRequired: false,
  memorySize: 512,
  code: { posts: 0, pages: 0 },
  job: false,
  domain: false,
};

const withPaths = (...paths: readonly string[]): AppSketch => ({
  ...app,
  routes: paths.map((path) => ({ verb: 'GET', path, target: 'posts#show' })),
});

const seesVariable = (before: readonly string[], after: readonly string[]) =>
  findRubyJets5Changes(withPaths(...before), withPaths(...after)).variable;

describe('Ruby Jets 5', () => {
  it('sees a renamed variable below a static part', () => {
    expect(seesVariable(['posts/:id'], ['posts/:post_id'])).toBe(true);
    expect(seesVariable(['posts/:id/edit'], ['posts/:slug/edit'])).toBe(true);
  });

  it.each([
    ['above another variable', ['users/:user_id/posts/:id'], ['users/:uid/posts/:id']],
    ['at the root', [':slug'], [':id']],
    ['that is greedy', ['files/*path'], ['files/*rest']],
    ['that becomes greedy', ['files/:id'], ['files/*rest']],
  ])('misses a renamed variable %s', (_, before, after) => {
    expect(seesVariable(before, after)).toBe(false);
  });

  it('sees no change in routes that are added or removed', () => {
    expect(seesVariable(['posts/:id', 'a'], ['posts/:id', 'b', 'posts/:id/edit'])).toBe(false);
  });

  it('replaces for media types in another order', () => {
    const before = withPaths('a');
    const after = { ...before, binaryMediaTypes: before.binaryMediaTypes.toReversed() };
    expect(replacesAsReleased(findRubyJets5Changes(before, after))).toBe(true);
  });

  it('replaces for a changed target as it was intended, and not as it was released', () => {
    const before = withPaths('a');
    const after = { ...before, routes: before.routes.map((route) => ({ ...route, target: 'pages#show' })) };
    const changes = findRubyJets5Changes(before, after);
    expect(replacesAsIntended(changes)).toBe(true);
    expect(replacesAsReleased(changes)).toBe(false);
  });
});
