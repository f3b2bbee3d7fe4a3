import { expect, test } from 'vitest';
import { createApi, createInvokeRole, createRoute, functionArn, lambdaUri } from './build-api.ts';
import { openApiGateway, read } from './open-apigateway.ts';

test('AWS_IAM wants a signature', async () => {
  const { gateway, apiId } = await open({ authorizationType: 'AWS_IAM' });
  expect(await read(gateway.request({ apiId }))).toMatchObject({
    status: 403,
    text: '{"message":"Missing Authentication Token"}',
  });
  const signature =
    'AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/execute-api/aws4_request, SignedHeaders=host, Signature=0';
  expect((await read(gateway.request({ apiId, headers: [['Authorization', signature]] }))).status).toBe(200);
});

test('an API key must be known, enabled and in a usage plan of the stage', async () => {
  const { gateway, apiId } = await open({ apiKeyRequired: true });
  const value = 'k'.repeat(20);
  const ask = async () => (await read(gateway.request({ apiId, headers: [['x-api-key', value]] }))).status;
  expect(await read(gateway.request({ apiId }))).toMatchObject({
    status: 403,
    text: '{"message":"Forbidden"}',
    headers: { 'x-amzn-errortype': 'ForbiddenException' },
  });
  const key = await gateway.apigateway('CreateApiKey', { name: 'k', value, enabled: true });
  expect(await ask()).toBe(403);
  const plan = await gateway.apigateway('CreateUsagePlan', {
    name: 'p',
    apiStages: [{ apiId, stage: 'dev' }],
  });
  await gateway.apigateway('CreateUsagePlanKey', { usagePlanId: plan.id, keyId: key.id, keyType: 'API_KEY' });
  expect(await ask()).toBe(200);
  await gateway.apigateway('UpdateApiKey', {
    apiKey: key.id,
    patchOperations: [{ op: 'replace', path: '/enabled', value: 'false' }],
  });
  expect(await ask()).toBe(403);
});

test.each([
  ['allow', 200, 'GET /'],
  ['deny', 403, '{"Message":"User is not authorized to access this resource with an explicit deny"}'],
  ['other', 403, '{"Message":"User is not authorized to access this resource"}'],
  ['unauthorized', 401, '{"message":"Unauthorized"}'],
  ['broken', 500, '{"message":"Internal server error"}'],
  ['malformed token', 401, '{"message":"Unauthorized"}'],
  [undefined, 401, '{"message":"Unauthorized"}'],
])('a TOKEN authorizer for %s answers %s', async (token, status, text) => {
  const { gateway, apiId } = await openWithAuthorizer({
    type: 'TOKEN',
    identitySource: 'method.request.header.Authorization',
    identityValidationExpression: '[a-z]+',
  });
  const headers = token === undefined ? [] : [['Authorization', token] as const];
  expect(await read(gateway.request({ apiId, headers }))).toMatchObject({ status, text });
});

test('a REQUEST authorizer sees the request', async () => {
  const { gateway, apiId, events } = await openWithAuthorizer({
    type: 'REQUEST',
    identitySource: 'method.request.querystring.token',
  });
  expect((await read(gateway.request({ apiId }))).status).toBe(401);
  expect(events).toEqual([]);
  expect((await read(gateway.request({ apiId, path: '/?token=allow' }))).status).toBe(200);
  expect(events[0]).toMatchObject({
    type: 'REQUEST',
    methodArn: `arn:aws:execute-api:us-east-1:123456789012:${apiId}/dev/GET/`,
    queryStringParameters: { token: 'allow' },
    requestContext: { apiId },
  });
});

test('required parameters are validated', async () => {
  const gateway = openApiGateway();
  const { apiId } = await createApi(gateway);
  const validator = await gateway.apigateway('CreateRequestValidator', {
    restApiId: apiId,
    name: 'v',
    validateRequestParameters: true,
  });
  await createRoute(gateway, apiId, 'GET /', {
    method: {
      requestValidatorId: validator.id,
      requestParameters: { 'method.request.querystring.q': true, 'method.request.header.x-y': true },
    },
  });
  await gateway.apigateway('CreateDeployment', { restApiId: apiId, stageName: 'dev' });
  expect(await read(gateway.request({ apiId }))).toMatchObject({
    status: 400,
    text: '{"message":"Missing required request parameters: [q, x-y]"}',
  });
  expect((await read(gateway.request({ apiId, path: '/?q=', headers: [['X-Y', '']] }))).status).toBe(200);
});

test('gateway responses are customised by type, else by their class', async () => {
  const gateway = openApiGateway();
  const { apiId } = await createApi(gateway);
  await createRoute(gateway, apiId, 'GET /');
  const put = (responseType: string, response: object) =>
    gateway.apigateway('PutGatewayResponse', { restApiId: apiId, responseType, ...response });
  await put('DEFAULT_4XX', {
    responseParameters: { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'" },
  });
  await gateway.apigateway('CreateDeployment', { restApiId: apiId, stageName: 'dev' });
  expect(await read(gateway.request({ apiId, path: '/nope' }))).toMatchObject({
    status: 403,
    text: '{"message":"Missing Authentication Token"}',
    headers: { 'access-control-allow-origin': '*' },
  });
  await put('MISSING_AUTHENTICATION_TOKEN', {
    statusCode: '404',
    responseTemplates: { 'text/plain': 'no ${context.path}: $context.error.message' },
  });
  await gateway.apigateway('CreateDeployment', { restApiId: apiId, stageName: 'dev' });
  expect(await read(gateway.request({ apiId, path: '/nope' }))).toMatchObject({
    status: 404,
    text: 'no /dev/nope: Missing Authentication Token',
    headers: { 'content-type': 'text/plain' },
  });
});

async function open(method: object) {
  const gateway = openApiGateway();
  const { apiId } = await createApi(gateway);
  await createRoute(gateway, apiId, 'GET /', { method });
  await gateway.apigateway('CreateDeployment', { restApiId: apiId, stageName: 'dev' });
  return { gateway, apiId };
}

/** A function that goes by the token: `allow`, `deny`, anything else for other methods than this. */
async function openWithAuthorizer(authorizer: object) {
  const gateway = openApiGateway();
  const events: unknown[] = [];
  gateway.functions.set('authorizer', {
    handler(event) {
      events.push(event);
      const token = event.authorizationToken ?? event.queryStringParameters.token;
      if (token === 'unauthorized') throw new Error('Unauthorized');
      if (token === 'broken') throw new Error('broken');
      const statement = {
        Effect: token === 'deny' ? 'Deny' : 'Allow',
        Action: 'execute-api:Invoke',
        Resource: token === 'other' ? 'arn:aws:execute-api:*:*:*/other/*' : event.methodArn,
      };
      return { principalId: 'me', policyDocument: { Statement: [statement] }, context: { a: 1 } };
    },
  });
  const { apiId } = await createApi(gateway);
  const { id: authorizerId } = await gateway.apigateway('CreateAuthorizer', {
    restApiId: apiId,
    name: 'a',
    authorizerUri: lambdaUri(functionArn('authorizer')),
    authorizerCredentials: await createInvokeRole(gateway, [functionArn('authorizer')]),
    ...authorizer,
  });
  await createRoute(gateway, apiId, 'GET /', { method: { authorizationType: 'CUSTOM', authorizerId } });
  await gateway.apigateway('CreateDeployment', { restApiId: apiId, stageName: 'dev' });
  return { gateway, apiId, events };
}
