import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { deployment, fn, mock, path, proxy, restApi, stage, template } from './app-template.ts';
import { openAws, physicalIds, type OpenAws } from './open-aws.ts';

/** AWS-FACTS 2: API Gateway's invariants, as the SDK's client sees them. */

/** Name, HTTP status and message of what a call is refused with. */
async function refused(call: Promise<unknown>): Promise<unknown> {
  try {
    return { answered: await call };
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return [$metadata?.httpStatusCode, name, message];
  }
}

async function openApi() {
  const aws = await openAws();
  const { apigateway } = aws;
  const { id: restApiId = '', rootResourceId = '' } = await apigateway.createRestApi({
    name: 'blog',
    endpointConfiguration: { types: ['REGIONAL'] },
  });
  const add = async (pathPart: string, parentId = rootResourceId) =>
    (await apigateway.createResource({ restApiId, parentId, pathPart })).id ?? '';
  const put = async (resourceId: string) => {
    await apigateway.putMethod({ restApiId, resourceId, httpMethod: 'GET', authorizationType: 'NONE' });
    await apigateway.putIntegration({ restApiId, resourceId, httpMethod: 'GET', type: 'MOCK' });
  };
  return { aws, apigateway, restApiId, rootResourceId, add, put };
}

async function openDomain() {
  const opened = await openApi();
  const { apigateway, restApiId, put, rootResourceId } = opened;
  await put(rootResourceId);
  await apigateway.createDeployment({ restApiId, stageName: 'dev' });
  const domain = {
    domainName: 'api.example.com',
    regionalCertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1',
    endpointConfiguration: { types: ['REGIONAL' as const] },
  };
  await apigateway.createDomainName(domain);
  const map = (basePath: string, api = restApiId) =>
    apigateway.createBasePathMapping({
      domainName: 'api.example.com',
      basePath,
      restApiId: api,
      stage: 'dev',
    });
  return { ...opened, domain, map };
}

describe('is refused', () => {
  test('a second resource with the same path part under one parent', async () => {
    const { add } = await openApi();
    await add('pets');
    expect(await refused(add('pets'))).toEqual([
      409,
      'ConflictException',
      'Another resource with the same parent already has this name: pets',
    ]);
  });

  test.each(['{slug}', '{proxy+}'])('a second variable %s under one parent', async (second) => {
    const { add } = await openApi();
    await add('{id}');
    expect(await refused(add(second))).toEqual([
      400,
      'BadRequestException',
      'A sibling ({id}) of this resource already has a variable path part -- only one is allowed',
    ]);
  });

  test('a child of a greedy variable', async () => {
    const { add } = await openApi();
    const greedy = await add('{proxy+}');
    expect(await refused(add('more', greedy))).toEqual([
      400,
      'BadRequestException',
      'Cannot create a child of a resource with a greedy path variable: {proxy+}',
    ]);
  });

  test('the same method again', async () => {
    const { rootResourceId, put } = await openApi();
    await put(rootResourceId);
    expect(await refused(put(rootResourceId))).toEqual([
      409,
      'ConflictException',
      'Method already exists for this resource',
    ]);
  });

  test('a deployment of an API without methods', async () => {
    const { apigateway, restApiId } = await openApi();
    expect(await refused(apigateway.createDeployment({ restApiId }))).toEqual([
      400,
      'BadRequestException',
      "The REST API doesn't contain any methods",
    ]);
  });

  test('deleting a deployment that a stage uses', async () => {
    const { apigateway, restApiId, rootResourceId, put } = await openApi();
    await put(rootResourceId);
    const { id: deploymentId } = await apigateway.createDeployment({ restApiId, stageName: 'dev' });
    expect(await refused(apigateway.deleteDeployment({ restApiId, deploymentId }))).toEqual([
      400,
      'BadRequestException',
      'Active stages pointing to this deployment must be moved or deleted',
    ]);
  });

  test('creating a stage that exists, and one on an unknown deployment', async () => {
    const { apigateway, restApiId, rootResourceId, put } = await openApi();
    await put(rootResourceId);
    const { id: deploymentId } = await apigateway.createDeployment({ restApiId, stageName: 'dev' });
    expect(await refused(apigateway.createStage({ restApiId, stageName: 'dev', deploymentId }))).toEqual([
      409,
      'ConflictException',
      'Stage already exists',
    ]);
    expect(
      await refused(apigateway.createStage({ restApiId, stageName: 'prod', deploymentId: 'nope' })),
    ).toEqual([400, 'BadRequestException', 'Deployment id does not exist']);
  });

  test('a base path that is taken', async () => {
    const { map } = await openDomain();
    await map('v1');
    expect(await refused(map('v1'))).toEqual([
      409,
      'ConflictException',
      'Base path already exists for this domain name',
    ]);
  });

  test.each([
    ['v1', '(none)'],
    ['(none)', 'v1'],
  ])('base path %s and then %s', async (first, second) => {
    const { map } = await openDomain();
    await map(first);
    expect(await refused(map(second))).toEqual([
      409,
      'ConflictException',
      'Only one base path mapping is allowed if the base path is empty.',
    ]);
  });

  test('a domain that exists', async () => {
    const { apigateway, domain } = await openDomain();
    expect(await refused(apigateway.createDomainName(domain))).toEqual([
      400,
      'BadRequestException',
      'The domain name you provided already exists.',
    ]);
  });

  test('deleting a RestApi with mappings, also by CloudFormation', async () => {
    const { aws, apigateway, restApiId, map } = await openDomain();
    await map('v1');
    const message = (id: string, domain: string) =>
      `Deleting RestApi ${id} failed. Please remove all base path mappings related to the RestApi in your domains: ${domain}`;
    expect(await refused(apigateway.deleteRestApi({ restApiId }))).toEqual([
      400,
      'BadRequestException',
      message(restApiId, 'api.example.com'),
    ]);
    await aws.deploy(
      'blog',
      template({
        Api: restApi(),
        Home: path('home'),
        GetHome: mock('Home', 'home'),
        Release: deployment('GetHome'),
        Stage: stage('Release'),
      }),
    );
    const { Api: api = '' } = await physicalIds(aws, 'blog');
    // A mapping that names the stage keeps the stage already; this one names only the API.
    await apigateway.createBasePathMapping({ domainName: 'api.example.com', basePath: 'v2', restApiId: api });
    expect(await aws.remove('blog')).toBe('DELETE_FAILED');
    expect((await aws.lastEvents('blog')).find((event) => event.startsWith('Api DELETE_FAILED'))).toContain(
      message(api, 'api.example.com'),
    );
  });

  test('unknown ids', async () => {
    const { apigateway, restApiId, rootResourceId } = await openApi();
    const missing = (message: string) => [404, 'NotFoundException', message];
    expect(await refused(apigateway.getRestApi({ restApiId: 'nope' }))).toEqual(
      missing('Invalid API identifier specified 123456789012:nope'),
    );
    expect(await refused(apigateway.getResource({ restApiId, resourceId: 'nope' }))).toEqual(
      missing('Invalid Resource identifier specified'),
    );
    expect(
      await refused(apigateway.getMethod({ restApiId, resourceId: rootResourceId, httpMethod: 'GET' })),
    ).toEqual(missing('Invalid Method identifier specified'));
  });

  test('routing rules of a custom domain, which the embedded AWS does not have', async () => {
    const { apigateway, domain } = await openDomain();
    const call = apigateway.createDomainName({
      ...domain,
      domainName: 'other.example.com',
      routingMode: 'ROUTING_RULE_THEN_BASE_PATH_MAPPING',
    });
    expect(await refused(call)).toEqual([
      501,
      'NotImplementedException',
      'The embedded AWS has no routing rules for custom domains, only base path mappings.',
    ]);
  });
});

test('a static sibling of a variable is allowed', async () => {
  const { apigateway, restApiId, add } = await openApi();
  await add('{id}');
  await add('new');
  const { items = [] } = await apigateway.getResources({ restApiId });
  expect(items.map((item) => item.path)).toEqual(['/', '/new', '/{id}']);
});

test('a client that asks too fast gets 429; CloudFormation backs off', async () => {
  const aws = await openAws({ latency: 'real', latencyScale: 0 });
  const create = () =>
    aws.apigateway.createRestApi({ name: 'blog', endpointConfiguration: { types: ['REGIONAL'] } });
  const { id: restApiId = '', rootResourceId = '' } = await create();
  expect(await refused(create())).toEqual([429, 'TooManyRequestsException', 'Too Many Requests']);

  // 5 a second: of a burst of 8, three are refused.
  const parts = Array.from({ length: 8 }, (_, index) => `part${index}`);
  const add = (pathPart: string) =>
    aws.apigateway.createResource({ restApiId, parentId: rootResourceId, pathPart });
  const results = await Promise.all(parts.map((part) => refused(add(part))));
  expect(results.filter((result) => Array.isArray(result)).length).toBeGreaterThan(0);

  const routes = Object.fromEntries(
    parts.map((part) => [
      part,
      {
        ...path(part),
        Properties: {
          ...path(part).Properties,
          RestApiId: restApiId,
          ParentId: rootResourceId,
          PathPart: `cf-${part}`,
        },
      },
    ]),
  );
  expect(await aws.deploy('blog', template(routes))).toBe('CREATE_COMPLETE');
});

describe('going live', () => {
  test('one UpdateBasePathMapping repoints a mapping; no request meanwhile goes unanswered', async () => {
    const { aws, apigateway, restApiId, map } = await openDomain();
    const blue = await serve(aws, 'blue');
    const green = await serve(aws, 'green');
    await map('v1', blue);
    const answers = new Set<string>();
    const over = new AbortController();
    const clients = Array.from({ length: 4 }, async () => {
      while (!over.signal.aborted) answers.add(await ask(aws, 'api.example.com', '/v1/who'));
    });
    for (const api of [green, blue, green]) {
      await apigateway.updateBasePathMapping({
        domainName: 'api.example.com',
        basePath: 'v1',
        patchOperations: [
          { op: 'replace', path: '/restapiId', value: api },
          { op: 'replace', path: '/stage', value: 'dev' },
        ],
      });
    }
    over.abort();
    await Promise.all(clients);
    expect([...answers].filter((answer) => !/^200 .*(blue|green)/.test(answer))).toEqual([]);
    expect(await ask(aws, 'api.example.com', '/v1/who')).toBe('200 {"answer":"green"}');
    expect(
      await refused(
        apigateway.updateBasePathMapping({
          domainName: 'api.example.com',
          basePath: 'v1',
          patchOperations: [{ op: 'replace', path: '/restApiId', value: restApiId }],
        }),
      ),
    ).toEqual([
      400,
      'BadRequestException',
      "Invalid patch path  '/restApiId' specified for op 'replace'. Must be one of: [/basePath, /restapiId, /stage]",
    ]);
  });

  test('one UpdateStage sets the deployment and variables', async () => {
    const { apigateway, restApiId, rootResourceId, put } = await openApi();
    await put(rootResourceId);
    await apigateway.createDeployment({ restApiId, stageName: 'dev', variables: { posts: 'blog-posts:1' } });
    const { id = '' } = await apigateway.createDeployment({ restApiId });
    const updated = await apigateway.updateStage({
      restApiId,
      stageName: 'dev',
      patchOperations: [
        { op: 'replace', path: '/deploymentId', value: id },
        { op: 'replace', path: '/variables/posts', value: 'blog-posts:2' },
      ],
    });
    expect(updated).toMatchObject({ deploymentId: id, variables: { posts: 'blog-posts:2' } });
  });

  test('stage variables: 100 of them, keys of 64 characters, values of 512, no dollar sign', async () => {
    const { apigateway, restApiId, rootResourceId, put } = await openApi();
    await put(rootResourceId);
    const set = (stageName: string, variables: Record<string, string>) =>
      apigateway.createDeployment({ restApiId, stageName, variables });
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`v${index}`, 'x']));
    await set('most', many(100));
    await set('longest', { ['k'.repeat(64)]: `-._~:/?#&=,${'9'.repeat(501)}` });
    const name = 'k'.repeat(65);
    const value = 'x'.repeat(513);
    const refusals = await Promise.all(
      [many(101), { [name]: 'x' }, { k: value }, { k: 'blog-posts:$LATEST' }].map((variables) =>
        refused(set('dev', variables)),
      ),
    );
    const values =
      "values with alphanumeric characters and the symbols ' ', -', '.', '_', ':', '/', '?', '&', '=', and ','.";
    expect(refusals).toEqual([
      [429, 'LimitExceededException', 'Maximum number of stage variables is 100'],
      [
        400,
        'BadRequestException',
        `Invalid stage variable name: ${name}.  Please use names with only word characters.`,
      ],
      [400, 'BadRequestException', `Invalid stage variable value: ${value}.  Please use ${values}`],
      [400, 'BadRequestException', `Invalid stage variable value: blog-posts:$LATEST.  Please use ${values}`],
    ]);
  });

  test('variables that leave the template stay on the stage', async () => {
    const aws = await openAws();
    const build = (variables: Record<string, string>) =>
      template({
        Api: restApi(),
        Home: path('home'),
        GetHome: mock('Home', 'home'),
        Release: deployment('GetHome'),
        Stage: stage('Release', variables),
      });
    await aws.deploy('blog', build({ posts: 'blog-posts:1', pages: 'blog-pages:1' }));
    expect(await aws.deploy('blog', build({ posts: 'blog-posts:2' }))).toBe('UPDATE_COMPLETE');
    const { Api: restApiId = '' } = await physicalIds(aws, 'blog');
    expect((await aws.apigateway.getStage({ restApiId, stageName: 'dev' })).variables).toEqual({
      posts: 'blog-posts:2',
      pages: 'blog-pages:1',
    });
  });
});

describe('invoking', () => {
  const build = (role: string, target: string, value: string, permission: object) =>
    template({
      Api: restApi(),
      Posts: path('posts'),
      GetPosts: { ...proxy('Posts', target, role), DependsOn: 'Version' },
      Function: fn('blog-posts', role, 'process.env.AWS_LAMBDA_FUNCTION_VERSION'),
      Version: {
        Type: 'AWS::Lambda::Version',
        Properties: { FunctionName: { Ref: 'Function' } },
      },
      Release: deployment('GetPosts'),
      Stage: stage('Release', { posts: value }),
      ...permission,
    });
  const variable = 'function:${stageVariables.posts}';
  const withoutCredentials = (whole: ReturnType<typeof build>) =>
    JSON.parse(JSON.stringify(whole).replace(/"Credentials":"[^"]*",/, '')) as object;
  const permission = (functionName: string) => ({
    Permission: {
      Type: 'AWS::Lambda::Permission',
      DependsOn: 'Version',
      Properties: {
        FunctionName: functionName,
        Action: 'lambda:InvokeFunction',
        Principal: 'apigateway.amazonaws.com',
      },
    },
  });

  test.each([
    [
      'function:version works, with a permission on that qualifier',
      'blog-posts:1',
      permission('blog-posts:1'),
      '200 1',
    ],
    ['a permission without the qualifier does not cover it', 'blog-posts:1', permission('blog-posts'), '500'],
    [
      'a full ARN does not work',
      'arn:aws:lambda:us-east-1:123456789012:function:blog-posts:1',
      permission('blog-posts:1'),
      '500',
    ],
  ])('a stage variable in the URI: %s', async (_, value, allowed, expected) => {
    const aws = await openAws();
    const role = await aws.makeRole();
    const whole = withoutCredentials(build(role, variable, value, allowed));
    expect(await aws.deploy('blog', whole)).toBe('CREATE_COMPLETE');
    const { Api: restApiId } = await physicalIds(aws, 'blog');
    const response = await fetch(`${aws.endpoint}/_aws/execute-api/${restApiId}/dev/posts`);
    expect(`${response.status} ${await response.text()}`).toMatch(new RegExp(`^${expected}`));
  });
});

/** An API whose /who answers with a word; its id. */
async function serve(aws: OpenAws, answer: string): Promise<string> {
  await aws.deploy(
    answer,
    template({
      Api: restApi(),
      Who: path('who'),
      GetWho: mock('Who', answer),
      Release: deployment('GetWho'),
      Stage: stage('Release'),
    }),
  );
  return (await physicalIds(aws, answer))['Api'] ?? '';
}

/** A request through a custom domain. */
function ask(aws: OpenAws, host: string, target: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request(`${aws.endpoint}${target}`, { headers: { host } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve(`${response.statusCode} ${text}`));
    })
      .on('error', reject)
      .end();
  });
}
