import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../src/local/store.ts';
import { createApi, createPath, createRoute } from './build-api.ts';
import { createMemoryStore, openApiGateway, read, type ApiGateway } from './open-apigateway.ts';

test('a deployment goes on serving what it was made of, whatever changes afterwards', async () => {
  const gateway = openApiGateway();
  const { apiId, first } = await deployThenChange(gateway);
  await expectOldRoutes(gateway, apiId);

  await gateway.apigateway('CreateDeployment', { restApiId: apiId, stageName: 'dev' });
  expect(await answers(gateway, apiId)).toEqual(['403', '403', 'GET /new']);

  await gateway.apigateway('UpdateStage', {
    restApiId: apiId,
    stageName: 'dev',
    patchOperations: [{ op: 'replace', path: '/deploymentId', value: first }],
  });
  await expectOldRoutes(gateway, apiId);
});

test('a route that is removed is served until the next deployment', async () => {
  const gateway = openApiGateway();
  const { apiId } = await createApi(gateway);
  await createRoute(gateway, apiId, 'GET /kept');
  const resourceId = await createRoute(gateway, apiId, 'GET /gone');
  await gateway.apigateway('CreateDeployment', { restApiId: apiId, stageName: 'dev' });
  await gateway.apigateway('DeleteResource', { restApiId: apiId, resourceId });
  expect((await read(gateway.request({ apiId, path: '/gone' }))).status).toBe(200);
  await gateway.apigateway('CreateDeployment', { restApiId: apiId, stageName: 'dev' });
  expect((await read(gateway.request({ apiId, path: '/gone' }))).status).toBe(403);
});

test('what only a deleted deployment served is not kept', async () => {
  const store = createMemoryStore();
  const gateway = openApiGateway({ store });
  const { apiId, first } = await deployThenChange(gateway);
  expect(store.collection('apigateway.archive').size).toBeGreaterThan(0);
  await gateway.apigateway('CreateDeployment', { restApiId: apiId, stageName: 'dev' });
  await gateway.apigateway('DeleteDeployment', { restApiId: apiId, deploymentId: first });
  expect(store.collection('apigateway.archive').size).toBe(0);
  expect(await answers(gateway, apiId)).toEqual(['403', '403', 'GET /new']);
});

test('deployments and the tree survive a restart', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'jets-apigateway-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const store = await openStore(dir);
  const { apiId } = await deployThenChange(openApiGateway({ store }));
  await store.close();

  const reopened = await openStore(dir);
  onTestFinished(() => reopened.close());
  const gateway = openApiGateway({ store: reopened });
  await expectOldRoutes(gateway, apiId);
  const { rootResourceId } = await gateway.apigateway('GetRestApi', { restApiId: apiId });
  await expect(
    gateway.apigateway('CreateResource', { restApiId: apiId, parentId: rootResourceId, pathPart: 'new' }),
  ).rejects.toMatchObject({ code: 'ConflictException' });
});

test('8,000 resources with methods are made, deployed and deployed again in linear time', async () => {
  const store = createMemoryStore();
  const gateway = openApiGateway({ store });
  const { apiId, rootId } = await createApi(gateway);
  const addResources = async (from: number, to: number): Promise<number> => {
    const start = performance.now();
    for (let index = from; index < to; index++) {
      const { id } = await gateway.apigateway('CreateResource', {
        restApiId: apiId,
        parentId: rootId,
        pathPart: `r${index}`,
      });
      const place = { restApiId: apiId, resourceId: id, httpMethod: 'GET' };
      await gateway.apigateway('PutMethod', { ...place, authorizationType: 'NONE' });
      await gateway.apigateway('PutIntegration', { ...place, type: 'MOCK' });
    }
    return performance.now() - start;
  };
  const first = await addResources(0, 4000);
  const second = await addResources(4000, 8000);
  // Quadratic work would make the second half three times the first; the rest is room for a busy machine.
  expect(second).toBeLessThan(first * 2.5 + 200);

  const before = store.collection('apigateway.resources').size + store.collection('apigateway.methods').size;
  await gateway.apigateway('CreateDeployment', { restApiId: apiId, stageName: 'dev' });
  await gateway.apigateway('CreateDeployment', { restApiId: apiId, stageName: 'dev' });
  const rows = store.collection('apigateway.resources').size + store.collection('apigateway.methods').size;
  expect(rows).toBe(before);
  expect(store.collection('apigateway.archive').size).toBe(0);
  expect((await read(gateway.request({ apiId, path: '/r7999', method: 'PUT' }))).status).toBe(403);
});

/** Two routes deployed; then one is changed and both are moved or removed, and `/new` is added. */
async function deployThenChange(gateway: ApiGateway): Promise<{ apiId: string; first: string }> {
  const { apiId } = await createApi(gateway);
  const changed = await createRoute(gateway, apiId, 'GET /pets/{id}');
  await createRoute(gateway, apiId, 'GET /old');
  const { id: first } = await gateway.apigateway('CreateDeployment', { restApiId: apiId, stageName: 'dev' });
  await gateway.apigateway('DeleteMethod', { restApiId: apiId, resourceId: changed, httpMethod: 'GET' });
  await gateway.apigateway('UpdateResource', {
    restApiId: apiId,
    resourceId: await createPath(gateway, apiId, '/old'),
    patchOperations: [{ op: 'replace', path: '/pathPart', value: 'new' }],
  });
  const place = {
    restApiId: apiId,
    resourceId: await createPath(gateway, apiId, '/new'),
    httpMethod: 'GET',
    statusCode: '200',
  };
  await gateway.apigateway('UpdateIntegrationResponse', {
    ...place,
    patchOperations: [{ op: 'replace', path: '/responseTemplates/application~1json', value: 'GET /new' }],
  });
  return { apiId, first };
}

async function answers(gateway: ApiGateway, apiId: string): Promise<string[]> {
  const responses = await Promise.all(
    ['/pets/1', '/old', '/new'].map((path) => read(gateway.request({ apiId, path }))),
  );
  return responses.map(({ status, text }) => (status === 200 ? text : String(status)));
}

async function expectOldRoutes(gateway: ApiGateway, apiId: string): Promise<void> {
  expect(await answers(gateway, apiId)).toEqual(['GET /pets/{id}', 'GET /old', '403']);
}
