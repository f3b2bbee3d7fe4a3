/** Pieces of templates: each gives the definition of one resource. References are by logical id. */

export const ref = (logicalId: string) => ({ Ref: logicalId });

export const restApi = (properties: object = {}) => ({
  Type: 'AWS::ApiGateway::RestApi',
  Properties: { Name: 'blog', EndpointConfiguration: { Types: ['REGIONAL'] }, ...properties },
});

/** A path part under the root, or under the resource `parent`. */
export const path = (part: string, parent?: string) => ({
  Type: 'AWS::ApiGateway::Resource',
  Properties: {
    RestApiId: ref('Api'),
    ParentId: parent === undefined ? { 'Fn::GetAtt': ['Api', 'RootResourceId'] } : ref(parent),
    PathPart: part,
  },
});

const methodOf = (resource: string, verb: string, integration: object, more: object) => ({
  Type: 'AWS::ApiGateway::Method',
  Properties: {
    RestApiId: ref('Api'),
    ResourceId: ref(resource),
    HttpMethod: verb,
    AuthorizationType: 'NONE',
    Integration: integration,
    ...more,
  },
});

/** A method that answers 200 with `{ "answer": … }` by itself. */
export const mock = (resource: string, answer: string, verb = 'GET') =>
  methodOf(
    resource,
    verb,
    {
      Type: 'MOCK',
      RequestTemplates: { 'application/json': '{"statusCode": 200}' },
      IntegrationResponses: [
        { StatusCode: '200', ResponseTemplates: { 'application/json': JSON.stringify({ answer }) } },
      ],
    },
    { MethodResponses: [{ StatusCode: '200' }] },
  );

/** A method that invokes what `target` names: `function:blog-posts`, with a stage variable in it or not. */
export const proxy = (resource: string, target: string, credentials: string, verb = 'GET') =>
  methodOf(
    resource,
    verb,
    {
      Type: 'AWS_PROXY',
      IntegrationHttpMethod: 'POST',
      Credentials: credentials,
      Uri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:${target}/invocations`,
    },
    {},
  );

export const deployment = (...dependsOn: readonly string[]) => ({
  Type: 'AWS::ApiGateway::Deployment',
  DependsOn: dependsOn,
  Properties: { RestApiId: ref('Api') },
});

export const stage = (deploymentId: string, variables: Readonly<Record<string, unknown>> = {}) => ({
  Type: 'AWS::ApiGateway::Stage',
  Properties: {
    RestApiId: ref('Api'),
    StageName: 'dev',
    DeploymentId: ref(deploymentId),
    Variables: variables,
  },
});

/** A function whose handler answers a proxy event with a text. */
export const fn = (name: string, role: string, answer: string, properties: object = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName: name,
    Role: role,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Code: { ZipFile: `exports.handler = async (event) => ({ statusCode: 200, body: ${answer} });` },
    ...properties,
  },
});

export const version = (functionId: string, properties: object = {}) => ({
  Type: 'AWS::Lambda::Version',
  DeletionPolicy: 'RetainExceptOnCreate',
  Properties: { FunctionName: ref(functionId), ...properties },
});

export const nested = (templateUrl: string, parameters: object = {}) => ({
  Type: 'AWS::CloudFormation::Stack',
  Properties: { TemplateURL: templateUrl, Parameters: parameters },
});

/** A whole template. */
export const template = (resources: Readonly<Record<string, object>>, more: object = {}) => ({
  Resources: resources,
  ...more,
});

/** The definition with `DependsOn` added. */
export const after = <D extends object>(definition: D, ...dependsOn: readonly string[]) => ({
  ...definition,
  DependsOn: dependsOn,
});
