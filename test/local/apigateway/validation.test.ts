import { expect, test } from 'vitest';
import { createApi, createPath, createRoute, functionArn, lambdaUri } from './build-api.ts';
import { createMemoryStore, openApiGateway } from './open-apigateway.ts';

test.each(['', 'a b', 'ä', 'a/b', '{id', 'id}', '{}', '{id}x', '{id++}', '{+}', 'a+'])(
  'path part %j is refused',
  async (pathPart) => {
    const gateway = openApiGateway();
    const { apiId, rootId } = await createApi(gateway);
    await expect(
      gateway.apigateway('CreateResource', { restApiId: apiId, parentId: rootId, pathPart }),
    ).rejects.toMatchObject({
      code: 'BadRequestException',
      message:
        "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
    });
  },
);

test.each(['a', 'a.b-c_d:e', '{id}', '{proxy+}'])('path part %j is taken', async (pathPart) => {
  const gateway = openApiGateway();
  const { apiId, rootId } = await createApi(gateway);
  const created = await gateway.apigateway('CreateResource', {
    restApiId: apiId,
    parentId: rootId,
    pathPart,
  });
  expect(created).toMatchObject({ parentId: rootId, pathPart, path: `/${pathPart}` });
});

test.each([
  [
    { httpMethod: 'get' },
    'Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY',
  ],
  [
    { authorizationType: 'CUSTOM' },
    'Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.',
  ],
  [{ requestValidatorId: 'nope' }, 'Invalid Request Validator identifier specified'],
  [{ requestModels: { 'application/json': 'pet' } }, 'Invalid model identifier specified: pet'],
])('a method with %o is refused', async (change, message) => {
  const gateway = openApiGateway();
  const { apiId, rootId } = await createApi(gateway);
  const method = { restApiId: apiId, resourceId: rootId, httpMethod: 'GET', authorizationType: 'NONE' };
  await expect(gateway.apigateway('PutMethod', { ...method, ...change })).rejects.toMatchObject({
    code: 'BadRequestException',
    message,
  });
});

test.each([
  [
    { type: 'AWS_PROXY', uri: lambdaUri(functionArn('f')) },
    'Enumeration value for HttpMethod must be non-empty',
  ],
  [
    { type: 'HTTP_PROXY', integrationHttpMethod: 'GET', uri: 'ftp://x' },
    'Invalid HTTP endpoint specified for URI',
  ],
  [{ type: 'AWS_PROXY', integrationHttpMethod: 'POST', uri: 'x' }, 'Invalid ARN specified in the request'],
  [
    { type: 'AWS_PROXY', integrationHttpMethod: 'POST', uri: functionArn('f') },
    'AWS ARN for integration must contain path or action',
  ],
  [
    { type: 'AWS_PROXY', integrationHttpMethod: 'POST', uri: 'arn:aws:apigateway:us-east-1:s3:path/b/k' },
    "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
  ],
  [{ type: 'MOCK', timeoutInMillis: 29_001 }, 'Timeout should be between 50 ms and 29000 ms'],
])('an integration %o is refused', async (integration, message) => {
  const gateway = openApiGateway();
  const { apiId } = await createApi(gateway);
  await expect(createRoute(gateway, apiId, 'GET /', { integration })).rejects.toMatchObject({
    code: 'BadRequestException',
    message,
  });
});

test('an unknown integration type is a validation error', async () => {
  const gateway = openApiGateway();
  const { apiId } = await createApi(gateway);
  await expect(createRoute(gateway, apiId, 'GET /', { integration: { type: 'X' } })).rejects.toMatchObject({
    code: 'ValidationException',
  });
});

test.each(['', 'a b', 'a.b', 'a'.repeat(129)])('stage name %j is refused', async (stageName) => {
  const gateway = openApiGateway();
  const { apiId } = await createApi(gateway);
  await createRoute(gateway, apiId, 'GET /');
  const { id } = await gateway.apigateway('CreateDeployment', { restApiId: apiId });
  await expect(
    gateway.apigateway('CreateStage', { restApiId: apiId, stageName, deploymentId: id }),
  ).rejects.toMatchObject({ code: 'BadRequestException', message: 'Stage name only allows a-zA-Z0-9_' });
});

test('quotas: resources when asked for, and ten stages and authorizers', async () => {
  const gateway = openApiGateway({ quotas: { resourcesPerApi: 2 } });
  const { apiId } = await createApi(gateway);
  await createRoute(gateway, apiId, 'GET /a/b');
  const exceeded = { code: 'LimitExceededException', status: 429 };
  await expect(createPath(gateway, apiId, '/c')).rejects.toMatchObject(exceeded);

  const { id: deploymentId } = await gateway.apigateway('CreateDeployment', { restApiId: apiId });
  const createStage = (index: number) =>
    gateway.apigateway('CreateStage', { restApiId: apiId, stageName: `s${index}`, deploymentId });
  for (let index = 0; index < 10; index++) await createStage(index);
  await expect(createStage(10)).rejects.toMatchObject(exceeded);

  const createAuthorizer = (index: number) =>
    gateway.apigateway('CreateAuthorizer', {
      restApiId: apiId,
      name: `a${index}`,
      type: 'REQUEST',
      authorizerUri: lambdaUri(functionArn('f')),
    });
  for (let index = 0; index < 10; index++) await createAuthorizer(index);
  await expect(createAuthorizer(10)).rejects.toMatchObject(exceeded);
});

test('deleting a resource takes everything below it, and its place is free again', async () => {
  const store = createMemoryStore();
  const gateway = openApiGateway({ store });
  const { apiId } = await createApi(gateway);
  await createRoute(gateway, apiId, 'GET /pets/{id}/photos');
  const resourceId = await createPath(gateway, apiId, '/pets');
  await gateway.apigateway('DeleteResource', { restApiId: apiId, resourceId });
  expect(store.collection('apigateway.methods').size).toBe(0);
  expect(store.collection('apigateway.resources').size).toBe(1);
  await createPath(gateway, apiId, '/pets/{slug}');
});

test('deleting an API leaves nothing of it', async () => {
  const store = createMemoryStore();
  const gateway = openApiGateway({ store });
  const { apiId } = await createApi(gateway);
  await createRoute(gateway, apiId, 'GET /pets');
  await gateway.apigateway('CreateDeployment', { restApiId: apiId, stageName: 'dev' });
  await gateway.apigateway('DeleteRestApi', { restApiId: apiId });
  const left = ['restApis', 'resources', 'methods', 'deployments', 'stages', 'archive'].map(
    (name) => store.collection(`apigateway.${name}`).size,
  );
  expect(left).toEqual([0, 0, 0, 0, 0, 0]);
});

test('resources are listed in pages, with methods when embedded', async () => {
  const gateway = openApiGateway();
  const { apiId } = await createApi(gateway);
  await createRoute(gateway, apiId, 'GET /a');
  await createPath(gateway, apiId, '/b');
  const first = await gateway.apigateway('GetResources', { restApiId: apiId, limit: 2, embed: ['methods'] });
  expect(first.items).toMatchObject([
    { path: '/' },
    { path: '/a', resourceMethods: { GET: { httpMethod: 'GET', methodIntegration: { type: 'MOCK' } } } },
  ]);
  const rest = await gateway.apigateway('GetResources', { restApiId: apiId, position: first.position });
  expect(rest).toEqual({ items: [expect.objectContaining({ path: '/b' })] });
  const plain = await gateway.apigateway('GetResources', { restApiId: apiId });
  expect(plain.items[1].resourceMethods).toEqual({ GET: {} });
});

test('APIs, stages and domains take tags', async () => {
  const gateway = openApiGateway();
  const { apiId } = await createApi(gateway, { tags: { app: 'demo' } });
  const resourceArn = `arn:aws:apigateway:us-east-1::/restapis/${apiId}`;
  await gateway.apigateway('TagResource', { resourceArn, tags: { env: 'dev' } });
  await gateway.apigateway('UntagResource', { resourceArn, tagKeys: ['app'] });
  expect(await gateway.apigateway('GetTags', { resourceArn })).toEqual({ tags: { env: 'dev' } });
  expect(await gateway.apigateway('GetRestApi', { restApiId: apiId })).toMatchObject({
    tags: { env: 'dev' },
  });
});

test('an API of another region or account is not there', async () => {
  const gateway = openApiGateway();
  const { apiId } = await createApi(gateway);
  for (const other of [{ region: 'eu-west-1' }, { account: '210987654321' }]) {
    const caller = { account: '123456789012', region: 'us-east-1', requestId: 'r', ...other };
    await expect(gateway.apigateway('GetRestApi', { restApiId: apiId }, caller)).rejects.toMatchObject({
      code: 'NotFoundException',
    });
  }
});
