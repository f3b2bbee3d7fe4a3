import { beforeEach, describe, expect, it } from 'vitest';
import { createApiGateway } from '../../../../src/local/apigateway/service.ts';
import { ServiceError } from '../../../../src/local/cloud.ts';
import { useResources, type Made } from './use-resources.ts';

const { call, calls, create, failures, remove, update } = useResources(createApiGateway);
const api = (operation: string, input: object) => call('apigateway', operation, input);
const refusal = new ServiceError('BadRequestException', 'refused');

let restApi: Made;
let root: string;
beforeEach(async () => {
  failures.clear();
  restApi = await create('AWS::ApiGateway::RestApi', { Name: 'demo-dev' });
  root = restApi.attributes['RootResourceId'] as string;
});

const RestApiId = () => restApi.physicalId;
const methodOn = (ResourceId: string, rest: object = {}) => ({
  RestApiId: RestApiId(),
  ResourceId,
  HttpMethod: 'GET',
  AuthorizationType: 'NONE',
  Integration: { Type: 'MOCK', RequestTemplates: { 'application/json': '{"statusCode": 200}' } },
  ...rest,
});
const readMethod = (resourceId: string) =>
  api('GetMethod', { restApiId: RestApiId(), resourceId, httpMethod: 'GET' });

describe('AWS::ApiGateway::RestApi', () => {
  it('has the id for Ref and the root resource for GetAtt', async () => {
    const { items } = await api('GetResources', { restApiId: RestApiId() });
    expect(items).toMatchObject([{ id: root, path: '/' }]);
    expect((await api('GetRestApi', { restApiId: RestApiId() })).name).toBe('demo-dev');
  });

  it('changes every property in place, and back to the default when it is gone', async () => {
    const before = await create(
      'AWS::ApiGateway::RestApi',
      {
        Name: 'first',
        Description: 'd',
        BinaryMediaTypes: ['image/png', '*/*'],
        EndpointConfiguration: { Types: ['REGIONAL'] },
        MinimumCompressionSize: '1024',
        Tags: [{ Key: 'a', Value: '1' }],
      },
      { stack: 'tag' },
    );
    const restApiId = before.physicalId;
    expect(await api('GetRestApi', { restApiId })).toMatchObject({
      binaryMediaTypes: expect.arrayContaining(['image/png', '*/*']),
      minimumCompressionSize: 1024,
      tags: { a: '1', stack: 'tag' },
    });
    const after = await update(before, {
      Name: 'second',
      BinaryMediaTypes: ['*/*', 'image/gif'],
      EndpointConfiguration: { Types: ['EDGE'] },
      DisableExecuteApiEndpoint: true,
    });
    const read = await api('GetRestApi', { restApiId });
    expect(after.physicalId).toBe(restApiId);
    expect(read).toMatchObject({
      name: 'second',
      disableExecuteApiEndpoint: true,
      endpointConfiguration: { types: ['EDGE'] },
    });
    expect(read.binaryMediaTypes.toSorted()).toEqual(['*/*', 'image/gif']);
    expect(read.description ?? '').toBe('');
    expect(read.minimumCompressionSize).toBeUndefined();
    expect(read.tags ?? {}).not.toHaveProperty('a');
  });

  it('makes no call for an update that changes nothing', async () => {
    calls.length = 0;
    await update(restApi, { Name: 'demo-dev' });
    expect(calls).toEqual([]);
  });

  it('that is gone already counts as removed', async () => {
    await remove(restApi);
    await expect(api('GetRestApi', { restApiId: RestApiId() })).rejects.toMatchObject({
      code: 'NotFoundException',
    });
    await remove(restApi);
  });
});

describe('AWS::ApiGateway::Resource', () => {
  it("passes on API Gateway's refusal of a second variable under one parent", async () => {
    const place = { RestApiId: RestApiId(), ParentId: root };
    const resource = await create('AWS::ApiGateway::Resource', { ...place, PathPart: '{id}' });
    expect(resource.attributes).toEqual({ ResourceId: resource.physicalId });
    await expect(create('AWS::ApiGateway::Resource', { ...place, PathPart: '{slug}' })).rejects.toMatchObject(
      {
        message: 'A sibling ({id}) of this resource already has a variable path part -- only one is allowed',
      },
    );
    await remove(resource);
    await create('AWS::ApiGateway::Resource', { ...place, PathPart: '{slug}' });
  });
});

describe('AWS::ApiGateway::Method', () => {
  it('is made with its integration and the responses of both', async () => {
    const method = await create(
      'AWS::ApiGateway::Method',
      methodOn(root, {
        ApiKeyRequired: 'true',
        RequestParameters: { 'method.request.querystring.page': 'false' },
        MethodResponses: [{ StatusCode: 200, ResponseParameters: { 'method.response.header.X-A': true } }],
        Integration: {
          Type: 'MOCK',
          RequestTemplates: { 'application/json': '{"statusCode": 200}' },
          IntegrationResponses: [
            { StatusCode: '200', ResponseParameters: { 'method.response.header.X-A': "'1'" } },
          ],
        },
      }),
    );
    expect(method.physicalId).toBe(`${RestApiId()}|${root}|GET`);
    expect(await readMethod(root)).toMatchObject({
      authorizationType: 'NONE',
      apiKeyRequired: true,
      requestParameters: { 'method.request.querystring.page': false },
      methodResponses: { 200: { responseParameters: { 'method.response.header.X-A': true } } },
      methodIntegration: {
        type: 'MOCK',
        integrationResponses: { 200: { responseParameters: { 'method.response.header.X-A': "'1'" } } },
      },
    });
  });

  it('changes in place: method, integration and responses', async () => {
    const before = await create(
      'AWS::ApiGateway::Method',
      methodOn(root, {
        OperationName: 'one',
        RequestModels: { 'application/json': 'Empty' },
        MethodResponses: [{ StatusCode: '200' }, { StatusCode: '404' }],
        Integration: {
          Type: 'MOCK',
          IntegrationResponses: [{ StatusCode: '200' }, { StatusCode: '404', SelectionPattern: '4..' }],
        },
      }),
    );
    const after = await update(
      before,
      methodOn(root, {
        AuthorizationType: 'AWS_IAM',
        MethodResponses: [{ StatusCode: '200', ResponseModels: { 'application/json': 'Empty' } }],
        Integration: {
          Type: 'HTTP_PROXY',
          IntegrationHttpMethod: 'POST',
          Uri: 'https://example.com/',
          IntegrationResponses: [{ StatusCode: '200' }],
        },
      }),
    );
    expect(after.physicalId).toBe(before.physicalId);
    const read = await readMethod(root);
    expect(read).toMatchObject({
      authorizationType: 'AWS_IAM',
      methodResponses: { 200: { responseModels: { 'application/json': 'Empty' } } },
      methodIntegration: { type: 'HTTP_PROXY', httpMethod: 'POST', uri: 'https://example.com/' },
    });
    expect(read.operationName ?? '').toBe('');
    expect(read.requestModels ?? {}).toEqual({});
    expect(Object.keys(read.methodResponses)).toEqual(['200']);
    expect(Object.keys(read.methodIntegration.integrationResponses)).toEqual(['200']);
  });

  it('updated forth and back is what it was', async () => {
    const first = await create(
      'AWS::ApiGateway::Method',
      methodOn(root, {
        MethodResponses: [{ StatusCode: '200' }],
        Integration: { Type: 'MOCK', IntegrationResponses: [{ StatusCode: '200' }] },
      }),
    );
    const before = await readMethod(root);
    const second = await update(first, methodOn(root, { AuthorizationType: 'AWS_IAM', OperationName: 'x' }));
    expect(await readMethod(root)).not.toEqual(before);
    await update(second, first.properties);
    const { operationName: _cleared, ...after } = await readMethod(root);
    expect(after).toEqual(before);
  });

  it('cannot be made where the verb is taken', async () => {
    await create('AWS::ApiGateway::Method', methodOn(root));
    await expect(create('AWS::ApiGateway::Method', methodOn(root))).rejects.toMatchObject({
      code: 'ConflictException',
      message: 'Method already exists for this resource',
    });
    expect(await readMethod(root)).toMatchObject({ httpMethod: 'GET' });
  });

  it('whose integration is refused leaves nothing', async () => {
    failures.set('apigateway:PutIntegration', refusal);
    await expect(create('AWS::ApiGateway::Method', methodOn(root))).rejects.toBe(refusal);
    await expect(readMethod(root)).rejects.toMatchObject({ message: 'Invalid Method identifier specified' });
  });

  it('tells both when what it made cannot be taken back either', async () => {
    failures.set('apigateway:PutIntegration', refusal);
    failures.set('apigateway:DeleteMethod', new Error('stuck'));
    await expect(create('AWS::ApiGateway::Method', methodOn(root))).rejects.toThrow(
      'refused (and taking it back failed: stuck)',
    );
  });
});

describe('deployments and stages', () => {
  const deploy = () => create('AWS::ApiGateway::Deployment', { RestApiId: RestApiId() });
  const readStage = () => api('GetStage', { restApiId: RestApiId(), stageName: 'dev' });
  const stageOn = (deployment: Made, rest: object = {}) => ({
    RestApiId: RestApiId(),
    StageName: 'dev',
    DeploymentId: deployment.physicalId,
    ...rest,
  });

  beforeEach(async () => {
    await create('AWS::ApiGateway::Method', methodOn(root));
  });

  it('a Deployment has its id for Ref and for GetAtt', async () => {
    const deployment = await deploy();
    expect(deployment.attributes).toEqual({ DeploymentId: deployment.physicalId });
    const { items } = await api('GetDeployments', { restApiId: RestApiId() });
    expect(items).toMatchObject([{ id: deployment.physicalId }]);
    await remove(deployment);
    await remove(deployment);
  });

  it('a Deployment that a stage points at cannot be removed', async () => {
    const deployment = await deploy();
    const stage = await create('AWS::ApiGateway::Stage', stageOn(deployment));
    await expect(remove(deployment)).rejects.toMatchObject({
      message: 'Active stages pointing to this deployment must be moved or deleted',
    });
    await remove(stage);
    await remove(deployment);
  });

  it('a Stage is repointed with its variables by one UpdateStage', async () => {
    const [first, second] = [await deploy(), await deploy()];
    const variables = { posts: 'demo-dev-posts:1', pages: 'demo-dev-pages:1' };
    const stage = await create(
      'AWS::ApiGateway::Stage',
      stageOn(first, { Variables: variables, Description: 'd' }),
    );
    expect(stage.physicalId).toBe('dev');
    expect(await readStage()).toMatchObject({ deploymentId: first.physicalId, variables, description: 'd' });

    calls.length = 0;
    await update(
      stage,
      stageOn(second, { Variables: { posts: 'demo-dev-posts:2', blog: 'demo-dev-blog:1' } }),
    );
    expect(calls).toEqual(['apigateway:UpdateStage']);
    const read = await readStage();
    expect(read.deploymentId).toBe(second.physicalId);
    // The one that left the template stays, as on AWS.
    expect(read.variables).toEqual({
      posts: 'demo-dev-posts:2',
      blog: 'demo-dev-blog:1',
      pages: 'demo-dev-pages:1',
    });
  });

  it('variables set outside the template under other keys stay', async () => {
    const deployment = await deploy();
    const stage = await create('AWS::ApiGateway::Stage', stageOn(deployment, { Variables: { own: '1' } }));
    await api('UpdateStage', {
      restApiId: RestApiId(),
      stageName: 'dev',
      patchOperations: [{ op: 'replace', path: '/variables/other', value: '2' }],
    });
    await update(stage, stageOn(deployment, { Variables: { own: '3' } }));
    expect((await readStage()).variables).toEqual({ own: '3', other: '2' });
  });

  it('method settings and log settings come and go', async () => {
    const deployment = await deploy();
    const stage = await create(
      'AWS::ApiGateway::Stage',
      stageOn(deployment, {
        MethodSettings: [
          { ResourcePath: '/*', HttpMethod: '*', ThrottlingRateLimit: 5, MetricsEnabled: true },
          { ResourcePath: '/~1posts', HttpMethod: 'GET', CachingEnabled: false },
        ],
        TracingEnabled: true,
      }),
    );
    const made = await readStage();
    expect(made.tracingEnabled).toBe(true);
    expect(Object.values(made.methodSettings)).toMatchObject([
      { throttlingRateLimit: 5, metricsEnabled: true },
      { cachingEnabled: false },
    ]);
    await update(
      stage,
      stageOn(deployment, {
        MethodSettings: [{ ResourcePath: '/*', HttpMethod: '*', ThrottlingRateLimit: 6 }],
      }),
    );
    const changed = await readStage();
    expect(changed.tracingEnabled ?? false).toBe(false);
    expect(Object.keys(changed.methodSettings)).toEqual(['*/*']);
    expect(changed.methodSettings['*/*']).toMatchObject({ throttlingRateLimit: 6 });
  });

  it('a Stage whose settings are refused leaves nothing', async () => {
    const deployment = await deploy();
    failures.set('apigateway:UpdateStage', refusal);
    const properties = stageOn(deployment, { ClientCertificateId: 'abc' });
    await expect(create('AWS::ApiGateway::Stage', properties)).rejects.toBe(refusal);
    await expect(readStage()).rejects.toMatchObject({ code: 'NotFoundException' });
  });

  it("a Deployment's own stage goes with it, unless it has moved on", async () => {
    const properties = {
      RestApiId: RestApiId(),
      StageName: 'dev',
      StageDescription: { Variables: { a: '1' } },
    };
    const first = await create('AWS::ApiGateway::Deployment', properties);
    expect((await readStage()).variables).toEqual({ a: '1' });
    const second = await create('AWS::ApiGateway::Deployment', properties);
    await remove(first);
    expect((await readStage()).deploymentId).toBe(second.physicalId);
    await remove(second);
    await expect(readStage()).rejects.toMatchObject({ code: 'NotFoundException' });
  });
});

describe('the smaller types', () => {
  it('an Authorizer changes in place', async () => {
    const properties = {
      RestApiId: RestApiId(),
      Name: 'auth',
      Type: 'TOKEN',
      AuthorizerUri: 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/x/invocations',
      IdentitySource: 'method.request.header.Authorization',
    };
    const authorizer = await create('AWS::ApiGateway::Authorizer', {
      ...properties,
      AuthorizerResultTtlInSeconds: 60,
    });
    const target = { restApiId: RestApiId(), authorizerId: authorizer.physicalId };
    await update(authorizer, { ...properties, IdentitySource: 'method.request.header.X-Token' });
    expect(await api('GetAuthorizer', target)).toMatchObject({
      identitySource: 'method.request.header.X-Token',
      authorizerResultTtlInSeconds: 300,
    });
    await remove(authorizer);
    await expect(api('GetAuthorizer', target)).rejects.toMatchObject({ code: 'NotFoundException' });
  });

  it('a GatewayResponse is put, put again and removed', async () => {
    const properties = { RestApiId: RestApiId(), ResponseType: 'DEFAULT_4XX' };
    const made = await create('AWS::ApiGateway::GatewayResponse', {
      ...properties,
      ResponseParameters: { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'" },
    });
    const read = () => api('GetGatewayResponse', { restApiId: RestApiId(), responseType: 'DEFAULT_4XX' });
    expect((await read()).responseParameters).toEqual({
      'gatewayresponse.header.Access-Control-Allow-Origin': "'*'",
    });
    const changed = await update(made, { ...properties, StatusCode: '418' });
    expect(changed.attributes['Id']).toBe(made.attributes['Id']);
    expect(await read()).toMatchObject({ statusCode: '418' });
    await remove(changed);
    expect((await read()).defaultResponse).toBe(true);
  });

  it('a RequestValidator and a Model change in place', async () => {
    const validator = await create('AWS::ApiGateway::RequestValidator', {
      RestApiId: RestApiId(),
      Name: 'v',
      ValidateRequestBody: true,
    });
    await update(validator, { RestApiId: RestApiId(), Name: 'v', ValidateRequestParameters: true });
    const target = { restApiId: RestApiId(), requestValidatorId: validator.physicalId };
    expect(await api('GetRequestValidator', target)).toMatchObject({
      validateRequestBody: false,
      validateRequestParameters: true,
    });

    const model = await create('AWS::ApiGateway::Model', {
      RestApiId: RestApiId(),
      Schema: { type: 'object' },
    });
    expect(model.physicalId).toMatch(/^demodevThing[a-z0-9]+$/);
    await update(model, { RestApiId: RestApiId(), Schema: { type: 'string' } });
    const read = await api('GetModel', { restApiId: RestApiId(), modelName: model.physicalId });
    expect(JSON.parse(read.schema)).toEqual({ type: 'string' });
    await remove(model);
    await remove(validator);
  });

  it('an ApiKey opens a UsagePlan through a UsagePlanKey', async () => {
    await create('AWS::ApiGateway::Method', methodOn(root));
    const deployment = await create('AWS::ApiGateway::Deployment', { RestApiId: RestApiId() });
    await create('AWS::ApiGateway::Stage', {
      RestApiId: RestApiId(),
      StageName: 'dev',
      DeploymentId: deployment.physicalId,
    });
    const key = await create('AWS::ApiGateway::ApiKey', { Enabled: true });
    const plan = await create('AWS::ApiGateway::UsagePlan', {
      ApiStages: [{ ApiId: RestApiId(), Stage: 'dev' }],
      Throttle: { BurstLimit: 5, RateLimit: 2 },
    });
    const link = await create('AWS::ApiGateway::UsagePlanKey', {
      KeyId: key.physicalId,
      KeyType: 'API_KEY',
      UsagePlanId: plan.physicalId,
    });
    expect(link.physicalId).toBe(`${key.physicalId}:${plan.physicalId}`);
    const changed = await update(plan, { ...plan.properties, Throttle: { BurstLimit: 6, RateLimit: 2 } });
    expect(await api('GetUsagePlan', { usagePlanId: plan.physicalId })).toMatchObject({
      apiStages: [{ apiId: RestApiId(), stage: 'dev' }],
      throttle: { burstLimit: 6, rateLimit: 2 },
    });
    await remove(link);
    await remove(changed);
    await remove(key);
  });

  it('a BasePathMapping is repointed by one UpdateBasePathMapping', async () => {
    await create('AWS::ApiGateway::Method', methodOn(root));
    const deployment = await create('AWS::ApiGateway::Deployment', { RestApiId: RestApiId() });
    const stage = { RestApiId: RestApiId(), DeploymentId: deployment.physicalId };
    await create('AWS::ApiGateway::Stage', { ...stage, StageName: 'blue' });
    await create('AWS::ApiGateway::Stage', { ...stage, StageName: 'green' });
    const domain = await create('AWS::ApiGateway::DomainName', {
      DomainName: 'api.example.com',
      RegionalCertificateArn: 'arn:aws:acm:us-east-1:000000000000:certificate/1',
      EndpointConfiguration: { Types: ['REGIONAL'] },
    });
    expect(domain.physicalId).toBe('api.example.com');
    expect(domain.attributes).toMatchObject({
      RegionalDomainName: expect.any(String),
      RegionalHostedZoneId: expect.any(String),
    });
    const properties = { DomainName: 'api.example.com', RestApiId: RestApiId() };
    const mapping = await create('AWS::ApiGateway::BasePathMapping', { ...properties, Stage: 'blue' });
    calls.length = 0;
    await update(mapping, { ...properties, Stage: 'green' });
    expect(calls).toEqual(['apigateway:UpdateBasePathMapping']);
    const read = await api('GetBasePathMapping', { domainName: 'api.example.com', basePath: '(none)' });
    expect(read).toMatchObject({ restApiId: RestApiId(), stage: 'green' });
    await remove(mapping);
    await remove(domain);
  });
});
