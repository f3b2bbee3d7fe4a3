import { describe, expect, test } from 'vitest';
import { createApi, createPath, createRoute } from './build-api.ts';
import { openApiGateway } from './open-apigateway.ts';

/** Every row of the table of API Gateway's invariants, with code, status and message. */
describe('API Gateway refuses, word for word,', () => {
  test('a second resource with the same path part under one parent', async () => {
    const { gateway, apiId, rootId } = await open();
    await createPath(gateway, apiId, '/pets');
    await expect(
      gateway.apigateway('CreateResource', { restApiId: apiId, parentId: rootId, pathPart: 'pets' }),
    ).rejects.toMatchObject({
      code: 'ConflictException',
      status: 409,
      message: 'Another resource with the same parent already has this name: pets',
    });
  });

  test.each(['{slug}', '{proxy+}'])('a second variable %s beside {id}', async (pathPart) => {
    const { gateway, apiId, rootId } = await open();
    await createPath(gateway, apiId, '/{id}');
    await expect(
      gateway.apigateway('CreateResource', { restApiId: apiId, parentId: rootId, pathPart }),
    ).rejects.toMatchObject({
      code: 'BadRequestException',
      status: 400,
      message: 'A sibling ({id}) of this resource already has a variable path part -- only one is allowed',
    });
  });

  test.each(['more', '{id}'])('a child %s of a greedy variable', async (pathPart) => {
    const { gateway, apiId } = await open();
    const parentId = await createPath(gateway, apiId, '/{proxy+}');
    await expect(
      gateway.apigateway('CreateResource', { restApiId: apiId, parentId, pathPart }),
    ).rejects.toMatchObject({
      code: 'BadRequestException',
      status: 400,
      message: 'Cannot create a child of a resource with a greedy path variable: {proxy+}',
    });
  });

  test('the same method again', async () => {
    const { gateway, apiId } = await open();
    const resourceId = await createRoute(gateway, apiId, 'GET /pets');
    await expect(
      gateway.apigateway('PutMethod', {
        restApiId: apiId,
        resourceId,
        httpMethod: 'GET',
        authorizationType: 'NONE',
      }),
    ).rejects.toMatchObject({
      code: 'ConflictException',
      status: 409,
      message: 'Method already exists for this resource',
    });
  });

  test('a deployment of an API without methods', async () => {
    const { gateway, apiId } = await open();
    await expect(gateway.apigateway('CreateDeployment', { restApiId: apiId })).rejects.toMatchObject({
      code: 'BadRequestException',
      status: 400,
      message: "The REST API doesn't contain any methods",
    });
  });

  test('a deployment of a method without an integration', async () => {
    const { gateway, apiId, rootId } = await open();
    await gateway.apigateway('PutMethod', {
      restApiId: apiId,
      resourceId: rootId,
      httpMethod: 'GET',
      authorizationType: 'NONE',
    });
    await expect(gateway.apigateway('CreateDeployment', { restApiId: apiId })).rejects.toMatchObject({
      code: 'BadRequestException',
      message: 'No integration defined for method',
    });
  });

  test('deleting a deployment that a stage uses, until the stage is moved', async () => {
    const { gateway, apiId } = await open();
    await createRoute(gateway, apiId, 'GET /');
    const first = await gateway.apigateway('CreateDeployment', { restApiId: apiId, stageName: 'dev' });
    const remove = () => gateway.apigateway('DeleteDeployment', { restApiId: apiId, deploymentId: first.id });
    await expect(remove()).rejects.toMatchObject({
      code: 'BadRequestException',
      status: 400,
      message: 'Active stages pointing to this deployment must be moved or deleted',
    });
    await gateway.apigateway('CreateDeployment', { restApiId: apiId, stageName: 'dev' });
    await expect(remove()).resolves.toEqual({});
  });

  test('a stage that exists', async () => {
    const { gateway, apiId } = await open();
    await createRoute(gateway, apiId, 'GET /');
    const { id } = await gateway.apigateway('CreateDeployment', { restApiId: apiId, stageName: 'dev' });
    await expect(
      gateway.apigateway('CreateStage', { restApiId: apiId, stageName: 'dev', deploymentId: id }),
    ).rejects.toMatchObject({ code: 'ConflictException', status: 409, message: 'Stage already exists' });
  });

  test('a stage on an unknown deployment, made or moved', async () => {
    const { gateway, apiId } = await open();
    await createRoute(gateway, apiId, 'GET /');
    await gateway.apigateway('CreateDeployment', { restApiId: apiId, stageName: 'dev' });
    const refused = {
      code: 'BadRequestException',
      status: 400,
      message: 'Deployment id does not exist',
    };
    await expect(
      gateway.apigateway('CreateStage', { restApiId: apiId, stageName: 'other', deploymentId: 'nope' }),
    ).rejects.toMatchObject(refused);
    await expect(
      gateway.apigateway('UpdateStage', {
        restApiId: apiId,
        stageName: 'dev',
        patchOperations: [{ op: 'replace', path: '/deploymentId', value: 'nope' }],
      }),
    ).rejects.toMatchObject(refused);
  });

  test('a base path that is taken', async () => {
    const { gateway, apiId } = await openWithDomain();
    const mapping = { domainName: 'api.example.com', basePath: 'v1', restApiId: apiId, stage: 'dev' };
    await gateway.apigateway('CreateBasePathMapping', mapping);
    await expect(gateway.apigateway('CreateBasePathMapping', mapping)).rejects.toMatchObject({
      code: 'ConflictException',
      status: 409,
      message: 'Base path already exists for this domain name',
    });
  });

  test.each([
    ['v1', '(none)'],
    ['(none)', 'v1'],
  ])('base path %s and then %s', async (first, second) => {
    const { gateway, apiId } = await openWithDomain();
    const mapping = { domainName: 'api.example.com', restApiId: apiId, stage: 'dev' };
    await gateway.apigateway('CreateBasePathMapping', { ...mapping, basePath: first });
    await expect(
      gateway.apigateway('CreateBasePathMapping', { ...mapping, basePath: second }),
    ).rejects.toMatchObject({
      code: 'ConflictException',
      status: 409,
      message: 'Only one base path mapping is allowed if the base path is empty.',
    });
  });

  test('a domain that exists', async () => {
    const { gateway } = await openWithDomain();
    await expect(
      gateway.apigateway('CreateDomainName', {
        domainName: 'API.example.com',
        certificateArn: 'arn:aws:acm:x',
      }),
    ).rejects.toMatchObject({
      code: 'BadRequestException',
      status: 400,
      message: 'The domain name you provided already exists.',
    });
  });

  test('deleting a RestApi with mappings', async () => {
    const { gateway, apiId } = await openWithDomain();
    await gateway.apigateway('CreateBasePathMapping', {
      domainName: 'api.example.com',
      restApiId: apiId,
      stage: 'dev',
    });
    await expect(gateway.apigateway('DeleteRestApi', { restApiId: apiId })).rejects.toMatchObject({
      code: 'BadRequestException',
      status: 400,
      message: `Deleting RestApi ${apiId} failed. Please remove all base path mappings related to the RestApi in your domains: api.example.com`,
    });
  });

  test('unknown ids', async () => {
    const { gateway, apiId, rootId } = await open();
    const refused = (message: string) => ({ code: 'NotFoundException', status: 404, message });
    await expect(gateway.apigateway('GetRestApi', { restApiId: 'nope' })).rejects.toMatchObject(
      refused('Invalid API identifier specified 123456789012:nope'),
    );
    await expect(
      gateway.apigateway('CreateResource', { restApiId: apiId, parentId: 'nope', pathPart: 'pets' }),
    ).rejects.toMatchObject(refused('Invalid Resource identifier specified'));
    await expect(
      gateway.apigateway('GetMethod', { restApiId: apiId, resourceId: rootId, httpMethod: 'GET' }),
    ).rejects.toMatchObject(refused('Invalid Method identifier specified'));
  });
});

test('a static resource may stand beside a variable', async () => {
  const { gateway, apiId } = await open();
  await createPath(gateway, apiId, '/pets/{id}');
  await createPath(gateway, apiId, '/pets/new');
  const { items } = await gateway.apigateway('GetResources', { restApiId: apiId });
  expect(items.map((item: { path: string }) => item.path)).toEqual(['/', '/pets', '/pets/new', '/pets/{id}']);
});

async function open() {
  const gateway = openApiGateway();
  return { gateway, ...(await createApi(gateway)) };
}

async function openWithDomain() {
  const opened = await open();
  await createRoute(opened.gateway, opened.apiId, 'GET /');
  await opened.gateway.apigateway('CreateDeployment', { restApiId: opened.apiId, stageName: 'dev' });
  await opened.gateway.apigateway('CreateDomainName', {
    domainName: 'api.example.com',
    regionalCertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1',
    endpointConfiguration: { types: ['REGIONAL'] },
  });
  return opened;
}
