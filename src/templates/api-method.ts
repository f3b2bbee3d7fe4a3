import type { ApiResource, App, Route } from '../app/app.ts';
import { resourceLogicalId } from './logical-ids.ts';
import type { TemplateResource } from './template.ts';

/** Parameters every page may have; resources of other pages come as parameters named like their logical id. */
export const pageParameters = {
  restApiId: 'RestApiId',
  rootResourceId: 'RootResourceId',
  invokeRoleArn: 'InvokeRoleArn',
} as const;

/** What `Ref` must name for the id of the API resource at `path`: wherever it is, local or a parameter, it has one name. */
export function resourceRefName(path: string): string {
  return path === '/' ? pageParameters.rootResourceId : resourceLogicalId(path);
}

export function buildApiResource({ path, parentPath, pathPart }: ApiResource): TemplateResource {
  return {
    Type: 'AWS::ApiGateway::Resource',
    Metadata: { Jets: { path } },
    Properties: {
      RestApiId: { Ref: pageParameters.restApiId },
      ParentId: { Ref: resourceRefName(parentPath) },
      PathPart: pathPart,
    },
  };
}

/**
 * A route's method. Its URI names a stage variable, which the stage maps to `function:version`; so releases change the
 * stage and not the methods. `${!…}` is how Fn::Sub writes a literal `${…}`.
 * Permission comes from the role in `Credentials` (AWS-FACTS 2).
 */
export function buildRouteMethod(app: App, route: Route, stageVariable: string): TemplateResource {
  const { authorizationType, apiKeyRequired } = app.config.api;
  return {
    Type: 'AWS::ApiGateway::Method',
    Metadata: {
      Jets: {
        method: `${route.verb} ${route.path}`,
        route: `${route.verb} /${route.declaredPath}`,
        target: `${route.controller}#${route.action}`,
      },
    },
    Properties: {
      RestApiId: { Ref: pageParameters.restApiId },
      ResourceId: { Ref: resourceRefName(route.path) },
      HttpMethod: route.verb,
      AuthorizationType: authorizationType,
      ...(apiKeyRequired ? { ApiKeyRequired: true } : {}),
      Integration: {
        Type: 'AWS_PROXY',
        IntegrationHttpMethod: 'POST',
        Credentials: { Ref: pageParameters.invokeRoleArn },
        Uri: {
          'Fn::Sub':
            'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/' +
            'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:' +
            `\${!stageVariables.${stageVariable}}/invocations`,
        },
      },
    },
  };
}
