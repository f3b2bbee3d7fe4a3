import { APIGatewayClient, GetResourcesCommand } from '@aws-sdk/client-api-gateway';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type ChangingApp, makeChangingApp, type RouteTargets } from './support/changing-app.ts';
import { deployInPlace, listPhases } from './support/deploy-in-place.ts';
import { type EmbeddedAws, startEmbeddedAws } from './support/embedded-aws.ts';

const missingToken = '403 {"message":"Missing Authentication Token"}';

/** One app; each change starts from what the one before it left. */
describe('a change of routes that CloudFormation can make in place', { timeout: 30_000 }, () => {
  let aws: EmbeddedAws;
  let app: ChangingApp;
  let endpoint: string;
  beforeAll(async () => {
    aws = await startEmbeddedAws();
    app = await makeChangingApp(aws, 'shop', {
      routes: {
        'GET /': 'pages#home',
        'GET posts': 'posts#index',
        'GET posts/:id': 'posts#show',
        'DELETE posts/:id': 'posts#remove',
        'GET posts/:id/comments/:comment_id': 'posts#comment',
        'GET files/*path': 'pages#file',
      },
    });
    endpoint = (await app.deploy()).result.endpoint ?? '';
    expect(await app.findUnserved(endpoint)).toEqual([]);
  });
  afterAll(async () => {
    await Promise.all([aws.stop(), app.remove()]);
  });

  const request = async (route: string) => {
    const [method = '', path = ''] = route.split(' ');
    const response = await fetch(`${endpoint}${path}`, { method });
    return `${response.status} ${await response.text()}`;
  };
  const change = async (routes: RouteTargets) => {
    const plan = await deployInPlace(app, endpoint, { routes });
    expect(await app.findUnserved(endpoint)).toEqual([]);
    return plan;
  };
  const without = (...gone: readonly string[]): RouteTargets =>
    Object.fromEntries(Object.entries(app.shape().routes).filter(([route]) => !gone.includes(route)));

  it('is routes that are added anywhere: static, variable and catch-all, between and below others', async () => {
    const plan = await change({
      ...app.shape().routes,
      'GET :slug': 'pages#slug',
      'ANY files': 'pages#files',
      'POST posts': 'posts#create',
      'GET posts/latest': 'posts#latest',
      'GET posts/:id/comments': 'posts#comments',
      'PUT posts/:id/comments/:comment_id/likes/*rest': 'posts#like',
      'GET reports/:year/:month': 'reports#show',
    });
    expect(plan.routes).toMatchObject({ added: { length: 7 }, removed: [], changed: [], unchanged: 6 });
    expect(listPhases(plan)).toEqual(['deploy']);
  });

  it('is routes that are removed anywhere, which are really gone at once', async () => {
    const plan = await change(
      without('GET posts/latest', 'GET files/*path', 'DELETE posts/:id', 'GET :slug'),
    );
    expect(plan.routes.removed).toHaveLength(4);
    expect(listPhases(plan)).toEqual(['prepare', 'deploy']);
    for (const gone of ['GET /files/a/b', 'DELETE /posts/1', 'GET /anything']) {
      expect(await request(gone)).toBe(missingToken);
    }
    // Its place is taken by the variable beside it.
    expect(await request('GET /posts/latest')).toContain('"id":"latest"');
  });

  it('is a static part that is renamed, with variables below it', async () => {
    const renamed = Object.entries(app.shape().routes).map(
      ([route, target]) => [route.replace(' posts', ' articles'), target] as const,
    );
    await change(Object.fromEntries(renamed));
    for (const gone of ['GET /posts', 'GET /posts/1', 'GET /posts/1/comments/2']) {
      expect(await request(gone)).toBe(missingToken);
    }
  });

  it('is a variable that goes with everything under its parent, and one of another name that comes later', async () => {
    await change(without('GET reports/:year/:month'));
    expect(await request('GET /reports/2020/1')).toBe(missingToken);
    await change({ ...app.shape().routes, 'GET reports/:id': 'reports#show' });
    expect(await request('GET /reports/2020/1')).toBe(missingToken);
  });

  it('is a target that moves to another action, and to another controller', async () => {
    const plan = await change({
      ...app.shape().routes,
      'GET articles/:id': 'posts#display',
      'GET articles/:id/comments': 'comments#index',
    });
    expect(plan.routes).toMatchObject({
      added: [],
      removed: [],
      changed: [
        { path: '/articles/{id}', target: 'posts#display', targetBefore: 'posts#show' },
        { path: '/articles/{id}/comments', target: 'comments#index', targetBefore: 'posts#comments' },
      ],
    });
    expect(listPhases(plan)).toEqual(['deploy']);
  });

  it('leaves nothing in the Rest API but what the app has', async () => {
    const gateway = new APIGatewayClient(aws.client);
    const restApiId = endpoint.split('/').at(-2) ?? '';
    const { items = [] } = await gateway.send(new GetResourcesCommand({ restApiId, limit: 500 }));
    expect(items.map(({ path = '' }) => path).toSorted()).toEqual([
      '/',
      '/articles',
      '/articles/{id}',
      '/articles/{id}/comments',
      '/articles/{id}/comments/{comment_id}',
      '/articles/{id}/comments/{comment_id}/likes',
      '/articles/{id}/comments/{comment_id}/likes/{rest+}',
      '/files',
      '/reports',
      '/reports/{id}',
    ]);
  });
});
