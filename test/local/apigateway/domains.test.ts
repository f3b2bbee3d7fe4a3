import { expect, test } from 'vitest';
import { createApi, createRoute } from './build-api.ts';
import { openApiGateway, read, type ApiGateway } from './open-apigateway.ts';

test('a host that is no custom domain is not for the data plane', async () => {
  const gateway = openApiGateway();
  expect(await gateway.request({ host: 'api.example.com' })).toBeUndefined();
});

test('a domain without a mapping for the path is forbidden', async () => {
  const { gateway, first } = await open();
  expect(await get(gateway, '/')).toBe('403 {"message":"Forbidden"}');
  await map(gateway, { basePath: 'v1', restApiId: first });
  expect(await get(gateway, '/v2/who')).toBe('403 {"message":"Forbidden"}');
  expect(await get(gateway, '/v10/who')).toBe('403 {"message":"Forbidden"}');
  expect(await get(gateway, '/v1/who')).toBe('200 GET /who');
});

test('base paths choose the API, and are taken off before routes are matched', async () => {
  const { gateway, first, second } = await open();
  await map(gateway, { basePath: 'v1', restApiId: first });
  await map(gateway, { basePath: 'v2', restApiId: second });
  expect(await get(gateway, '/v1/who')).toBe('200 GET /who');
  expect(await get(gateway, '/v2/other')).toBe('200 GET /other');
  expect(await get(gateway, '/v2/who')).toBe('403 {"message":"Missing Authentication Token"}');
});

test('a mapping without a stage takes it from the next segment', async () => {
  const { gateway, first } = await open();
  await gateway.apigateway('CreateBasePathMapping', { domainName: 'api.example.com', restApiId: first });
  expect(await get(gateway, '/dev/who')).toBe('200 GET /who');
  expect(await get(gateway, '/nope/who')).toBe('403 {"message":"Forbidden"}');
});

test('one UpdateBasePathMapping moves a domain to another API; every request in between is answered', async () => {
  const { gateway, first, second } = await open();
  await map(gateway, { restApiId: first });
  const before = get(gateway, '/who');
  const moved = await gateway.apigateway('UpdateBasePathMapping', {
    domainName: 'api.example.com',
    basePath: '(none)',
    patchOperations: [
      { op: 'replace', path: '/restapiId', value: second },
      { op: 'replace', path: '/stage', value: 'dev' },
    ],
  });
  expect(moved).toEqual({ basePath: '(none)', restApiId: second, stage: 'dev' });
  expect(await before).toBe('200 GET /who');
  expect(await get(gateway, '/other')).toBe('200 GET /other');
});

test('the path of a mapping patch is /restapiId, in exactly this case', async () => {
  const { gateway, first, second } = await open();
  await map(gateway, { restApiId: first });
  await expect(
    gateway.apigateway('UpdateBasePathMapping', {
      domainName: 'api.example.com',
      basePath: '(none)',
      patchOperations: [{ op: 'replace', path: '/restApiId', value: second }],
    }),
  ).rejects.toMatchObject({
    code: 'BadRequestException',
    message:
      "Invalid patch path  '/restApiId' specified for op 'replace'. Must be one of: [/basePath, /restapiId, /stage]",
  });
});

test('a base path is renamed by a patch', async () => {
  const { gateway, first } = await open();
  await map(gateway, { basePath: 'v1', restApiId: first });
  await gateway.apigateway('UpdateBasePathMapping', {
    domainName: 'api.example.com',
    basePath: 'v1',
    patchOperations: [{ op: 'replace', path: '/basePath', value: '(none)' }],
  });
  expect(await get(gateway, '/who')).toBe('200 GET /who');
  const { items } = await gateway.apigateway('GetBasePathMappings', { domainName: 'api.example.com' });
  expect(items).toEqual([{ basePath: '(none)', restApiId: first, stage: 'dev' }]);
});

test.each([
  [{ restApiId: 'nope' }, 'Invalid REST API identifier specified'],
  [{ stage: 'nope' }, 'Invalid stage identifier specified'],
  [
    { basePath: 'a/b' },
    "API Gateway V1 doesn't support the slash character (/) in base path mappings. To create a multi-level base path mapping, use API Gateway V2.",
  ],
])('a mapping %o is refused', async (change, message) => {
  const { gateway, first } = await open();
  await expect(map(gateway, { restApiId: first, ...change })).rejects.toMatchObject({
    code: 'BadRequestException',
    message,
  });
});

test('a mapped stage is not deleted', async () => {
  const { gateway, first } = await open();
  await map(gateway, { restApiId: first });
  await expect(
    gateway.apigateway('DeleteStage', { restApiId: first, stageName: 'dev' }),
  ).rejects.toMatchObject({ code: 'BadRequestException' });
});

test('regional and edge domains say where DNS has to point', async () => {
  const { gateway } = await open();
  expect(await gateway.apigateway('GetDomainName', { domainName: 'api.example.com' })).toMatchObject({
    domainName: 'api.example.com',
    domainNameStatus: 'AVAILABLE',
    regionalCertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1',
    regionalDomainName: expect.stringMatching(/^d-\w{10}\.execute-api\.us-east-1\.amazonaws\.com$/),
    regionalHostedZoneId: 'Z1UJRXOUMOOFQ8',
    endpointConfiguration: { types: ['REGIONAL'], ipAddressType: 'ipv4' },
    securityPolicy: 'TLS_1_2',
  });
  const edge = await gateway.apigateway('CreateDomainName', {
    domainName: 'edge.example.com',
    certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1',
  });
  expect(edge).toMatchObject({
    distributionDomainName: expect.stringMatching(/\.cloudfront\.net$/),
    distributionHostedZoneId: 'Z2FDTNDATAQYW2',
    certificateUploadDate: expect.any(Date),
  });
});

test('a wildcard domain answers for the hosts below it', async () => {
  const { gateway, first } = await open('*.example.com');
  await gateway.apigateway('CreateBasePathMapping', {
    domainName: '*.example.com',
    restApiId: first,
    stage: 'dev',
  });
  expect(await get(gateway, '/who')).toBe('200 GET /who');
});

/** Two deployed APIs, `GET /who` and `GET /other`, and a domain without mappings. */
async function open(domainName = 'api.example.com') {
  const gateway = openApiGateway();
  const ids = [];
  for (const route of ['GET /who', 'GET /other']) {
    const { apiId } = await createApi(gateway);
    await createRoute(gateway, apiId, route);
    await gateway.apigateway('CreateDeployment', { restApiId: apiId, stageName: 'dev' });
    ids.push(apiId);
  }
  await gateway.apigateway('CreateDomainName', {
    domainName,
    regionalCertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1',
    endpointConfiguration: { types: ['REGIONAL'] },
  });
  const [first = '', second = ''] = ids;
  return { gateway, first, second };
}

function map(gateway: ApiGateway, mapping: object): Promise<unknown> {
  return gateway.apigateway('CreateBasePathMapping', {
    domainName: 'api.example.com',
    stage: 'dev',
    ...mapping,
  });
}

async function get(gateway: ApiGateway, path: string): Promise<string> {
  const { status, text } = await read(gateway.request({ host: 'api.example.com', path }));
  return `${status} ${text}`;
}
