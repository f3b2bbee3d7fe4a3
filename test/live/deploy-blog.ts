import { fn, nested, ref, template } from '../local/facts/app-template.ts';
import type { OpenAws } from '../local/facts/open-aws.ts';

/** A page of routes: path parts under the root, each with a method that answers by itself. */
export function blogPage(parts: readonly string[]) {
  const logicalId = (part: string) => part.replace(/[^a-z0-9]/gi, '');
  return {
    ...template(
      Object.fromEntries(
        parts.flatMap((part): [string, object][] => [
          [
            logicalId(part),
            {
              Type: 'AWS::ApiGateway::Resource',
              Properties: { RestApiId: ref('Api'), ParentId: ref('Root'), PathPart: part },
            },
          ],
          [
            `${logicalId(part)}Get`,
            {
              Type: 'AWS::ApiGateway::Method',
              Properties: {
                RestApiId: ref('Api'),
                ResourceId: ref(logicalId(part)),
                HttpMethod: 'GET',
                AuthorizationType: 'NONE',
                Integration: { Type: 'MOCK' },
              },
            },
          ],
        ]),
      ),
    ),
    Parameters: { Api: { Type: 'String' }, Root: { Type: 'String' } },
  };
}

/** The resources of a root template: one Rest API with two pages, a stage, and one function. */
export async function blogResources(
  aws: OpenAws,
  pages: Readonly<Record<string, object>>,
): Promise<Record<string, object>> {
  const role = await aws.makeRole();
  const parameters = { Api: ref('RestApi'), Root: { 'Fn::GetAtt': ['RestApi', 'RootResourceId'] } };
  const stacks: Record<string, object> = {};
  for (const [logicalId, page] of Object.entries(pages)) {
    stacks[logicalId] = nested(await aws.upload(page), parameters);
  }
  return {
    RestApi: {
      Type: 'AWS::ApiGateway::RestApi',
      Properties: {
        Name: 'blog-dev',
        BinaryMediaTypes: ['image/png', '*/*'],
        EndpointConfiguration: { Types: ['REGIONAL'] },
      },
    },
    ...stacks,
    Deployment: {
      Type: 'AWS::ApiGateway::Deployment',
      DependsOn: Object.keys(pages),
      Properties: { RestApiId: ref('RestApi') },
    },
    Stage: {
      Type: 'AWS::ApiGateway::Stage',
      Properties: {
        RestApiId: ref('RestApi'),
        DeploymentId: ref('Deployment'),
        StageName: 'dev',
        Variables: { posts: 'blog-dev-posts:1', comments: 'blog-dev-comments:2' },
      },
    },
    Posts: fn('blog-dev-posts', role, '"posts"'),
  };
}

/** Id of a stack. */
export async function stackIdOf(aws: OpenAws, nameOrId: string): Promise<string> {
  const { Stacks = [] } = await aws.cloudformation.describeStacks({ StackName: nameOrId });
  return Stacks[0]?.StackId ?? '';
}

/** Makes `api.example.com` with a mapping for each base path, to this API. */
export async function makeDomain(
  aws: OpenAws,
  restApiId: string,
  basePaths: readonly string[],
): Promise<void> {
  await aws.apigateway.createDomainName({
    domainName: 'api.example.com',
    regionalCertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/0b1c',
    endpointConfiguration: { types: ['REGIONAL'] },
  });
  for (const basePath of basePaths) {
    await aws.apigateway.createBasePathMapping({
      domainName: 'api.example.com',
      basePath,
      restApiId,
      stage: 'dev',
    });
  }
}
