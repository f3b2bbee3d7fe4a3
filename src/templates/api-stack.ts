import type { App, AppFunction } from '../app/app.ts';
import { canonicalJson, compare, digestOf } from './canonical-json.ts';
import { pageParameters } from './api-method.ts';
import { buildInvokeRole } from './invoke-role.ts';
import { pageLogicalId, restApiLogicalId } from './logical-ids.ts';
import type { Page } from './page-templates.ts';
import { artifactBucketParameter, type PageFile, type Template, type TemplateResource } from './template.ts';

export interface ApiStackInput {
  readonly app: App;
  readonly generation: number;
  readonly pages: readonly (Page & { readonly file: PageFile })[];
  /** Functions that routes name, sorted by key, with their logical ids and those of their published versions. */
  readonly routed: readonly {
    readonly appFunction: AppFunction;
    readonly functionLogicalId: string;
    readonly versionLogicalId: string;
  }[];
  readonly omitFunctionNames: boolean;
}

/** What one API generation has in the root template; every logical id begins with the Rest API's. */
export function buildApiStack(input: ApiStackInput): {
  readonly resources: Record<string, TemplateResource>;
  readonly outputs: NonNullable<Template['Outputs']>;
} {
  const { app, generation, pages, routed } = input;
  const stem = restApiLogicalId(generation);
  const role = buildInvokeRole(
    stem,
    routed.map(({ appFunction }) => appFunction),
    input.omitFunctionNames,
  );
  const deployment = buildDeployment(stem, input);
  return {
    resources: {
      [stem]: buildRestApi(app),
      ...role.resources,
      ...Object.fromEntries(
        pages.map((page) => [page.file.logicalId, buildPageStack(generation, page, role.roleLogicalId)]),
      ),
      ...deployment.resources,
      [`${stem}Stage`]: {
        Type: 'AWS::ApiGateway::Stage',
        Metadata: { Jets: { part: `stage ${app.stageName}` } },
        // Permission comes before the switch: the stage must not name a function that may not be invoked yet.
        DependsOn: role.policyLogicalIds,
        Properties: {
          RestApiId: { Ref: stem },
          DeploymentId: { Ref: deployment.logicalId },
          StageName: app.stageName,
          Variables: buildVariables(routed),
          ...(app.config.function.tracingConfig === 'Active' ? { TracingEnabled: true } : {}),
        },
      },
    },
    outputs: buildApiOutputs(generation, app.stageName),
  };
}

/** Outputs of the root template: which Rest API serves, and where. */
export function buildApiOutputs(generation: number, stageName: string): NonNullable<Template['Outputs']> {
  const stem = restApiLogicalId(generation);
  return {
    Endpoint: {
      Description: 'Address of the API',
      Value: {
        'Fn::Sub': `https://\${${stem}}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}/${stageName}`,
      },
    },
    RestApiId: { Description: 'Id of the Rest API', Value: { Ref: stem } },
    StageName: { Description: 'Stage that serves', Value: stageName },
    Generation: { Description: 'Generation of the Rest API', Value: String(generation) },
  };
}

function buildRestApi({ namespace, config: { api } }: App): TemplateResource {
  const policy = api.endpointPolicy ?? (api.endpointType === 'PRIVATE' ? allowVpcEndpoints(api) : undefined);
  return {
    Type: 'AWS::ApiGateway::RestApi',
    Metadata: { Jets: { part: 'Rest API' } },
    Properties: {
      Name: namespace,
      EndpointConfiguration: {
        Types: [api.endpointType],
        ...(api.vpcEndpointIds.length > 0 ? { VpcEndpointIds: [...api.vpcEndpointIds].sort(compare) } : {}),
      },
      ...(api.binaryMediaTypes.length > 0
        ? { BinaryMediaTypes: [...api.binaryMediaTypes].sort(compare) }
        : {}),
      ...(policy ? { Policy: policy } : {}),
    },
  };
}

/**
 * A private API cannot be deployed without a resource policy; by default its own VPC endpoints may call it.
 * Source: docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-create.html.
 */
function allowVpcEndpoints({ vpcEndpointIds }: App['config']['api']): object {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: '*',
        Action: 'execute-api:Invoke',
        Resource: 'execute-api:/*',
        Condition: { StringEquals: { 'aws:SourceVpce': [...vpcEndpointIds].sort(compare) } },
      },
    ],
  };
}

function buildPageStack(
  generation: number,
  { file, template, imports }: ApiStackInput['pages'][number],
  roleLogicalId: string,
): TemplateResource {
  const stem = restApiLogicalId(generation);
  const values: Record<string, unknown> = {
    [pageParameters.restApiId]: { Ref: stem },
    [pageParameters.rootResourceId]: { 'Fn::GetAtt': [stem, 'RootResourceId'] },
    [pageParameters.invokeRoleArn]: { 'Fn::GetAtt': [roleLogicalId, 'Arn'] },
    ...Object.fromEntries(
      imports.map(({ name, page }) => [
        name,
        { 'Fn::GetAtt': [pageLogicalId(generation, page), `Outputs.${name}`] },
      ]),
    ),
  };
  return {
    Type: 'AWS::CloudFormation::Stack',
    Metadata: { Jets: { part: file.name } },
    Properties: {
      TemplateURL: {
        'Fn::Sub': `https://\${${artifactBucketParameter}}.s3.\${AWS::Region}.\${AWS::URLSuffix}/${file.key}`,
      },
      Parameters: Object.fromEntries(
        Object.keys(template.Parameters ?? {}).map((name) => [name, values[name]]),
      ),
    },
  };
}

/**
 * The immutable snapshot that the stage serves. Its logical id is a digest of everything that is in it, apart from
 * which page it is on, so that a new one is taken exactly when something changed (AWS-FACTS 2). It waits for every
 * page, because it copies what is there when it is made. What an update removes is then still there: CloudFormation
 * deletes afterwards, so routes have to be gone before the update that takes the snapshot.
 */
function buildDeployment(
  stem: string,
  { app, pages }: ApiStackInput,
): { logicalId: string; resources: Record<string, TemplateResource> } {
  const { Name: _, ...restApi } = buildRestApi(app).Properties ?? {};
  const contents = pages
    .flatMap(({ template }) => Object.entries(template.Resources))
    .sort(([one], [other]) => compare(one, other))
    .map(([logicalId, { Properties }]) => `${logicalId} ${JSON.stringify(Properties)}`);
  const digest = digestOf([canonicalJson(restApi), ...contents], 16);
  const logicalId = `${stem}Deployment${digest}`;
  return {
    logicalId,
    resources: {
      [logicalId]: {
        Type: 'AWS::ApiGateway::Deployment',
        Metadata: { Jets: { part: 'deployment of the Rest API' } },
        DependsOn: pages.map(({ file }) => file.logicalId),
        // Earlier deployments stay, to go back to; one whose update was rolled back is of no use.
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
        Properties: { RestApiId: { Ref: stem } },
      },
    },
  };
}

/** `posts_controller` → `demo-dev-posts_controller:12`, the form API Gateway accepts in a stage variable (AWS-FACTS 2). */
function buildVariables(routed: ApiStackInput['routed']): Record<string, unknown> {
  return Object.fromEntries(
    routed.map(({ appFunction: { stageVariable }, functionLogicalId, versionLogicalId }) => [
      stageVariable,
      { 'Fn::Sub': `\${${functionLogicalId}}:\${${versionLogicalId}.Version}` },
    ]),
  );
}
