import { describe, expect, test } from 'vitest';
import {
  after,
  deployment,
  fn,
  mock,
  nested,
  path,
  proxy,
  ref,
  restApi,
  stage,
  template,
  version,
} from './app-template.ts';
import { openAws, physicalIds, readApi, readFunction, type OpenAws } from './open-aws.ts';

/**
 * AWS-FACTS 3: what each change of an app does in one CloudFormation update. Each row is deployed as two versions of a
 * template, through real services over HTTP.
 */

const failure = (message: string, status: number, code: string) =>
  expect.stringMatching(
    new RegExp(
      `Resource handler returned message: "${message.replaceAll(/[(){}+|]/g, String.raw`\$&`)} \\(Service: ApiGateway, Status Code: ${status}, Request ID: [-0-9a-f]{36}\\)" \\(RequestToken: [-0-9a-f]{36}, HandlerErrorCode: ${code}\\)$`,
    ),
  );

/** Everything a rollback has to put back: the API with its resources, methods, integrations and stages, and functions. */
async function readLive(aws: OpenAws, restApiId: string): Promise<object> {
  return {
    api: await readApi(aws, restApiId),
    posts: await readFunction(aws, 'blog-posts'),
    pages: await readFunction(aws, 'blog-pages'),
    extra: await readFunction(aws, 'blog-extra'),
  };
}

/**
 * An app around what a row is about, and the rest of an update beside it: function code and a version, a new function, a
 * removed one, another Deployment and another value of a stage variable. What the row is about comes after the functions.
 */
function app(options: {
  readonly role: string;
  readonly update: boolean;
  readonly routes: Routes;
  readonly api?: object;
}): object {
  const { role, update, routes } = options;
  const functions = update
    ? {
        Posts: fn('blog-posts', role, "'posts 2'", { Timeout: 9 }),
        PostsVersion2: version('Posts'),
        Extra: fn('blog-extra', role, "'extra'"),
      }
    : {
        Posts: fn('blog-posts', role, "'posts 1'"),
        PostsVersion1: version('Posts'),
        Pages: fn('blog-pages', role, "'pages'"),
      };
  const last = Object.keys(functions);
  const methods = Object.keys(routes).filter((id) => id.startsWith('Get'));
  return template({
    Api: restApi(options.api),
    Home: path('home'),
    GetHome: mock('Home', update ? 'home 2' : 'home 1'),
    ...Object.fromEntries(
      Object.entries(routes).map(([id, definition]) => [
        id,
        update ? after(definition, 'GetHome', ...last) : definition,
      ]),
    ),
    ...functions,
    [update ? 'Deployment2' : 'Deployment1']: deployment('GetHome', ...methods),
    Stage: stage(update ? 'Deployment2' : 'Deployment1', { posts: update ? 'blog-posts:2' : 'blog-posts:1' }),
  });
}

/** Deploys two versions of an app; `before` and `now` are what is live around the second. */
async function deployTwice(first: Routes, second: Routes) {
  const aws = await openAws();
  const role = await aws.makeRole();
  expect(await aws.deploy('blog', app({ role, update: false, routes: first }))).toBe('CREATE_COMPLETE');
  const ids = await physicalIds(aws, 'blog');
  const restApiId = ids['Api'] ?? '';
  const before = await readLive(aws, restApiId);
  const status = await aws.deploy('blog', app({ role, update: true, routes: second }));
  const events = await aws.lastEvents('blog');
  return { aws, restApiId, ids, before, status, events, now: await readLive(aws, restApiId) };
}

type Routes = Readonly<Record<string, object>>;

const livePaths = (live: object) =>
  (live as { api: { resources: { path?: string }[] } }).api.resources.map((resource) => resource.path);

/** What a request to the stage answers. */
async function request(aws: OpenAws, restApiId: string, route: string, init: RequestInit = {}) {
  const response = await fetch(`${aws.endpoint}/_aws/execute-api/${restApiId}/dev${route}`, init);
  return [response.status, await response.text()] as const;
}
const missing = [403, '{"message":"Missing Authentication Token"}'];

describe('a: a path variable is renamed', () => {
  test.each([
    ['under the same logical id', 'Post', 'GetPost'],
    ['under a new logical id', 'PostBySlug', 'GetPostBySlug'],
  ])('%s: fails, and everything is as it was', async (_, variable, get) => {
    const { status, events, before, now } = await deployTwice(
      { Posts0: path('posts'), Post: path('{id}', 'Posts0'), GetPost: mock('Post', 'one') },
      { Posts0: path('posts'), [variable]: path('{post_id}', 'Posts0'), [get]: mock(variable, 'one') },
    );
    expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
    const verb = variable === 'Post' ? 'UPDATE' : 'CREATE';
    expect(events.filter((event) => event.includes('_FAILED '))).toEqual([
      failure(
        'A sibling ({id}) of this resource already has a variable path part -- only one is allowed',
        400,
        'InvalidRequest',
      ),
    ]);
    expect(events.find((event) => event.includes('_FAILED '))).toMatch(
      new RegExp(`^${variable} ${verb}_FAILED `),
    );
    expect(events).toContain(
      `blog UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to ${verb.toLowerCase()}: [${variable}]. `,
    );
    expect(now).toEqual(before);
  });
});

test("a': a static part renamed under the same logical id replaces the subtree", async () => {
  const routes = (part: string) => ({
    List: path(part),
    GetList: mock('List', part),
    Item: path('{id}', 'List'),
    GetItem: mock('Item', `one of ${part}`),
  });
  const { aws, restApiId, ids, status, now } = await deployTwice(routes('posts'), routes('articles'));
  expect(status).toBe('UPDATE_COMPLETE');
  expect(livePaths(now)).toEqual(['/', '/articles', '/articles/{id}', '/home']);
  const idsNow = await physicalIds(aws, 'blog');
  for (const id of ['List', 'GetList', 'Item', 'GetItem']) expect(idsNow[id]).not.toBe(ids[id]);
  expect(await request(aws, restApiId, '/articles/1')).toEqual([200, '{"answer":"one of articles"}']);
  // As for a removed route: the new Deployment was made while the old path still stood.
  expect(await request(aws, restApiId, '/posts/1')).toEqual([200, '{"answer":"one of posts"}']);
});

test("b: a route's target changes in place, and shows with the next Deployment", async () => {
  const aws = await openAws();
  const role = await aws.makeRole();
  await allowInvoking(aws);
  const build = (target: string, release: string) =>
    template({
      Api: restApi(),
      Posts: path('posts'),
      GetPosts: after(proxy('Posts', `function:${target}`, role), 'One', 'Two'),
      One: fn('one', role, "'one'"),
      Two: fn('two', role, "'two'"),
      [release]: deployment('GetPosts'),
      Stage: stage(release),
    });
  await aws.deploy('blog', build('one', 'First'));
  const ids = await physicalIds(aws, 'blog');
  const restApiId = ids['Api'] ?? '';
  expect(await request(aws, restApiId, '/posts')).toEqual([200, 'one']);
  expect(await aws.deploy('blog', build('two', 'First'))).toBe('UPDATE_COMPLETE');
  expect(await physicalIds(aws, 'blog')).toEqual(ids);
  expect(await request(aws, restApiId, '/posts')).toEqual([200, 'one']);
  expect(await aws.deploy('blog', build('two', 'Second'))).toBe('UPDATE_COMPLETE');
  expect(await request(aws, restApiId, '/posts')).toEqual([200, 'two']);
});

test("c: a Method's logical id changes: fails, and everything is as it was", async () => {
  const { status, events, before, now } = await deployTwice(
    { List: path('posts'), GetList: mock('List', 'posts') },
    { List: path('posts'), GetListAgain: mock('List', 'posts') },
  );
  expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(events.filter((event) => event.startsWith('GetListAgain CREATE_FAILED'))).toEqual([
    failure('Method already exists for this resource', 409, 'AlreadyExists'),
  ]);
  expect(now).toEqual(before);
});

describe('d: a path is removed and another added under one parent', () => {
  test.each([
    ['two static parts', 'posts', 'articles'],
    ['a static part and then a variable', 'posts', '{page}'],
    ['a variable and then a static part', '{page}', 'posts'],
  ])('%s: succeeds', async (_, removed, added) => {
    const { status, now } = await deployTwice(
      { Old: path(removed), GetOld: mock('Old', 'old') },
      { New: path(added), GetNew: mock('New', 'new') },
    );
    expect(status).toBe('UPDATE_COMPLETE');
    expect(livePaths(now)).toEqual(['/', `/${added}`, '/home'].sort());
  });

  test('the same part: fails, and everything is as it was', async () => {
    const { status, events, before, now } = await deployTwice(
      { Old: path('posts'), GetOld: mock('Old', 'old') },
      { New: path('posts'), GetNew: mock('New', 'new') },
    );
    expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(events.filter((event) => event.startsWith('New CREATE_FAILED'))).toEqual([
      failure('Another resource with the same parent already has this name: posts', 409, 'AlreadyExists'),
    ]);
    expect(now).toEqual(before);
  });
});

test('e: binary media types change in place, and show with the next Deployment', async () => {
  const aws = await openAws();
  const role = await aws.makeRole();
  await allowInvoking(aws);
  const build = (types: readonly string[], release: string) =>
    template({
      Api: restApi({ BinaryMediaTypes: types }),
      Images: path('images'),
      PostImages: after(proxy('Images', 'function:images', role, 'POST'), 'Function'),
      Function: fn('images', role, 'String(event.isBase64Encoded)'),
      [release]: deployment('PostImages'),
      Stage: stage(release),
    });
  await aws.deploy('blog', build([], 'First'));
  const restApiId = (await physicalIds(aws, 'blog'))['Api'] ?? '';
  const post = () =>
    request(aws, restApiId, '/images', {
      method: 'POST',
      headers: { 'content-type': 'image/png' },
      body: 'png',
    });
  expect(await post()).toEqual([200, 'false']);
  expect(await aws.deploy('blog', build(['image/png'], 'First'))).toBe('UPDATE_COMPLETE');
  expect((await physicalIds(aws, 'blog'))['Api']).toBe(restApiId);
  expect(await aws.apigateway.getRestApi({ restApiId })).toMatchObject({ binaryMediaTypes: ['image/png'] });
  expect(await post()).toEqual([200, 'false']);
  expect(await aws.deploy('blog', build(['image/png'], 'Second'))).toBe('UPDATE_COMPLETE');
  expect(await post()).toEqual([200, 'true']);
});

test('f: a resource moves between nested stacks: fails, and everything is as it was', async () => {
  const aws = await openAws();
  const page = (...parts: readonly string[]) =>
    template(
      Object.fromEntries(
        parts.flatMap((part) => [
          [`Path${part}`, path(part)],
          [`Get${part}`, mock(`Path${part}`, part)],
        ]),
      ),
      { Parameters: { Api: { Type: 'String' }, Root: { Type: 'String' } } },
    );
  const inPage = (definition: object) =>
    JSON.parse(
      JSON.stringify(definition).replaceAll('{"Fn::GetAtt":["Api","RootResourceId"]}', '{"Ref":"Root"}'),
    ) as object;
  const parameters = { Api: ref('Api'), Root: { 'Fn::GetAtt': ['Api', 'RootResourceId'] } };
  const build = async (one: readonly string[], two: readonly string[], release: string) =>
    template({
      Api: restApi(),
      PageOne: nested(await aws.upload(inPage(page(...one))), parameters),
      PageTwo: after(nested(await aws.upload(inPage(page(...two))), parameters), 'PageOne'),
      [release]: deployment('PageOne', 'PageTwo'),
      Stage: stage(release),
    });
  expect(await aws.deploy('blog', await build(['posts', 'tags'], ['pages'], 'First'))).toBe(
    'CREATE_COMPLETE',
  );
  const ids = await physicalIds(aws, 'blog');
  const restApiId = ids['Api'] ?? '';
  const before = await readApi(aws, restApiId);
  const status = await aws.deploy('blog', await build(['tags'], ['pages', 'posts'], 'Second'));
  expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
  const childEvents = await aws.lastEvents(ids['PageTwo'] ?? '');
  expect(childEvents).toContainEqual(
    failure('Another resource with the same parent already has this name: posts', 409, 'AlreadyExists'),
  );
  expect(await aws.lastEvents('blog')).toContain(
    `PageTwo UPDATE_FAILED Embedded stack ${ids['PageTwo']} was not successfully updated. Currently in UPDATE_ROLLBACK_IN_PROGRESS with reason: The following resource(s) failed to create: [Pathposts]. `,
  );
  expect(await readApi(aws, restApiId)).toEqual(before);
  const statuses = await Promise.all([ids['PageOne'], ids['PageTwo']].map((id) => aws.settled(id ?? '')));
  expect(statuses).toEqual(['UPDATE_ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE']);
});

test('g: an authorizer changes in place; a new logical id stands beside the old one', async () => {
  const aws = await openAws();
  const build = (id: string, ttl: number, name = 'token') =>
    template({
      Api: restApi(),
      [id]: {
        Type: 'AWS::ApiGateway::Authorizer',
        Properties: {
          RestApiId: ref('Api'),
          Name: name,
          Type: 'TOKEN',
          IdentitySource: 'method.request.header.Authorization',
          AuthorizerUri:
            'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:check/invocations',
          AuthorizerResultTtlInSeconds: ttl,
        },
      },
    });
  await aws.deploy('blog', build('Check', 60));
  const ids = await physicalIds(aws, 'blog');
  const restApiId = ids['Api'] ?? '';
  expect(await aws.deploy('blog', build('Check', 120))).toBe('UPDATE_COMPLETE');
  const list = async () =>
    ((await aws.apigateway.getAuthorizers({ restApiId })).items ?? []).map((one) => [
      one.id,
      one.authorizerResultTtlInSeconds,
    ]);
  expect(await list()).toEqual([[ids['Check'], 120]]);
  const standing: unknown[] = [];
  aws.meddlers.add(async ({ operation }) => {
    if (operation === 'DeleteAuthorizer') standing.push(...(await list()));
  });
  expect(await aws.deploy('blog', build('CheckToken', 120, 'check'))).toBe('UPDATE_COMPLETE');
  const fresh = (await physicalIds(aws, 'blog'))['CheckToken'];
  expect(standing).toHaveLength(2);
  expect(await list()).toEqual([[fresh, 120]]);

  // Names of authorizers are unique, though.
  expect(await aws.deploy('blog', build('Check', 120, 'check'))).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await aws.lastEvents('blog')).toContainEqual(
    failure(
      'Authorizer name must be unique. Authorizer check already exists in this RestApi.',
      400,
      'AlreadyExists',
    ),
  );
  expect(await list()).toEqual([[fresh, 120]]);
});

test('h: a removed route is gone from the API and still served, until the next Deployment', async () => {
  const { aws, restApiId, status, now } = await deployTwice(
    { List: path('posts'), GetList: mock('List', 'posts') },
    {},
  );
  expect(status).toBe('UPDATE_COMPLETE');
  expect(livePaths(now)).toEqual(['/', '/home']);
  // The new Deployment was made before the cleanup took the route away.
  expect(await request(aws, restApiId, '/home')).toEqual([200, '{"answer":"home 2"}']);
  expect(await request(aws, restApiId, '/posts')).toEqual([200, '{"answer":"posts"}']);
  const { id: deploymentId } = await aws.apigateway.createDeployment({ restApiId, stageName: 'dev' });
  expect(deploymentId).toBeDefined();
  expect(await request(aws, restApiId, '/posts')).toEqual(missing);
});

describe('i: a named function', () => {
  test('of another PackageType: fails, and everything is as it was', async () => {
    const aws = await openAws();
    const role = await aws.makeRole();
    const named = (more: object) => template({ Posts: fn('blog-posts', role, "'posts'", more) });
    await aws.deploy('blog', named({}));
    const before = await readFunction(aws, 'blog-posts');
    const image = { PackageType: 'Image', Code: { ImageUri: 'x' }, Runtime: undefined, Handler: undefined };
    expect(await aws.deploy('blog', named(image))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await aws.lastEvents('blog')).toContain(
      'Posts UPDATE_FAILED CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename blog-posts and update the stack again.',
    );
    expect(await readFunction(aws, 'blog-posts')).toEqual(before);
  });

  test('under a new logical id: fails, before anything runs or when it is created', async () => {
    const aws = await openAws();
    const role = await aws.makeRole();
    const named = (id: string) => template({ [id]: fn('blog-posts', role, "'posts'") });
    await aws.deploy('blog', named('Posts'));
    const before = await readFunction(aws, 'blog-posts');
    expect(await aws.deploy('blog', named('PostsFunction'))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await aws.lastEvents('blog')).toContain(`blog UPDATE_ROLLBACK_IN_PROGRESS ${nameTaken}`);
    await aws.cloudformation.updateStack({
      StackName: 'blog',
      TemplateBody: JSON.stringify(named('PostsFunction')),
      DisableValidation: true,
    });
    expect(await aws.settled('blog')).toBe('UPDATE_ROLLBACK_COMPLETE');
    const { Stacks = [] } = await aws.cloudformation.describeStacks({ StackName: 'blog' });
    expect(await aws.lastEvents('blog')).toContain(
      `PostsFunction CREATE_FAILED blog-posts already exists in stack ${Stacks[0]?.StackId}`,
    );
    expect(await readFunction(aws, 'blog-posts')).toEqual(before);
  });
});

const nameTaken =
  'The following hook(s)/validation failed: [AWS::EarlyValidation::ResourceExistenceCheck]. To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.';

describe('j: a fixed name of', () => {
  const trust = {
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  };
  const role = (properties: object = {}) => ({
    Type: 'AWS::IAM::Role',
    Properties: { RoleName: 'blog', AssumeRolePolicyDocument: trust, ...properties },
  });
  const rule = () => ({
    Type: 'AWS::Events::Rule',
    Properties: { Name: 'blog', ScheduleExpression: 'rate(1 day)' },
  });

  test('a role that is replaced: fails', async () => {
    const aws = await openAws();
    await aws.deploy('blog', template({ Role: role() }));
    const before = await aws.iam.getRole({ RoleName: 'blog' });
    expect(await aws.deploy('blog', template({ Role: role({ Path: '/apps/' }) }))).toBe(
      'UPDATE_ROLLBACK_COMPLETE',
    );
    expect(await aws.lastEvents('blog')).toContain(
      'Role UPDATE_FAILED CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename blog and update the stack again.',
    );
    expect((await aws.iam.getRole({ RoleName: 'blog' })).Role).toEqual(before.Role);
  });

  test.each([
    ['role', role],
    ['rule', rule],
  ])('a %s under a new logical id: fails before anything runs', async (_, make) => {
    const aws = await openAws();
    await aws.deploy('blog', template({ Old: make() }));
    const ids = await physicalIds(aws, 'blog');
    expect(await aws.deploy('blog', template({ New: make() }))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await aws.lastEvents('blog')).toContain(`blog UPDATE_ROLLBACK_IN_PROGRESS ${nameTaken}`);
    expect(await physicalIds(aws, 'blog')).toEqual(ids);
  });
});

test('k: a Lambda permission is replaced without a collision', async () => {
  const aws = await openAws();
  const role = await aws.makeRole();
  const build = (source: string) =>
    template({
      Posts: fn('blog-posts', role, "'posts'"),
      Permission: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          FunctionName: ref('Posts'),
          Action: 'lambda:InvokeFunction',
          Principal: 'apigateway.amazonaws.com',
          SourceArn: `arn:aws:execute-api:us-east-1:123456789012:${source}/*`,
        },
      },
    });
  await aws.deploy('blog', build('api1'));
  const { Permission: old } = await physicalIds(aws, 'blog');
  expect(await aws.deploy('blog', build('api2'))).toBe('UPDATE_COMPLETE');
  const { Permission: fresh } = await physicalIds(aws, 'blog');
  expect(fresh).not.toBe(old);
  const { Policy = '' } = await aws.lambda.getPolicy({ FunctionName: 'blog-posts' });
  expect(Policy).toContain('api2');
  expect(Policy).not.toContain('api1');
});

test('l: a Deployment that a stage still points at is orphaned by the cleanup', async () => {
  const aws = await openAws();
  const build = (release: string) =>
    template({
      Api: restApi(),
      Home: path('home'),
      GetHome: mock('Home', 'home'),
      [release]: deployment('GetHome'),
    });
  await aws.deploy('blog', build('First'));
  const { Api: restApiId = '', First: first = '' } = await physicalIds(aws, 'blog');
  await aws.apigateway.createStage({ restApiId, stageName: 'dev', deploymentId: first });
  expect(await aws.deploy('blog', build('Second'))).toBe('UPDATE_COMPLETE');
  const { Stacks = [] } = await aws.cloudformation.describeStacks({ StackName: 'blog' });
  expect(Stacks[0]?.StackStatusReason).toBe('Update successful. One or more resources could not be deleted.');
  const refused = failure(
    'Active stages pointing to this deployment must be moved or deleted',
    400,
    'InvalidRequest',
  );
  const events = await aws.lastEvents('blog');
  expect(events.filter((event) => event.startsWith('First '))).toEqual([
    'First DELETE_IN_PROGRESS',
    refused,
    'First DELETE_IN_PROGRESS',
    refused,
    'First DELETE_IN_PROGRESS',
    refused,
  ]);
  expect(Object.keys(await physicalIds(aws, 'blog'))).not.toContain('First');
  expect((await aws.apigateway.getDeployments({ restApiId })).items?.map(({ id }) => id)).toContain(first);
});

/** Lets the role of `makeRole` be taken by API Gateway, and invoke every function. */
async function allowInvoking(aws: OpenAws): Promise<void> {
  const Principal = { Service: ['lambda.amazonaws.com', 'apigateway.amazonaws.com'] };
  const RoleName = 'functions';
  await aws.iam.updateAssumeRolePolicy({
    RoleName,
    PolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }],
    }),
  });
  await aws.iam.putRolePolicy({
    RoleName,
    PolicyName: 'invoke',
    PolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: '*' }],
    }),
  });
}
