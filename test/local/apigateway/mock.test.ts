import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createApi, createRoute } from './build-api.ts';
import { openApiGateway, read } from './open-apigateway.ts';

test('a CORS preflight is answered by a mock', async () => {
  const { gateway, apiId } = await openPreflight({});
  expect(await read(gateway.request({ apiId, method: 'OPTIONS', path: '/posts' }))).toMatchObject({
    status: 204,
    text: '',
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET,OPTIONS',
      'content-type': 'application/json',
    },
  });
});

test.each([
  { contentHandling: undefined, status: 500 },
  { contentHandling: 'CONVERT_TO_TEXT', status: 204 },
])(
  'with */* as binary media type and contentHandling $contentHandling a mock answers $status',
  async ({ contentHandling, status }) => {
    const { gateway, apiId } = await openPreflight({
      api: { binaryMediaTypes: ['*/*'] },
      integration: contentHandling === undefined ? {} : { contentHandling },
    });
    expect((await read(gateway.request({ apiId, method: 'OPTIONS', path: '/posts' }))).status).toBe(status);
  },
);

test('a content type without a template is refused when nothing passes through', async () => {
  const { gateway, apiId } = await openPreflight({ integration: { passthroughBehavior: 'NEVER' } });
  const headers = [['content-type', 'text/plain']] as const;
  expect((await read(gateway.request({ apiId, method: 'OPTIONS', path: '/posts', headers }))).status).toBe(
    415,
  );
});

test('a template that is more than substitution is refused with a reason', async () => {
  const { gateway, apiId } = await openPreflight({
    integration: { requestTemplates: { 'application/json': '#set($a = 1){"statusCode": 200}' } },
  });
  const response = await read(gateway.request({ apiId, method: 'OPTIONS', path: '/posts' }));
  expect(response.status).toBe(501);
  expect(response.json.message).toMatch(/mapping templates with plain substitution only/);
});

test('HTTP_PROXY reaches loopback and nothing else', async () => {
  const server = createServer((request, response) => response.end(`${request.method} ${request.url}`));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;

  const gateway = openApiGateway();
  const { apiId } = await createApi(gateway);
  const proxy = (uri: string) => ({ integration: { type: 'HTTP_PROXY', integrationHttpMethod: 'ANY', uri } });
  await createRoute(gateway, apiId, 'ANY /in/{path+}', proxy(`http://127.0.0.1:${port}/{path}`));
  await createRoute(gateway, apiId, 'ANY /out', proxy('https://example.com/'));
  await gateway.apigateway('CreateDeployment', { restApiId: apiId, stageName: 'dev' });
  const inside = await read(gateway.request({ apiId, method: 'POST', path: '/in/a/b?c=d', body: 'x' }));
  expect(inside).toMatchObject({ status: 200, text: 'POST /a/b?c=d' });
  const outside = await read(gateway.request({ apiId, path: '/out' }));
  expect(outside.status).toBe(501);
  expect(outside.json.message).toMatch(/loopback only, and this one points to example\.com/);
});

async function openPreflight({ api = {}, integration = {} }: { api?: object; integration?: object }) {
  const gateway = openApiGateway();
  const { apiId } = await createApi(gateway, api);
  const resourceId = await createRoute(gateway, apiId, 'OPTIONS /posts', {
    integration: {
      type: 'MOCK',
      requestTemplates: { 'application/json': '{statusCode: 204}' },
      ...integration,
    },
  });
  const place = { restApiId: apiId, resourceId, httpMethod: 'OPTIONS', statusCode: '204' };
  const headers = { 'Access-Control-Allow-Origin': "'*'", 'Access-Control-Allow-Methods': "'GET,OPTIONS'" };
  const parameters = Object.entries(headers).map(
    ([name, value]) => [`method.response.header.${name}`, value] as const,
  );
  await gateway.apigateway('PutMethodResponse', {
    ...place,
    responseParameters: Object.fromEntries(parameters.map(([name]) => [name, false])),
  });
  await gateway.apigateway('PutIntegrationResponse', {
    ...place,
    responseParameters: Object.fromEntries(parameters),
  });
  await gateway.apigateway('CreateDeployment', { restApiId: apiId, stageName: 'dev' });
  return { gateway, apiId };
}
