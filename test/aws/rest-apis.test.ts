import { beforeEach, describe, expect, it } from 'vitest';

import { openAws, type OpenAws } from '../local/facts/open-aws.ts';
import { openPorts } from './open-ports.ts';

let aws: OpenAws;
let ports: ReturnType<typeof openPorts>;
beforeEach(async () => {
  aws = await openAws();
  ports = openPorts(aws.endpoint);
});

const proxyUri =
  'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:${stageVariables.posts}/invocations';

/** An API with `GET /posts` (Lambda), `GET /` (mock) and as many parts under the root as are asked for. */
async function makeApi({ parts = [] as readonly string[] } = {}) {
  const { apigateway } = aws;
  const { id: restApiId = '', rootResourceId = '' } = await apigateway.createRestApi({
    name: 'blog-dev',
    binaryMediaTypes: ['image/png', '*/*'],
    endpointConfiguration: { types: ['REGIONAL'] },
  });
  const { id: postsId = '' } = await apigateway.createResource({
    restApiId,
    parentId: rootResourceId,
    pathPart: 'posts',
  });
  for (const pathPart of parts) {
    await apigateway.createResource({ restApiId, parentId: rootResourceId, pathPart });
  }
  const methods = [
    { resourceId: postsId, httpMethod: 'POST', type: 'AWS_PROXY', uri: proxyUri },
    { resourceId: postsId, httpMethod: 'GET', type: 'AWS_PROXY', uri: proxyUri },
    { resourceId: rootResourceId, httpMethod: 'GET', type: 'MOCK' },
  ] as const;
  for (const { resourceId, httpMethod, ...integration } of methods) {
    const place = { restApiId, resourceId, httpMethod };
    await apigateway.putMethod({ ...place, authorizationType: 'NONE' });
    await apigateway.putIntegration({
      ...place,
      ...integration,
      ...(integration.type === 'AWS_PROXY' ? { integrationHttpMethod: 'POST' } : {}),
    });
  }
  return { restApiId, rootResourceId, postsId };
}

async function makeStage(restApiId: string, stageName: string, variables: Record<string, string> = {}) {
  const { id: deploymentId = '' } = await aws.apigateway.createDeployment({ restApiId });
  await aws.apigateway.createStage({ restApiId, stageName, deploymentId, variables });
  return deploymentId;
}

async function makeDomain() {
  await aws.apigateway.createDomainName({
    domainName: 'api.example.com',
    regionalCertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/0b1c',
    endpointConfiguration: { types: ['REGIONAL'] },
  });
}

describe('a Rest API', () => {
  it('is read with its root resource and its binary media types', async () => {
    const { restApiId, rootResourceId } = await makeApi();
    const record = await ports.restApis.readRestApi(restApiId);
    expect(record).toMatchObject({ id: restApiId, name: 'blog-dev', rootResourceId });
    expect([...(record?.binaryMediaTypes ?? [])].sort()).toEqual(['*/*', 'image/png']);
  });

  it('that somebody deleted is absent, and its resources and stages are an error', async () => {
    const { restApiId } = await makeApi();
    await aws.apigateway.deleteRestApi({ restApiId });
    await expect(ports.restApis.readRestApi(restApiId)).resolves.toBeUndefined();
    const refused = { kind: 'refused', code: 'NotFoundException' };
    await expect(ports.restApis.readResources(restApiId)).rejects.toMatchObject(refused);
    await expect(ports.restApis.readStages(restApiId)).rejects.toMatchObject(refused);
  });

  it('lists every resource, the root included, with methods by verb and what they invoke', async () => {
    const { restApiId, rootResourceId, postsId } = await makeApi();
    const resources = await ports.restApis.readResources(restApiId);
    expect(new Map(resources.map((resource) => [resource.path, resource]))).toEqual(
      new Map([
        ['/', { id: rootResourceId, path: '/', methods: [{ verb: 'GET' }] }],
        [
          '/posts',
          {
            id: postsId,
            path: '/posts',
            parentId: rootResourceId,
            pathPart: 'posts',
            methods: [
              { verb: 'GET', uri: proxyUri },
              { verb: 'POST', uri: proxyUri },
            ],
          },
        ],
      ]),
    );
  });

  it('gives the same resources in many pages as in one', async () => {
    const parts = ['a', 'b', 'c', 'd', 'e'];
    const { restApiId } = await makeApi({ parts });
    const inOne = await ports.restApis.readResources(restApiId);
    expect(inOne).toHaveLength(7);
    expect(ports.calls.reads).toBe(1);
    expect(await ports.restApis.readResources(restApiId, 2)).toEqual(inOne);
    expect(ports.calls.reads).toBe(1 + 4);
  });

  it('lists its stages with deployment and variables', async () => {
    const { restApiId } = await makeApi();
    const deploymentId = await makeStage(restApiId, 'dev', { posts: 'blog-dev-posts:3' });
    const byHand = await makeStage(restApiId, 'try');
    const stages = await ports.restApis.readStages(restApiId);
    expect(new Map(stages.map((stage) => [stage.name, stage]))).toEqual(
      new Map([
        ['dev', { name: 'dev', deploymentId, variables: { posts: 'blog-dev-posts:3' } }],
        ['try', { name: 'try', deploymentId: byHand, variables: {} }],
      ]),
    );
  });
});

describe('a domain', () => {
  it('that does not exist is absent, and its mappings are an error', async () => {
    await expect(ports.restApis.readDomain('api.example.com')).resolves.toBeUndefined();
    await expect(ports.restApis.readMappings('api.example.com')).rejects.toMatchObject({
      kind: 'refused',
      code: 'NotFoundException',
    });
  });

  it('tells what DNS has to point to, and has no mappings at first', async () => {
    await makeDomain();
    const { regionalDomainName: name, regionalHostedZoneId: hostedZoneId } =
      await aws.apigateway.getDomainName({ domainName: 'api.example.com' });
    expect(await ports.restApis.readDomain('api.example.com')).toEqual({
      name: 'api.example.com',
      status: 'AVAILABLE',
      target: { name, hostedZoneId },
    });
    expect(await ports.restApis.readMappings('api.example.com')).toEqual([]);
  });

  it('lists all its mappings, in many pages as in one', async () => {
    await makeDomain();
    const { restApiId } = await makeApi();
    await makeStage(restApiId, 'dev');
    for (const basePath of ['v1', 'v2', 'v3']) {
      await ports.restApis.createMapping('api.example.com', basePath, restApiId, 'dev');
    }
    const inOne = await ports.restApis.readMappings('api.example.com');
    expect(new Set(inOne)).toEqual(
      new Set(['v1', 'v2', 'v3'].map((basePath) => ({ basePath, restApiId, stage: 'dev' }))),
    );
    const before = ports.calls.reads;
    expect(await ports.restApis.readMappings('api.example.com', 1)).toEqual(inOne);
    expect(ports.calls.reads - before).toBe(3);
  });

  it.each(['', 'v1'])('moves a mapping with base path “%s” to another API in one call', async (basePath) => {
    await makeDomain();
    const [blue, green] = [await makeApi(), await makeApi()];
    await makeStage(blue.restApiId, 'dev');
    await makeStage(green.restApiId, 'dev_2');
    await ports.restApis.createMapping('api.example.com', basePath, blue.restApiId, 'dev');
    expect(await ports.restApis.readMappings('api.example.com')).toEqual([
      { basePath, restApiId: blue.restApiId, stage: 'dev' },
    ]);
    expect(ports.calls.writes).toBe(1);
    await ports.restApis.repointMapping('api.example.com', basePath, green.restApiId, 'dev_2');
    expect(ports.calls.writes).toBe(2);
    expect(await ports.restApis.readMappings('api.example.com')).toEqual([
      { basePath, restApiId: green.restApiId, stage: 'dev_2' },
    ]);
  });

  it('a mapping without a stage has an empty one', async () => {
    await makeDomain();
    const { restApiId } = await makeApi();
    await aws.apigateway.createBasePathMapping({ domainName: 'api.example.com', basePath: 'v1', restApiId });
    expect(await ports.restApis.readMappings('api.example.com')).toEqual([
      { basePath: 'v1', restApiId, stage: '' },
    ]);
  });

  it('a base path that is taken is a conflict, and a mapping that is not there is none to move', async () => {
    await makeDomain();
    const { restApiId } = await makeApi();
    await makeStage(restApiId, 'dev');
    await ports.restApis.createMapping('api.example.com', 'v1', restApiId, 'dev');
    const again = ports.restApis.createMapping('api.example.com', 'v1', restApiId, 'dev');
    await expect(again).rejects.toMatchObject({ kind: 'conflict', code: 'ConflictException' });
    const absent = ports.restApis.repointMapping('api.example.com', 'v2', restApiId, 'dev');
    await expect(absent).rejects.toMatchObject({ kind: 'refused', code: 'NotFoundException' });
  });
});
