import { expect, test } from 'vitest';
import { createApi, createRoute } from './build-api.ts';
import { openApiGateway, read } from './open-apigateway.ts';

test.each([
  ['GET /pets/new', 'GET /pets/new'],
  ['GET /pets/7', 'GET /pets/{id}'],
  ['GET /pets/new/photos', 'GET /pets/{id}/photos'],
  ['GET /pets/7/', 'GET /pets/{id}'],
  ['GET //pets/7', 'GET /pets/{id}'],
  ['GET /p%65ts/new', 'GET /pets/new'],
  ['PUT /pets/new', 'ANY /{rest+}'],
  ['GET /pets/7/other', 'ANY /{rest+}'],
  ['POST /pets', 'POST /pets'],
  ['DELETE /pets', 'ANY /pets'],
  ['HEAD /pets/7', 'ANY /{rest+}'],
  ['GET /', 'GET /'],
])('%s is answered by %s', async (request, route) => {
  const gateway = openApiGateway();
  const { apiId } = await createApi(gateway);
  for (const declared of [
    'GET /',
    'ANY /{rest+}',
    'ANY /pets',
    'POST /pets',
    'GET /pets/{id}',
    'GET /pets/{id}/photos',
    'GET /pets/new',
  ]) {
    await createRoute(gateway, apiId, declared);
  }
  await gateway.apigateway('CreateDeployment', { restApiId: apiId, stageName: 'dev' });
  const [method = '', path = ''] = request.split(' ');
  const response = await read(gateway.request({ apiId, method, path }));
  expect(response.status).toBe(200);
  expect(response.text).toBe(method === 'HEAD' ? '' : route);
});

test.each(['GET /cats', 'POST /pets', 'HEAD /pets', 'OPTIONS /pets', 'GET /', 'GET /pets//7'])(
  '%s is nothing the API has: missing authentication token',
  async (request) => {
    const gateway = openApiGateway();
    const { apiId } = await createApi(gateway);
    await createRoute(gateway, apiId, 'GET /pets');
    await createRoute(gateway, apiId, 'GET /pets/{id}');
    await gateway.apigateway('CreateDeployment', { restApiId: apiId, stageName: 'dev' });
    const [method = '', path = ''] = request.split(' ');
    const response = await read(gateway.request({ apiId, method, path }));
    expect(response).toMatchObject({
      status: 403,
      headers: {
        'content-type': 'application/json',
        'x-amzn-errortype': 'MissingAuthenticationTokenException',
        'x-amzn-requestid': expect.any(String),
        'x-amz-apigw-id': expect.any(String),
      },
    });
    expect(response.text).toBe(method === 'HEAD' ? '' : '{"message":"Missing Authentication Token"}');
  },
);

test.each([
  { apiId: 'nope', stageName: 'dev' },
  { apiId: undefined, stageName: 'other' },
])('an unknown API or stage is forbidden', async ({ apiId, stageName }) => {
  const gateway = openApiGateway();
  const api = await createApi(gateway);
  await createRoute(gateway, api.apiId, 'GET /');
  await gateway.apigateway('CreateDeployment', { restApiId: api.apiId, stageName: 'dev' });
  const response = await read(gateway.request({ apiId: apiId ?? api.apiId, stageName }));
  expect(response).toMatchObject({ status: 403, text: '{"message":"Forbidden"}' });
});

test('an API with its execute-api endpoint disabled is forbidden there', async () => {
  const gateway = openApiGateway();
  const { apiId } = await createApi(gateway, { disableExecuteApiEndpoint: true });
  await createRoute(gateway, apiId, 'GET /');
  await gateway.apigateway('CreateDeployment', { restApiId: apiId, stageName: 'dev' });
  expect((await read(gateway.request({ apiId }))).status).toBe(403);
});
