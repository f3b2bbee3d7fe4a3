import { expect, test } from 'vitest';
import { createApi, createInvokeRole, createRoute, functionArn, lambdaUri } from './build-api.ts';
import { openApiGateway, read, type FakeFunction } from './open-apigateway.ts';

test('the event has every field of a REST API proxy event', async () => {
  const { gateway, apiId, events } = await open(() => ({ statusCode: 200 }), {
    routes: ['ANY /posts/{id}/{rest+}'],
    variables: { posts: 'demo-posts:3' },
  });
  await gateway.request({
    apiId,
    method: 'POST',
    path: '/posts/a%20b/x/y%2Bz/?tag=a&tag=b+c&empty',
    headers: [
      ['Accept', 'text/plain'],
      ['X-Many', '1'],
      ['X-Many', '2'],
      ['User-Agent', 'test'],
      ['Content-Length', '2'],
      ['Connection', 'keep-alive'],
    ],
    body: '{}',
  });
  expect(events).toEqual([
    {
      resource: '/posts/{id}/{rest+}',
      path: '/posts/a%20b/x/y%2Bz/',
      httpMethod: 'POST',
      headers: {
        Host: '127.0.0.1:4566',
        Accept: 'text/plain',
        'X-Many': '2',
        'User-Agent': 'test',
        'X-Amzn-Trace-Id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
        'X-Forwarded-For': '127.0.0.1',
        'X-Forwarded-Port': '4566',
        'X-Forwarded-Proto': 'http',
      },
      multiValueHeaders: expect.objectContaining({ 'X-Many': ['1', '2'], Accept: ['text/plain'] }),
      queryStringParameters: { tag: 'b c', empty: '' },
      multiValueQueryStringParameters: { tag: ['a', 'b c'], empty: [''] },
      pathParameters: { id: 'a%20b', rest: 'x/y%2Bz' },
      stageVariables: { posts: 'demo-posts:3' },
      requestContext: {
        resourceId: expect.any(String),
        resourcePath: '/posts/{id}/{rest+}',
        httpMethod: 'POST',
        extendedRequestId: expect.any(String),
        requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        path: '/dev/posts/a%20b/x/y%2Bz/',
        accountId: '123456789012',
        protocol: 'HTTP/1.1',
        stage: 'dev',
        domainPrefix: apiId,
        requestTimeEpoch: expect.any(Number),
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        identity: {
          cognitoIdentityPoolId: null,
          accountId: null,
          cognitoIdentityId: null,
          caller: null,
          sourceIp: '127.0.0.1',
          principalOrgId: null,
          accessKey: null,
          cognitoAuthenticationType: null,
          cognitoAuthenticationProvider: null,
          userArn: null,
          userAgent: 'test',
          user: null,
        },
        domainName: `${apiId}.execute-api.us-east-1.amazonaws.com`,
        deploymentId: expect.any(String),
        apiId,
      },
      body: '{}',
      isBase64Encoded: false,
    },
  ]);
});

test('what is absent is null', async () => {
  const { gateway, apiId, events } = await open(() => ({ statusCode: 200 }));
  await gateway.request({ apiId });
  expect(events[0]).toMatchObject({
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    body: null,
    isBase64Encoded: false,
  });
});

test('the stage variable of the URI says which version is invoked, from the next request on', async () => {
  const { gateway, apiId, qualifiers } = await open(() => ({ statusCode: 200 }), {
    uri: lambdaUri(functionArn('${stageVariables.posts}')),
    variables: { posts: 'demo-posts:3' },
  });
  await gateway.request({ apiId });
  await gateway.apigateway('UpdateStage', {
    restApiId: apiId,
    stageName: 'dev',
    patchOperations: [{ op: 'replace', path: '/variables/posts', value: 'demo-posts:4' }],
  });
  await gateway.request({ apiId });
  expect(qualifiers).toEqual(['3', '4']);
});

const failure = { status: 500, text: '{"message":"Internal server error"}' };

test.each([
  ['a role that does not exist', { role: 'arn:aws:iam::123456789012:role/nobody' }],
  ['a role that may invoke another version only', { allowed: [functionArn('demo-posts:2')] }],
  ['a role that may invoke the unqualified function only', { allowed: [functionArn('demo-posts')] }],
  ['no role and no resource policy', { role: undefined }],
])('%s answers 500', async (_what, options) => {
  const { gateway, apiId, events } = await open(() => ({ statusCode: 200 }), {
    uri: lambdaUri(functionArn('demo-posts:3')),
    ...options,
  });
  expect(await read(gateway.request({ apiId }))).toMatchObject(failure);
  expect(events).toEqual([]);
});

test.each([
  ['for this API', (apiId: string) => `arn:aws:execute-api:us-east-1:123456789012:${apiId}/*/*`, 200],
  ['for another API', () => 'arn:aws:execute-api:us-east-1:123456789012:other/*/*', 500],
])(
  'a resource policy on the qualifier %s is asked when there is no role',
  async (_what, sourceArn, status) => {
    const { gateway, apiId, target } = await open(() => ({ statusCode: 200 }), {
      uri: lambdaUri(functionArn('demo-posts:3')),
      role: undefined,
    });
    const statement = {
      Effect: 'Allow',
      Principal: { Service: 'apigateway.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Resource: functionArn('demo-posts:3'),
      Condition: { ArnLike: { 'AWS:SourceArn': sourceArn(apiId) } },
    };
    gateway.functions.set('demo-posts', { ...target, policies: { '3': { Statement: [statement] } } });
    expect((await read(gateway.request({ apiId }))).status).toBe(status);
  },
);

test('single and repeated headers are merged; the repeated spelling wins', async () => {
  const { gateway, apiId } = await open(() => ({
    statusCode: '201',
    headers: { 'test-multi': 'solo', 'X-Bool': true },
    multiValueHeaders: { 'tesT-Multi': ['multi'], 'Set-Cookie': ['a=1', 'b=2'] },
    body: 'text',
  }));
  const response = await gateway.request({ apiId });
  expect(response).toMatchObject({ status: 201, body: Buffer.from('text') });
  expect(response?.headers.slice(0, 7)).toEqual([
    ['tesT-Multi', 'multi'],
    ['tesT-Multi', 'solo'],
    ['Set-Cookie', 'a=1'],
    ['Set-Cookie', 'b=2'],
    ['X-Bool', 'true'],
    ['Content-Type', 'application/json'],
    ['X-Amzn-Trace-Id', expect.stringMatching(/^Root=1-/)],
  ]);
});

test('headers that API Gateway owns are remapped', async () => {
  const { gateway, apiId } = await open(() => ({
    headers: {
      'WWW-Authenticate': 'Basic',
      Date: 'now',
      'Content-Length': '3',
      Server: 's',
      Connection: 'close',
    },
  }));
  const { headers } = await read(gateway.request({ apiId }));
  expect(headers).toMatchObject({
    'x-amzn-remapped-www-authenticate': 'Basic',
    'x-amzn-remapped-date': 'now',
    'x-amzn-remapped-content-length': '3',
    'x-amzn-remapped-server': 's',
    'x-amzn-remapped-connection': 'close',
  });
  expect(headers).not.toHaveProperty('date');
});

test.each([
  ['an unknown member', { statusCode: 200, wrong: 1 }],
  ['a string', 'text'],
  ['nothing', null],
  ['a status that is none', { statusCode: 'test' }],
  ['a repeated header that is no list', { multiValueHeaders: { a: 'b' } }],
  ['a body that is no text', { body: { a: 1 } }],
])('a function that returns %s answers 502', async (_what, result) => {
  const { gateway, apiId } = await open(() => result);
  expect(await read(gateway.request({ apiId }))).toMatchObject({
    status: 502,
    text: '{"message":"Internal server error"}',
    headers: { 'x-amzn-errortype': 'InternalServerErrorException' },
  });
});

test('an empty object is an empty 200', async () => {
  const { gateway, apiId } = await open(() => ({}));
  expect(await read(gateway.request({ apiId }))).toMatchObject({ status: 200, text: '' });
});

test('a function that fails answers 502', async () => {
  const { gateway, apiId } = await open(() => {
    throw new Error('secret');
  });
  expect(await read(gateway.request({ apiId }))).toMatchObject({
    status: 502,
    text: '{"message":"Internal server error"}',
  });
});

test('a function that takes longer than the integration waits answers 504', async () => {
  const { gateway, apiId } = await open(() => new Promise(() => {}), {
    integration: { timeoutInMillis: 50 },
  });
  expect(await read(gateway.request({ apiId }))).toMatchObject({
    status: 504,
    text: '{"message":"Endpoint request timed out"}',
  });
});

test('a body over 10 MB answers 413', async () => {
  const { gateway, apiId } = await open(() => ({}));
  const body = new Uint8Array(10_485_761);
  expect((await read(gateway.request({ apiId, method: 'POST', body }))).status).toBe(413);
});

const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe]);

test.each([
  { binaryMediaTypes: ['*/*'], accept: 'text/html', decoded: true },
  { binaryMediaTypes: ['*/*'], accept: undefined, decoded: true },
  { binaryMediaTypes: ['image/png'], accept: 'image/png', decoded: true },
  { binaryMediaTypes: ['image/*'], accept: 'image/png;q=1, text/html', decoded: true },
  { binaryMediaTypes: ['image/png'], accept: 'text/html, image/png', decoded: false },
  { binaryMediaTypes: ['image/png'], accept: '*/*', decoded: false },
  { binaryMediaTypes: ['image/png'], accept: undefined, decoded: true },
  { binaryMediaTypes: [], accept: 'image/png', decoded: false },
])('a base64 response with types $binaryMediaTypes to Accept $accept: decoded $decoded', async (row) => {
  const { gateway, apiId } = await open(
    () => ({ headers: { 'content-type': 'image/png' }, body: png.toString('base64'), isBase64Encoded: true }),
    { api: { binaryMediaTypes: row.binaryMediaTypes } },
  );
  const headers = row.accept === undefined ? [] : [['Accept', row.accept] as const];
  const response = await gateway.request({ apiId, headers });
  expect(Buffer.from(response?.body ?? '')).toEqual(row.decoded ? png : Buffer.from(png.toString('base64')));
});

test.each([
  { binaryMediaTypes: ['*/*'], type: 'text/plain', encoded: true },
  { binaryMediaTypes: ['image/*'], type: 'image/png', encoded: true },
  { binaryMediaTypes: ['image/*'], type: 'text/plain', encoded: false },
])('a request body with types $binaryMediaTypes and Content-Type $type: base64 $encoded', async (row) => {
  const { gateway, apiId, events } = await open(() => ({}), {
    api: { binaryMediaTypes: row.binaryMediaTypes },
  });
  await gateway.request({ apiId, method: 'POST', headers: [['content-type', row.type]], body: 'abc' });
  expect(events[0]).toMatchObject({
    isBase64Encoded: row.encoded,
    body: row.encoded ? Buffer.from('abc').toString('base64') : 'abc',
  });
});

test('HEAD gets the headers without a body', async () => {
  const { gateway, apiId } = await open(() => ({ headers: { 'x-own': '1' }, body: 'text' }));
  const response = await read(gateway.request({ apiId, method: 'HEAD' }));
  expect(response).toMatchObject({ status: 200, text: '', headers: { 'x-own': '1' } });
});

test('an integration that does not POST fails', async () => {
  const { gateway, apiId } = await open(() => ({}), { integration: { integrationHttpMethod: 'GET' } });
  expect((await read(gateway.request({ apiId }))).status).toBe(500);
});

/** An API that sends everything to the function `demo-posts`, deployed to `dev`. */
async function open(
  // oxlint-disable-next-line typescript/no-explicit-any -- events have AWS's shapes
  handler: (event: any) => unknown,
  options: {
    api?: object;
    uri?: string;
    role?: string | undefined;
    allowed?: readonly string[];
    routes?: readonly string[];
    integration?: object;
    variables?: Readonly<Record<string, string>>;
  } = {},
) {
  const gateway = openApiGateway();
  const events: unknown[] = [];
  const qualifiers: (string | undefined)[] = [];
  const target: FakeFunction = {
    handler(event, qualifier) {
      events.push(event);
      qualifiers.push(qualifier);
      return handler(event);
    },
  };
  gateway.functions.set('demo-posts', target);
  const created = await createInvokeRole(
    gateway,
    options.allowed ?? [functionArn('demo-posts'), functionArn('demo-posts:*')],
  );
  const credentials = 'role' in options ? options.role : created;
  const { apiId } = await createApi(gateway, options.api);
  for (const route of options.routes ?? ['ANY /', 'ANY /{any+}']) {
    await createRoute(gateway, apiId, route, {
      integration: {
        type: 'AWS_PROXY',
        integrationHttpMethod: 'POST',
        uri: options.uri ?? lambdaUri(functionArn('demo-posts')),
        ...(credentials === undefined ? {} : { credentials }),
        ...options.integration,
      },
    });
  }
  await gateway.apigateway('CreateDeployment', {
    restApiId: apiId,
    stageName: 'dev',
    variables: options.variables,
  });
  return { gateway, apiId, events, qualifiers, target };
}
