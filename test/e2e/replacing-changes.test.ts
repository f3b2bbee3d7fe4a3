import { APIGatewayClient, CreateResourceCommand, GetResourcesCommand } from '@aws-sdk/client-api-gateway';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type ChangingApp, makeChangingApp, type RouteTargets } from './support/changing-app.ts';
import { type EmbeddedAws, startEmbeddedAws } from './support/embedded-aws.ts';

const missingToken = '403 {"message":"Missing Authentication Token"}';

/** One app; each change starts from what the one before it left. */
describe('a change that CloudFormation would roll back', { timeout: 30_000 }, () => {
  let aws: EmbeddedAws;
  let app: ChangingApp;
  let endpoint: string;
  beforeAll(async () => {
    aws = await startEmbeddedAws();
    app = await makeChangingApp(aws, 'shop', {
      config: "cfn: { build: { controllers: 'one_lambda_for_all_controllers' } }",
      routes: {
        'GET :slug': 'pages#show',
        'GET users/:user_id/posts/:id': 'posts#show',
        'GET shop/items/:id': 'items#show',
        'GET shop/items': 'items#index',
        'GET posts/:id': 'posts#show',
        'PUT posts/:id': 'posts#update',
        'ANY posts/:id/comments': 'posts#comments',
        'GET posts/:id/comments/:comment_id': 'posts#comment',
        'GET files/:id': 'files#show',
        'GET docs/*path': 'files#show',
      },
    });
    endpoint = (await app.deploy()).result.endpoint ?? '';
    expect(await app.findUnserved(endpoint)).toEqual([]);
  });
  afterAll(async () => {
    await Promise.all([aws.stop(), app.remove()]);
  });

  const get = async (url: string) => {
    const response = await fetch(url);
    return `${response.status} ${await response.text()}`;
  };
  /** The routes with the paths that begin with one string beginning with another. */
  const moved = (from: string, to: string): RouteTargets => {
    const routes = Object.entries(app.shape().routes);
    const changed = routes.map(([route, target]) => [route.replace(` ${from}`, ` ${to}`), target]);
    return Object.fromEntries(changed) as RouteTargets;
  };
  /** Deploys the routes and looks at everything that holds for any replacement. */
  const replace = async (routes: RouteTargets) => {
    await app.write({ routes });
    const { code, stderr, plan, result } = await app.deploy(['--yes']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(plan).toMatchObject({
      strategy: { kind: 'replace-api' },
      approval: { kind: 'ask' },
      endpoint: { changes: true },
      steps: [{ phase: 'expand' }, { kind: 'verify' }, { phase: 'contract' }],
    });
    expect(await app.readStack()).toEqual({ status: 'UPDATE_COMPLETE', failures: [] });
    expect(result.endpoint).not.toBe(endpoint);
    expect(await app.findUnserved(result.endpoint ?? '')).toEqual([]);
    expect(await get(`${endpoint}/shop/items`)).toBe('403 {"message":"Forbidden"}');
    endpoint = result.endpoint ?? '';
    return plan?.strategy.reasons ?? [];
  };
  const about = (route: string, target: string) => ({
    route: route.replace(' ', ' /'),
    target,
    file: 'config/routes.ts',
    line: app.lineOf(route),
  });

  /** What a variable in the way of others is to be told as. */
  const sibling = (path: string, live: string, routes: readonly object[], liveRoutes: readonly string[]) => {
    const parent = path.slice(0, path.lastIndexOf('/')) || '/';
    const part = (whole: string) => whole.slice(whole.lastIndexOf('/') + 1);
    const declared = live
      .slice(1)
      .replaceAll(/\{(\w+)\+\}/g, '*$1')
      .replaceAll(/\{(\w+)\}/g, ':$1');
    return {
      code: 'sibling-variable',
      message: `${path} cannot stand beside ${live}`,
      routes,
      live: liveRoutes,
      why: `API Gateway allows one path variable under ${parent}, and CloudFormation creates ${part(path)} before it deletes ${part(live)}.`,
      fix: `To keep the Rest API, keep the name: ${declared}`,
    };
  };

  it('is a variable that is renamed at the root', async () => {
    expect(await replace(moved(':slug', ':page'))).toEqual([
      sibling('/{page}', '/{slug}', [about('GET :page', 'pages#show')], ['GET /:slug (pages#show)']),
    ]);
  });

  it('is a variable that is renamed above another variable', async () => {
    expect(await replace(moved('users/:user_id', 'users/:uid'))).toEqual([
      sibling(
        '/users/{uid}',
        '/users/{user_id}',
        [about('GET users/:uid/posts/:id', 'posts#show')],
        ['GET /users/:user_id/posts/:id (posts#show)'],
      ),
    ]);
  });

  it('is a variable that is renamed below another variable', async () => {
    expect(await replace(moved('users/:uid/posts/:id', 'users/:uid/posts/:post_id'))).toEqual([
      sibling(
        '/users/{uid}/posts/{post_id}',
        '/users/{uid}/posts/{id}',
        [about('GET users/:uid/posts/:post_id', 'posts#show')],
        ['GET /users/:uid/posts/:id (posts#show)'],
      ),
    ]);
  });

  it('is a variable that is renamed below a static part', async () => {
    expect(await replace(moved('shop/items/:id', 'shop/items/:item_id'))).toEqual([
      sibling(
        '/shop/items/{item_id}',
        '/shop/items/{id}',
        [about('GET shop/items/:item_id', 'items#show')],
        ['GET /shop/items/:id (items#show)'],
      ),
    ]);
  });

  it('is a variable that many routes share, told once with all of them', async () => {
    expect(await replace(moved('posts/:id', 'posts/:post_id'))).toEqual([
      sibling(
        '/posts/{post_id}',
        '/posts/{id}',
        [
          about('GET posts/:post_id', 'posts#show'),
          about('PUT posts/:post_id', 'posts#update'),
          about('ANY posts/:post_id/comments', 'posts#comments'),
          about('GET posts/:post_id/comments/:comment_id', 'posts#comment'),
        ],
        [
          'GET /posts/:id (posts#show)',
          'PUT /posts/:id (posts#update)',
          'ANY /posts/:id/comments (posts#comments)',
          'GET /posts/:id/comments/:comment_id (posts#comment)',
        ],
      ),
    ]);
  });

  it('is a variable that becomes a catch-all', async () => {
    expect(await replace(moved('files/:id', 'files/*rest'))).toEqual([
      sibling(
        '/files/{rest+}',
        '/files/{id}',
        [about('GET files/*rest', 'files#show')],
        ['GET /files/:id (files#show)'],
      ),
    ]);
  });

  it('is a catch-all that becomes a variable', async () => {
    expect(await replace(moved('files/*rest', 'files/:id'))).toEqual([
      sibling(
        '/files/{id}',
        '/files/{rest+}',
        [about('GET files/:id', 'files#show')],
        ['GET /files/*rest (files#show)'],
      ),
    ]);
    expect(await get(`${endpoint}/files/a/b`)).toBe(missingToken);
  });

  it('is a catch-all that is renamed', async () => {
    expect(await replace(moved('docs/*path', 'docs/*rest'))).toEqual([
      sibling(
        '/docs/{rest+}',
        '/docs/{path+}',
        [about('GET docs/*rest', 'files#show')],
        ['GET /docs/*path (files#show)'],
      ),
    ]);
  });

  it('is a variable beside one that somebody made in the console', async () => {
    const gateway = new APIGatewayClient(aws.client);
    const restApiId = endpoint.split('/').at(-2) ?? '';
    const { items = [] } = await gateway.send(new GetResourcesCommand({ restApiId, limit: 500 }));
    const parentId = items.find(({ path }) => path === '/shop')?.id;
    await gateway.send(new CreateResourceCommand({ restApiId, parentId, pathPart: '{x}' }));

    expect(await replace({ ...app.shape().routes, 'GET shop/:shelf': 'items#shelf' })).toEqual([
      {
        code: 'sibling-variable',
        message: '/shop/{shelf} cannot stand beside /shop/{x}',
        routes: [about('GET shop/:shelf', 'items#shelf')],
        live: ['/shop/{x} (without routes)'],
        why: 'API Gateway allows one path variable under /shop. /shop/{x} was not made by this stack, so no update removes it.',
        fix: 'To keep the Rest API, first delete the resource /shop/{x} where it was made.',
      },
    ]);
  });
});
