import { expect, test } from 'vitest';
import { createApi, createPath, createRoute } from './build-api.ts';
import { openApiGateway, type ApiGateway } from './open-apigateway.ts';

type Patch = readonly [op: string, path: string, value?: string];

test.each<[Patch[], object]>([
  [
    [
      ['add', '/binaryMediaTypes/image~1png'],
      ['add', '/binaryMediaTypes/*~1*'],
    ],
    { binaryMediaTypes: ['image/png', '*/*'] },
  ],
  [
    [
      ['add', '/binaryMediaTypes/image~1png'],
      ['add', '/binaryMediaTypes/image~1jpeg'],
      ['replace', '/binaryMediaTypes/image~1png', 'image/gif'],
    ],
    { binaryMediaTypes: ['image/jpeg', 'image/gif'] },
  ],
  [
    [
      ['replace', '/name', 'other'],
      ['replace', '/description', 'text'],
    ],
    { name: 'other', description: 'text' },
  ],
  [[['replace', '/minimumCompressionSize', '10']], { minimumCompressionSize: 10 }],
  [[['replace', '/disableExecuteApiEndpoint', 'true']], { disableExecuteApiEndpoint: true }],
  [[['replace', '/policy', '{}']], { policy: '{}' }],
  [
    [['replace', '/endpointConfiguration/types/EDGE', 'REGIONAL']],
    { endpointConfiguration: { types: ['REGIONAL'], ipAddressType: 'ipv4' } },
  ],
])('UpdateRestApi %o', async (patches, expected) => {
  const gateway = openApiGateway();
  const { apiId } = await createApi(gateway);
  expect(await patchApi(gateway, apiId, patches)).toMatchObject(expected);
  expect(await gateway.apigateway('GetRestApi', { restApiId: apiId })).toMatchObject(expected);
});

test('the last binary media type that is removed takes the list along', async () => {
  const gateway = openApiGateway();
  const { apiId } = await createApi(gateway, { binaryMediaTypes: ['image/png'] });
  expect(await patchApi(gateway, apiId, [['remove', '/binaryMediaTypes/image~1png']])).not.toHaveProperty(
    'binaryMediaTypes',
  );
});

test.each<[Patch, string]>([
  [['add', '/binaryMediaTypes', 'image/png'], 'Invalid patch path /binaryMediaTypes'],
  [['replace', '/nope', 'x'], 'Invalid patch path /nope'],
  [['add', '/minimumCompressionSize', '10'], 'Invalid patch operation specified. Must be one of: [replace]'],
  [
    ['replace', '/minimumCompressionSize', '-1'],
    'Invalid minimum compression size, must be between 0 and 10485760',
  ],
  [
    ['replace', '/endpointConfiguration/types/EDGE', 'x'],
    'Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE',
  ],
])('UpdateRestApi refuses %o and changes nothing', async (patch, message) => {
  const gateway = openApiGateway();
  const { apiId } = await createApi(gateway);
  await expect(patchApi(gateway, apiId, [['replace', '/name', 'changed'], patch])).rejects.toMatchObject({
    code: 'BadRequestException',
    status: 400,
    message,
  });
  expect(await gateway.apigateway('GetRestApi', { restApiId: apiId })).toMatchObject({ name: 'demo' });
});

test('an operation that is none is a validation error for each', async () => {
  const gateway = openApiGateway();
  const { apiId } = await createApi(gateway);
  await expect(
    patchApi(gateway, apiId, [
      ['wrong', '/name'],
      ['wrong', '/name'],
    ]),
  ).rejects.toMatchObject({
    code: 'ValidationException',
    message:
      "2 validation errors detected: Value 'wrong' at 'updateRestApiInput.patchOperations.1.member.op' failed to satisfy constraint: Member must satisfy enum value set: [add, remove, move, test, replace, copy]; Value 'wrong' at 'updateRestApiInput.patchOperations.2.member.op' failed to satisfy constraint: Member must satisfy enum value set: [add, remove, move, test, replace, copy]",
  });
});

test('a resource moves by a patch, with everything below it', async () => {
  const gateway = openApiGateway();
  const { apiId } = await createApi(gateway);
  await createPath(gateway, apiId, '/pets/{id}');
  await createPath(gateway, apiId, '/animals');
  const update = (resourceId: string, patch: object) =>
    gateway.apigateway('UpdateResource', { restApiId: apiId, resourceId, patchOperations: [patch] });
  const pets = await createPath(gateway, apiId, '/pets');
  const animals = await createPath(gateway, apiId, '/animals');
  expect(await update(pets, { op: 'replace', path: '/parentId', value: animals })).toMatchObject({
    path: '/animals/pets',
  });
  await expect(update(animals, { op: 'replace', path: '/parentId', value: pets })).rejects.toMatchObject({
    message: 'Resources cannot be cyclical.',
  });
  await expect(update(pets, { op: 'replace', path: '/nope', value: '' })).rejects.toMatchObject({
    message: "Invalid patch path  '/nope' specified for op 'replace'. Must be one of: [/parentId, /pathPart]",
  });
  await expect(update(pets, { op: 'remove', path: '/pathPart' })).rejects.toMatchObject({
    message: "Invalid patch path  '/pathPart' specified for op 'remove'. Please choose supported operations",
  });
  const { items } = await gateway.apigateway('GetResources', { restApiId: apiId });
  expect(items.map((item: { path: string }) => item.path)).toEqual([
    '/',
    '/animals',
    '/animals/pets',
    '/animals/pets/{id}',
  ]);
});

test('one UpdateStage moves the deployment and sets and removes variables', async () => {
  const { gateway, apiId } = await openStage({ keep: '1', drop: '2' });
  const { id } = await gateway.apigateway('CreateDeployment', { restApiId: apiId });
  const stage = await patchStage(gateway, apiId, [
    ['replace', '/deploymentId', id],
    ['replace', '/variables/posts', 'demo-posts:4'],
    ['remove', '/variables/drop'],
    ['replace', '/*/*/throttling/burstLimit', '7'],
  ]);
  expect(stage).toMatchObject({
    deploymentId: id,
    variables: { keep: '1', posts: 'demo-posts:4' },
    methodSettings: { '*/*': { throttlingBurstLimit: 7, throttlingRateLimit: 10_000 } },
  });
});

test.each<[Patch, RegExp]>([
  [['replace', '/variables/a', '$LATEST'], /^Invalid stage variable value: \$LATEST\. {2}Please use values/],
  [
    ['replace', '/variables/a-b', 'x'],
    /^Invalid stage variable name: a-b\. {2}Please use names with only word characters\.$/,
  ],
  [['replace', '/nope', 'x'], /^Invalid method setting path: \/nope\. Must be one of: \[\/deploymentId, /],
  [
    ['remove', '/*/*'],
    /^Cannot remove method setting \*\/\* because there is no method setting for this method $/,
  ],
  [
    ['copy', '/deploymentId'],
    /^Invalid copy operation with path: \/deploymentId and from \. Valid copy:path are/,
  ],
  [['replace', '/deploymentId', 'nope'], /^Deployment id does not exist$/],
])('UpdateStage refuses %o, and then none of its operations happened', async (patch, message) => {
  const { gateway, apiId } = await openStage({ keep: '1' });
  await expect(
    patchStage(gateway, apiId, [['replace', '/variables/keep', '2'], patch]),
  ).rejects.toMatchObject({
    code: 'BadRequestException',
    message: expect.stringMatching(message),
  });
  const stage = await gateway.apigateway('GetStage', { restApiId: apiId, stageName: 'dev' });
  expect(stage.variables).toEqual({ keep: '1' });
});

test('a stage has 100 variables at most', async () => {
  const { gateway, apiId } = await openStage({});
  const variable = (index: number): Patch => ['replace', `/variables/v${index}`, 'x'];
  await patchStage(
    gateway,
    apiId,
    Array.from({ length: 100 }, (_, index) => variable(index)),
  );
  await expect(patchStage(gateway, apiId, [variable(100)])).rejects.toMatchObject({
    code: 'LimitExceededException',
    status: 429,
  });
});

test('methods and integrations are patched', async () => {
  const gateway = openApiGateway();
  const { apiId } = await createApi(gateway);
  const place = {
    restApiId: apiId,
    resourceId: await createRoute(gateway, apiId, 'GET /pets'),
    httpMethod: 'GET',
  };
  await gateway.apigateway('UpdateMethod', {
    ...place,
    patchOperations: toOperations([
      ['replace', '/authorizationType', 'AWS_IAM'],
      ['replace', '/apiKeyRequired', 'true'],
      ['add', '/requestParameters/method.request.header.x', 'true'],
    ]),
  });
  await gateway.apigateway('UpdateIntegration', {
    ...place,
    patchOperations: toOperations([
      ['replace', '/contentHandling', 'CONVERT_TO_TEXT'],
      ['replace', '/timeoutInMillis', '1000'],
      ['add', '/requestTemplates/text~1plain', '{"statusCode": 200}'],
    ]),
  });
  expect(await gateway.apigateway('GetMethod', place)).toMatchObject({
    authorizationType: 'AWS_IAM',
    apiKeyRequired: true,
    requestParameters: { 'method.request.header.x': true },
    methodIntegration: {
      type: 'MOCK',
      contentHandling: 'CONVERT_TO_TEXT',
      timeoutInMillis: 1000,
      requestTemplates: { 'application/json': '{"statusCode": 200}', 'text/plain': '{"statusCode": 200}' },
      integrationResponses: { '200': { statusCode: '200' } },
    },
    methodResponses: { '200': { statusCode: '200' } },
  });
});

function toOperations(patches: readonly Patch[]): object[] {
  return patches.map(([op, path, value]) => ({ op, path, ...(value === undefined ? {} : { value }) }));
}

function patchApi(gateway: ApiGateway, restApiId: string, patches: readonly Patch[]): Promise<unknown> {
  return gateway.apigateway('UpdateRestApi', { restApiId, patchOperations: toOperations(patches) });
}

function patchStage(gateway: ApiGateway, restApiId: string, patches: readonly Patch[]): Promise<unknown> {
  return gateway.apigateway('UpdateStage', {
    restApiId,
    stageName: 'dev',
    patchOperations: toOperations(patches),
  });
}

async function openStage(variables: Readonly<Record<string, string>>) {
  const gateway = openApiGateway();
  const { apiId } = await createApi(gateway);
  await createRoute(gateway, apiId, 'GET /');
  await gateway.apigateway('CreateDeployment', { restApiId: apiId, stageName: 'dev', variables });
  return { gateway, apiId };
}
