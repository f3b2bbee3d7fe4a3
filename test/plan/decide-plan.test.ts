import { describe, expect, it } from 'vitest';

import { manyRoutes } from '../templates/app-fixture.ts';
import { deployed, finishExpand, planOnto, withResource } from './live-app.ts';

const blog = ['GET /posts posts#index', 'GET /posts/{id} posts#show', 'PUT /posts/{id} posts#update'];

describe('a new Rest API is planned when an update would be rolled back:', () => {
  it.each<[string, string[], string[]]>([
    ['a variable is renamed', blog, blog.map((line) => line.replace('{id}', '{post_id}'))],
    ['a variable at the root is renamed', ['GET /{slug} pages#show'], ['GET /{id} pages#show']],
    [
      'a variable above another one is renamed',
      ['GET /users/{user_id}/posts/{id} posts#show'],
      ['GET /users/{uid}/posts/{id} posts#show'],
    ],
    [
      'a variable below a static part is renamed',
      ['GET /a/b/{id} pages#show', 'GET /a pages#index'],
      ['GET /a/b/{slug} pages#show', 'GET /a pages#index'],
    ],
    ['a variable becomes greedy', ['GET /files/{id} files#show'], ['GET /files/{rest+} files#show']],
    [
      'a greedy variable becomes a plain one',
      ['GET /files/{rest+} files#show'],
      ['GET /files/{id} files#show'],
    ],
    ['a greedy variable is renamed', ['GET /files/{path+} files#show'], ['GET /files/{rest+} files#show']],
  ])('%s', (_, before, after) => {
    const plan = planOnto(deployed({ routes: before }), { routes: after });
    expect(plan.strategy).toMatchObject({ kind: 'replace-api', reasons: [{ code: 'sibling-variable' }] });
    expect(plan.endpoint).toEqual({
      changes: true,
      current: 'https://api0.execute-api.us-east-1.amazonaws.com/dev',
    });
    expect(plan.approval).toEqual({ kind: 'ask' });
    expect(plan.steps.map(({ kind }) => kind)).toEqual(['update', 'verify', 'update']);
  });

  it('a resource made in the console is in the way', () => {
    const live = withResource(deployed({ routes: ['GET /posts posts#index'] }), '/posts/{x}', 'GET');
    const plan = planOnto(live, { routes: [...blog] });
    expect(plan.strategy.kind).toBe('replace-api');
    expect(plan.strategy.reasons).toEqual([
      {
        code: 'sibling-variable',
        message: '/posts/{id} cannot stand beside /posts/{x}',
        routes: [
          { route: 'GET /posts/:id', target: 'posts#show', file: 'config/routes.ts', line: 2 },
          { route: 'PUT /posts/:id', target: 'posts#update', file: 'config/routes.ts', line: 3 },
        ],
        live: ['GET /posts/{x} (made by hand)'],
        why: 'API Gateway allows one path variable under /posts. /posts/{x} was not made by this stack, so no update removes it.',
        fix: 'To keep the Rest API, first delete the resource /posts/{x} where it was made.',
      },
    ]);
  });
});

describe('an update in place is planned when', () => {
  it.each<[string, string[], string[]]>([
    ['a route is added', blog, [...blog, 'GET /about pages#about']],
    ['a route is removed', blog, blog.slice(0, 2)],
    ['a static part is renamed', ['GET /posts/{id} posts#show'], ['GET /articles/{id} posts#show']],
    ['an action is renamed', blog, blog.map((line) => line.replace('#show', '#read'))],
    ['a controller is renamed', blog, blog.map((line) => line.replace('posts#', 'articles#'))],
    [
      'a variable is removed with everything below its parent',
      ['GET /posts/{id} posts#show', 'GET /about pages#about'],
      ['GET /about pages#about'],
    ],
    ['a verb changes', ['GET /posts posts#index'], ['POST /posts posts#index']],
    ['600 routes grow by one', manyRoutes(600), [...manyRoutes(600), 'GET /about pages#about']],
    ['a whole page is emptied', manyRoutes(900), manyRoutes(300)],
  ])('%s', (_, before, after) => {
    const api = { resourceQuota: 10_000 };
    const plan = planOnto(deployed({ routes: before, api }), { routes: after, api });
    expect(plan.strategy.kind).toBe('in-place');
    expect(plan.endpoint.changes).toBe(false);
    expect(plan.approval).toBeUndefined();
  });

  it.each([
    ['media types are reordered or changed', { binaryMediaTypes: ['image/png', '*/*'] }],
    ['authorization changes', { authorizationType: 'AWS_IAM' as const }],
    ['an API key is asked for', { apiKeyRequired: true }],
  ])('%s', (_, api) => {
    expect(planOnto(deployed({ routes: blog }), { routes: blog, api }).strategy.kind).toBe('in-place');
  });

  it.each([
    ['one_lambda_for_all_controllers', 'one_lambda_per_method'],
    ['one_lambda_per_method', 'one_lambda_per_controller'],
    ['one_lambda_per_controller', 'one_lambda_for_all_controllers'],
  ] as const)('the grouping changes from %s to %s', (before, after) => {
    const live = deployed({ routes: blog, grouping: before });
    const functions = live.details.functions.filter(({ name }) => name.endsWith('_controller'));
    const plan = planOnto(
      { ...live, details: { ...live.details, functions } },
      { routes: blog, grouping: after },
    );
    expect(plan.strategy.kind).toBe('in-place');
  });

  it('only code changes', () => {
    const plan = planOnto(deployed({ routes: blog }), { routes: blog, code: { posts_controller: 'new' } });
    expect(plan.strategy.kind).toBe('in-place');
    expect(plan.routes).toMatchObject({ added: [], removed: [], changed: [], unchanged: 3 });
    expect(plan.functions.changed).toMatchObject([{ key: 'posts_controller', changes: ['code'] }]);
    expect(plan.steps).toHaveLength(1);
  });
});

it('nothing is planned when live is what the app says', () => {
  const plan = planOnto(deployed({ routes: blog }), { routes: blog });
  expect(plan.strategy.kind).toBe('none');
  expect(plan.steps).toEqual([]);
});

it('removed routes are taken away behind the stage, and then it moves to a snapshot without them', () => {
  const plan = planOnto(deployed({ routes: blog }), { routes: blog.slice(0, 2) });
  expect(plan.steps).toMatchObject([
    { kind: 'update', phase: 'prepare' },
    { kind: 'update', phase: 'deploy' },
  ]);
  expect(plan.routes.removed).toMatchObject([{ verb: 'PUT', path: '/posts/{id}', target: 'posts#update' }]);
});

const renamed = blog.map((line) => line.replace('{id}', '{post_id}'));

it('the reason for a renamed variable names its routes, what is live, the rule and the way to avoid it', () => {
  const { strategy } = planOnto(deployed({ routes: blog }), { routes: renamed });
  expect(strategy.reasons).toEqual([
    {
      code: 'sibling-variable',
      message: '/posts/{post_id} cannot stand beside /posts/{id}',
      routes: [
        { route: 'GET /posts/:post_id', target: 'posts#show', file: 'config/routes.ts', line: 2 },
        { route: 'PUT /posts/:post_id', target: 'posts#update', file: 'config/routes.ts', line: 3 },
      ],
      live: ['GET /posts/:id (posts#show)', 'PUT /posts/:id (posts#update)'],
      why: 'API Gateway allows one path variable under /posts, and CloudFormation creates {post_id} before it deletes {id}.',
      fix: 'To keep the Rest API, keep the name: posts/:id',
    },
  ]);
});

describe('a replacement', () => {
  const plan = planOnto(deployed({ routes: blog }), { routes: renamed });
  const [expand, , contract] = plan.steps;
  const rootOf = (step: (typeof plan.steps)[number] | undefined) => {
    const key = step?.kind === 'update' ? step.template : '';
    const file = plan.templates.find((template) => template.key === key);
    return JSON.parse(file?.body ?? '{}') as {
      Resources: Record<string, { Properties: Record<string, unknown> }>;
      Outputs: Record<string, { Value: unknown }>;
    };
  };

  it('expands to both Rest APIs, the old one frozen with the versions its stage names', () => {
    const { Resources, Outputs } = rootOf(expand);
    expect(Object.keys(Resources)).toEqual(
      expect.arrayContaining([
        'RestApi',
        'RestApiPage1',
        'RestApiStage',
        'RestApi1',
        'RestApi1Page1',
        'RestApi1Stage',
      ]),
    );
    expect(Resources['RestApiStage']?.Properties).toMatchObject({
      DeploymentId: 'dep1',
      Variables: { posts_controller: 'demo-dev-posts_controller:1' },
    });
    // Until the contract it is the old one that serves.
    expect(Outputs['RestApiId']?.Value).toEqual({ Ref: 'RestApi' });
  });

  it('contracts to the new one alone', () => {
    const { Resources } = rootOf(contract);
    expect(Object.keys(Resources).filter((id) => /^RestApi(?!1)/.test(id))).toEqual([]);
    expect(contract).toMatchObject({ kind: 'update', phase: 'contract', action: 'update' });
  });

  it('carries every template that a step or a nested stack names', () => {
    const keys = plan.templates.map(({ key }) => key);
    for (const step of [expand, contract]) {
      const urls = JSON.stringify(rootOf(step)).matchAll(/URLSuffix\}\/(apps[^"]+json)/g);
      for (const [, key] of urls) expect(keys).toContain(key);
    }
  });
});

const free = ({ live, details }: ReturnType<typeof deployed>) => ({
  live,
  details: { ...details, functions: [] },
});

it('a replacement keeps the functions that only the old Rest API names until it is gone', () => {
  const live = free(deployed({ routes: blog }));
  const plan = planOnto(live, { routes: renamed, grouping: 'one_lambda_for_all_controllers' });
  expect(plan.strategy.kind).toBe('replace-api');
  const deleted = plan.steps.map((step) =>
    step.kind === 'update'
      ? step.changes.flatMap(({ changes }) =>
          changes.filter(({ action }) => action === 'delete').map(({ logicalId }) => logicalId),
        )
      : [],
  );
  expect(deleted[0]).not.toContain('PostsController');
  expect(deleted[2]).toEqual(expect.arrayContaining(['PostsController', 'PostsControllerRole', 'RestApi']));
});

describe('after a deploy that was stopped between expand and contract', () => {
  const stopped = finishExpand(blog, renamed);

  it('the new Rest API is asked again before the old one goes, without a third one', () => {
    const plan = planOnto(stopped, { routes: renamed });
    expect(plan.strategy.kind).toBe('replace-api');
    expect(plan.steps).toMatchObject([
      { kind: 'verify', restApi: 'RestApi1' },
      { kind: 'update', phase: 'contract' },
    ]);
    expect(plan.endpoint.changes).toBe(true);
  });

  it('an app that goes back to what serves keeps its Rest API, and the new one goes', () => {
    const plan = planOnto(stopped, { routes: blog });
    expect(plan.strategy.kind).toBe('in-place');
    expect(plan.endpoint.changes).toBe(false);
    expect(plan.steps).toMatchObject([{ kind: 'update', phase: 'deploy' }]);
    const deleted = plan.steps.flatMap((step) =>
      step.kind === 'update'
        ? step.changes.flatMap(({ changes }) => changes.filter(({ action }) => action === 'delete'))
        : [],
    );
    expect(deleted.map(({ logicalId }) => logicalId)).toContain('RestApi1');
    expect(deleted.map(({ logicalId }) => logicalId)).not.toContain('RestApi');
  });

  it('another version is built on the Rest API that is not finished, as far as that can be', () => {
    const more = planOnto(stopped, { routes: [...renamed, 'GET /about pages#about'] });
    expect(more.steps).toMatchObject([
      { kind: 'update', phase: 'expand' },
      { kind: 'verify', restApi: 'RestApi1' },
      { kind: 'update', phase: 'contract' },
    ]);
    const other = planOnto(stopped, { routes: blog.map((line) => line.replace('{id}', '{slug}')) });
    expect(other.steps).toMatchObject([
      { kind: 'update', phase: 'expand' },
      { kind: 'verify', restApi: 'RestApi2' },
      { kind: 'update', phase: 'contract' },
    ]);
  });
});

it('while routes go, the stage stays at what it serves, with the functions and permissions it needs', () => {
  const live = free(deployed({ routes: [...blog, 'GET /about pages#about'] }));
  const plan = planOnto(live, { routes: blog, code: { posts_controller: 'new' } });
  const [prepare, deploy] = plan.steps.map((step) => {
    const key = step.kind === 'update' ? step.template : '';
    const body = plan.templates.find((template) => template.key === key)?.body ?? '{}';
    return (JSON.parse(body) as { Resources: Record<string, { Properties: object }> }).Resources;
  });
  expect(prepare?.['RestApiStage']?.Properties).toMatchObject({
    DeploymentId: 'dep1',
    Variables: {
      posts_controller: 'demo-dev-posts_controller:1',
      pages_controller: 'demo-dev-pages_controller:1',
    },
  });
  const deployments = (resources: object = {}) =>
    Object.keys(resources).filter((id) => /Deployment/.test(id));
  expect(prepare).toHaveProperty('PagesController');
  expect(deploy).not.toHaveProperty('PagesController');
  expect(deployments(prepare)).not.toEqual(deployments(deploy));
  const policies = (resources: object = {}) => Object.keys(resources).filter((id) => /InvokePolicy/.test(id));
  expect([policies(prepare).length, policies(deploy).length]).toEqual([2, 1]);
});

describe('what was asked for', () => {
  it('JETS_API_REPLACE=1 replaces the Rest API without asking', () => {
    const plan = planOnto(deployed({ routes: blog }), { routes: blog }, { replaceApi: true });
    expect(plan.strategy).toMatchObject({ kind: 'replace-api', reasons: [{ code: 'forced' }] });
    expect(plan.approval).toBeUndefined();
    expect(plan.endpoint.changes).toBe(true);
  });

  it('JETS_RESET=1 leaves the names to CloudFormation, and the next deploy gives them back', () => {
    const reset = planOnto(deployed({ routes: blog }), { routes: blog }, { reset: true });
    expect(reset.strategy.kind).toBe('reset');
    expect(reset.endpoint.changes).toBe(false);
    expect(reset.functions.changed).toMatchObject([{ key: 'posts_controller', changes: ['name'] }]);

    const back = planOnto(deployed({ routes: blog, reset: true }), { routes: blog });
    expect(back.strategy.kind).toBe('in-place');
    expect(back.functions.changed).toMatchObject([{ key: 'posts_controller', changes: ['name'] }]);
  });

  it('JETS_RESET=1 replaces the Rest API as well when a route demands it', () => {
    const plan = planOnto(deployed({ routes: blog }), { routes: renamed }, { reset: true });
    expect(plan.strategy.kind).toBe('replace-api-and-reset');
    expect(plan.strategy.reasons.map(({ code }) => code)).toEqual(['forced', 'sibling-variable']);
  });

  it('api.autoReplace false refuses what nobody asked for, true does not ask', () => {
    const onto = (autoReplace: boolean) =>
      planOnto(deployed({ routes: blog }), { routes: renamed, api: { autoReplace } });
    expect(onto(false).approval).toEqual({ kind: 'refused' });
    expect(onto(true).approval).toBeUndefined();
  });
});

describe('a function name that is taken', () => {
  const taken = (owner: object) => {
    const live = deployed({ routes: ['GET /about pages#about'] });
    const functions = [...live.details.functions, { name: 'demo-dev-posts_controller', ...owner }];
    return { live: live.live, details: { ...live.details, functions } };
  };
  const routes = ['GET /about pages#about', ...blog];

  it('by another stack blocks the deploy and names the stack', () => {
    const plan = planOnto(taken({ stackName: 'shop', stackId: 'arn:shop' }), { routes });
    expect(plan.blocked?.problems[0]?.message).toBe(
      'Function demo-dev-posts_controller exists already and belongs to stack shop',
    );
    expect(plan.steps).toEqual([]);
  });

  it('by hand blocks it as well', () => {
    expect(planOnto(taken({}), { routes }).blocked?.problems[0]?.message).toContain('belongs to no stack');
  });

  it('is no obstacle when CloudFormation names the functions', () => {
    expect(planOnto(taken({}), { routes }, { reset: true }).strategy.kind).toBe('reset');
  });

  it('by a function that this stack lost track of is got around with another name', () => {
    const own = {
      stackName: 'demo-dev',
      stackId: 'arn:aws:cloudformation:us-east-1:000000000000:stack/demo-dev/1',
    };
    const plan = planOnto(taken(own), { routes });
    expect(plan.strategy).toMatchObject({ kind: 'reset', reasons: [{ code: 'name' }] });
  });
});

describe('what was deleted by hand', () => {
  const without = (path: string) => {
    const { live, details } = deployed({ routes: blog });
    const restApis = details.restApis.map((restApi) => ({
      ...restApi,
      resources: restApi.resources.filter((resource) => !resource.path.startsWith(path)),
    }));
    return { live, details: { ...details, restApis } };
  };

  it('is no obstacle while the routes are not published anew', () => {
    const plan = planOnto(without('/posts/{id}'), { routes: blog, code: { posts_controller: 'new' } });
    expect(plan.strategy.kind).toBe('in-place');
  });

  it('demands a new Rest API when the next snapshot would lack it, and is named once', () => {
    const plan = planOnto(without('/posts/{id}'), { routes: [...blog, 'GET /about pages#about'] });
    expect(plan.strategy.kind).toBe('replace-api');
    expect(plan.strategy.reasons.map(({ message }) => message)).toEqual([
      '/posts/{id} is gone from the Rest API, though the stack has it',
    ]);
  });

  it('demands a new Rest API when the update builds on it', () => {
    const plan = planOnto(without('/posts'), { routes: [...blog, 'GET /posts/new posts#new'] });
    expect(plan.strategy).toMatchObject({ kind: 'replace-api', reasons: [{ code: 'missing' }] });
  });

  it('demands a new Rest API when it is the Rest API itself', () => {
    const { live, details } = deployed({ routes: blog });
    const plan = planOnto(
      { live, details: { ...details, restApis: [] } },
      { routes: [...blog, 'GET /a a#a'] },
    );
    expect(plan.strategy).toMatchObject({
      kind: 'replace-api',
      reasons: [{ code: 'missing', message: 'The Rest API is gone, though the stack has it' }],
    });
    expect(plan.steps).toHaveLength(1);
  });
});

it('a new Rest API is planned when old and new resources together exceed the quota', () => {
  const many = (prefix: string) => Array.from({ length: 200 }, (_, index) => `GET /${prefix}/p${index} a#a`);
  const plan = planOnto(deployed({ routes: many('a') }), { routes: many('b') });
  expect(plan.strategy).toMatchObject({ kind: 'replace-api', reasons: [{ code: 'resource-quota' }] });
});

it('a method that somebody began in the console and gave no integration demands a new Rest API', () => {
  const { live, details } = deployed({ routes: blog });
  const restApis = details.restApis.map((restApi) => ({
    ...restApi,
    resources: restApi.resources.map((resource) =>
      resource.path === '/posts'
        ? { ...resource, methods: [...resource.methods, { verb: 'DELETE', unfinished: true as const }] }
        : resource,
    ),
  }));
  const onto = { live, details: { ...details, restApis } };
  const plan = planOnto(onto, { routes: [...blog, 'GET /about pages#about'] });
  expect(plan.strategy).toMatchObject({
    kind: 'replace-api',
    reasons: [{ message: 'DELETE /posts has no integration, so that the Rest API cannot be published' }],
  });
  expect(planOnto(onto, { routes: blog, code: { posts_controller: 'new' } }).strategy.kind).toBe('in-place');
});

it.each([
  ['PRIVATE', 'EDGE', 'replace-api'],
  ['PRIVATE', 'REGIONAL', 'in-place'],
  ['REGIONAL', 'EDGE', 'in-place'],
  ['EDGE', 'PRIVATE', 'in-place'],
] as const)('an endpoint that changes from %s to %s is planned as %s', (from, to, kind) => {
  const api = (endpointType: typeof from) => ({ api: { endpointType } });
  expect(planOnto(deployed({ routes: blog, ...api(from) }), { routes: blog, ...api(to) }).strategy.kind).toBe(
    kind,
  );
});

describe('with a custom domain', () => {
  const domain = { name: 'api.example.com', basePath: 'v1' };
  const config = { domain };
  const mapped = (...mappings: [basePath: string, restApiId: string][]) => {
    const { live, details } = deployed({ routes: blog, config });
    return {
      live: {
        ...live,
        domain: {
          name: domain.name,
          mappings: mappings.map(([basePath, restApiId]) => ({ basePath, restApiId, stage: 'dev' })),
        },
      },
      details,
    };
  };

  it('a replacement switches its mapping, keeps the address, asks nobody, and removes the old one after the drain', () => {
    const plan = planOnto(mapped(['v1', 'api0']), { routes: renamed, config });
    expect(plan.steps).toMatchObject([
      { kind: 'update', phase: 'expand' },
      { kind: 'verify' },
      { kind: 'switch', basePath: 'v1', from: { restApiId: 'api0', stage: 'dev' } },
      { kind: 'drain' },
      { kind: 'update', phase: 'contract' },
    ]);
    expect(plan.endpoint).toEqual({ changes: false, current: 'https://api.example.com/v1' });
    expect(plan.approval).toBeUndefined();
  });

  it('other mappings to the old Rest API are switched too, the configured one last', () => {
    const plan = planOnto(mapped(['old', 'api0'], ['shop', 'foreign'], ['v1', 'api0']), {
      routes: renamed,
      config,
    });
    const switches = plan.steps.filter(({ kind }) => kind === 'switch');
    expect(switches).toMatchObject([{ basePath: 'old' }, { basePath: 'v1' }]);
  });

  it('the first deploy of a mapping makes it', () => {
    const plan = planOnto(mapped(), { routes: blog, config });
    expect(plan.steps).toEqual([{ kind: 'switch', restApi: 'RestApi', domain: domain.name, basePath: 'v1' }]);
  });

  it('a mapping that belongs to another Rest API blocks the deploy', () => {
    const plan = planOnto(mapped(['v1', 'foreign']), { routes: blog, config });
    expect(plan.blocked?.problems[0]?.message).toContain('points to Rest API foreign');
  });

  it('an app whose last route goes is blocked while a mapping points to its Rest API', () => {
    const plan = planOnto(mapped(['v1', 'api0']), { routes: [], jobs: ['clean'], config });
    expect(plan.blocked?.problems[0]?.message).toBe(
      'The app has no routes any more, and api.example.com/v1 still points to its Rest API',
    );
  });
});
