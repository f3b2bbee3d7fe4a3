import { describe, expect, it } from 'vitest';

import { diffRoutes } from '../../src/plan/diff-routes.ts';
import { composeTemplates } from '../../src/templates/build-templates.ts';
import type { TemplateInput } from '../../src/templates/build-templates.ts';
import type { Template } from '../../src/templates/template.ts';
import { type AppSketch, manyRoutes, sketchApp, sketchArtifacts } from '../templates/app-fixture.ts';

const cors = { origin: '*', headers: ['X-A'], methods: ['GET'], credentials: false, maxAge: 60 };

function pagesOf(sketch: AppSketch, input: Partial<TemplateInput> = {}): Template[] {
  const app = sketchApp(sketch);
  const { templates } = composeTemplates({ app, artifacts: sketchArtifacts(app), ...input });
  return templates.pages.map(({ template }) => template);
}

/** Each change as a line: `+ GET /posts posts#index (2)`, with the line it is declared in. */
function diff(live: AppSketch | undefined, desired: AppSketch, input: Partial<TemplateInput> = {}): string[] {
  const changes = diffRoutes(sketchApp(desired), live ? pagesOf(live) : [], pagesOf(desired, input));
  const text = (sign: string) => (route: (typeof changes.added)[number]) =>
    [
      `${sign} ${route.verb} ${route.path}`,
      ...(route.targetBefore ? [`${route.targetBefore} →`] : []),
      route.target,
      ...(route.file ? [`(${route.file}:${route.line})`] : []),
    ].join(' ');
  return [
    ...changes.added.map(text('+')),
    ...changes.removed.map(text('-')),
    ...changes.changed.map(text('~')),
    `${changes.unchanged} unchanged`,
    ...(changes.preflights ? [`preflights ${Object.values(changes.preflights).join(' ')}`] : []),
  ];
}

const routes = ['GET / home#index', 'GET /posts/{id} posts#show', 'PUT /posts/{id} posts#update'];

describe('diffRoutes', () => {
  it('adds every route when nothing is live, with the line that declares it', () => {
    expect(diff(undefined, { routes })).toEqual([
      '+ GET / home#index (config/routes.ts:1)',
      '+ GET /posts/{id} posts#show (config/routes.ts:2)',
      '+ PUT /posts/{id} posts#update (config/routes.ts:3)',
      '0 unchanged',
    ]);
  });

  it('finds nothing in an app that is live as it is, whatever the order of its routes', () => {
    expect(diff({ routes }, { routes: routes.toReversed() })).toEqual(['3 unchanged']);
  });

  it('tells what is new and what is gone by verb and path', () => {
    const desired = ['GET / home#index', 'GET /posts/{slug} posts#show', 'DELETE /posts/{id} posts#delete'];
    expect(diff({ routes }, { routes: desired })).toEqual([
      '+ DELETE /posts/{id} posts#delete (config/routes.ts:3)',
      '+ GET /posts/{slug} posts#show (config/routes.ts:2)',
      '- GET /posts/{id} posts#show',
      '- PUT /posts/{id} posts#update',
      '1 unchanged',
    ]);
  });

  it('sorts by path, then verb', () => {
    const desired = ['GET /b a#b', 'PUT /a a#a', 'GET /a/b a#c', 'GET /a a#d'];
    expect(diff(undefined, { routes: desired }).map((line) => line.split(' ', 3).join(' '))).toEqual([
      '+ GET /a',
      '+ PUT /a',
      '+ GET /a/b',
      '+ GET /b',
      '0 unchanged',
    ]);
    const reversed = pagesOf({ routes: desired }).map(({ Resources, ...page }) => ({
      ...page,
      Resources: Object.fromEntries(Object.entries(Resources).toReversed()),
    }));
    expect(
      diffRoutes(sketchApp({}), reversed, []).removed.map(({ verb, path }) => `${verb} ${path}`),
    ).toEqual(['GET /a', 'PUT /a', 'GET /a/b', 'GET /b']);
  });

  it('calls a route changed that goes to another action of the same function, and says to which before', () => {
    const desired = routes.with(1, 'GET /posts/{id} posts#detail');
    expect(diff({ routes }, { routes: desired })).toEqual([
      '~ GET /posts/{id} posts#show → posts#detail (config/routes.ts:2)',
      '2 unchanged',
    ]);
  });

  it('calls a route changed that another function serves, though its action is the same', () => {
    const one = routes.slice(0, 1);
    expect(diff({ routes: one }, { routes: one, grouping: 'one_lambda_per_method' })).toEqual([
      '~ GET / home#index (config/routes.ts:1)',
      '0 unchanged',
    ]);
  });

  it.each<[string, AppSketch['api']]>([
    ['authorization', { authorizationType: 'AWS_IAM' }],
    ['an API key', { apiKeyRequired: true }],
  ])('calls every route changed when %s is asked for', (_, api) => {
    expect(diff({ routes }, { routes, api: api ?? {} })).toHaveLength(4);
  });

  it.each<[string, Partial<TemplateInput>]>([
    ['is on another page', { livePages: new Map([['GET /posts/{id}', 3]]) }],
    ['is in a new Rest API', { generation: 2 }],
    ['has a function without a name', { omitFunctionNames: true }],
  ])('does not call a route changed that %s', (_, input) => {
    expect(diff({ routes }, { routes }, input)).toEqual(['3 unchanged']);
  });

  it('does not care in which order properties stand', () => {
    const reverse = (value: unknown): unknown =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(
            Object.entries(value)
              .toReversed()
              .map(([key, member]) => [key, reverse(member)]),
          )
        : value;
    const pages = pagesOf({ routes });
    expect(diffRoutes(sketchApp({ routes }), pages.map(reverse) as Template[], pages).unchanged).toBe(3);
  });

  it('counts CORS preflights apart from routes', () => {
    expect(diff({ routes }, { routes, api: { cors } })).toEqual(['3 unchanged', 'preflights 2 0 0']);
    expect(diff({ routes, api: { cors } }, { routes })).toEqual(['3 unchanged', 'preflights 0 2 0']);
    expect(
      diff({ routes, api: { cors } }, { routes, api: { cors: { ...cors, origin: 'https://a.b' } } }),
    ).toEqual(['3 unchanged', 'preflights 0 0 2']);
    expect(diff({ routes, api: { cors } }, { routes, api: { cors } })).toEqual(['3 unchanged']);
  });

  it('adds an OPTIONS route where a preflight was', () => {
    const desired = [...routes, 'OPTIONS / home#options'];
    expect(diff({ routes, api: { cors } }, { routes: desired, api: { cors } })).toEqual([
      '+ OPTIONS / home#options (config/routes.ts:4)',
      '3 unchanged',
      'preflights 0 1 0',
    ]);
  });

  it('finds one route among many on several pages', () => {
    const many = manyRoutes(1_000);
    expect(diff({ routes: many }, { routes: many.slice(1) })).toEqual([
      '- GET /area0/things0/{id} c0#act0',
      '999 unchanged',
    ]);
  });
});
