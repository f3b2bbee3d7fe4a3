import type { ApiGateway } from './open-apigateway.ts';

/** An API with its root resource's id. */
export async function createApi(
  gateway: ApiGateway,
  input: object = {},
): Promise<{ apiId: string; rootId: string }> {
  const api = await gateway.apigateway('CreateRestApi', { name: 'demo', ...input });
  return { apiId: api.id, rootId: api.rootResourceId };
}

/** Makes every resource on the way that is missing; gives the last one's id. */
export async function createPath(gateway: ApiGateway, apiId: string, path: string): Promise<string> {
  const { items } = await gateway.apigateway('GetResources', { restApiId: apiId, limit: 500 });
  const ids = new Map<string, string>(
    items.map((item: { path: string; id: string }) => [item.path, item.id]),
  );
  let current = '';
  for (const pathPart of path.split('/').filter(Boolean)) {
    const parentId = ids.get(current || '/');
    current += `/${pathPart}`;
    if (ids.has(current)) continue;
    const created = await gateway.apigateway('CreateResource', { restApiId: apiId, parentId, pathPart });
    ids.set(current, created.id);
  }
  return ids.get(current || '/') ?? '';
}

export function lambdaUri(functionArn: string): string {
  return `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
}

export const functionArn = (name: string): string => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;

/** `GET /posts/{id}` with any integration: a mock that answers 200 with the route as its body unless told otherwise. */
export async function createRoute(
  gateway: ApiGateway,
  apiId: string,
  route: string,
  { method = {}, integration }: { method?: object; integration?: object } = {},
): Promise<string> {
  const [httpMethod = 'GET', path = '/'] = route.split(' ');
  const resourceId = await createPath(gateway, apiId, path);
  const place = { restApiId: apiId, resourceId, httpMethod };
  await gateway.apigateway('PutMethod', { ...place, authorizationType: 'NONE', ...method });
  if (integration) {
    await gateway.apigateway('PutIntegration', { ...place, ...integration });
    return resourceId;
  }
  await gateway.apigateway('PutIntegration', {
    ...place,
    type: 'MOCK',
    requestTemplates: { 'application/json': '{"statusCode": 200}' },
  });
  await gateway.apigateway('PutMethodResponse', { ...place, statusCode: '200' });
  await gateway.apigateway('PutIntegrationResponse', {
    ...place,
    statusCode: '200',
    responseTemplates: { 'application/json': route },
  });
  return resourceId;
}

/** A role that API Gateway may assume and that may invoke these functions; gives its ARN. */
export async function createInvokeRole(
  gateway: ApiGateway,
  functionArns: readonly string[],
): Promise<string> {
  const statement = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: functionArns };
  const trust = {
    Effect: 'Allow',
    Principal: { Service: 'apigateway.amazonaws.com' },
    Action: 'sts:AssumeRole',
  };
  const { Role } = await gateway.iam('CreateRole', {
    RoleName: 'invoke',
    AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
  });
  await gateway.iam('PutRolePolicy', {
    RoleName: 'invoke',
    PolicyName: 'invoke',
    PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
  });
  return Role.Arn;
}
