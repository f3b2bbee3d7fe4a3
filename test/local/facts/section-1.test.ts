import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { ServiceError } from '../../../src/local/cloud.ts';
import { after, deployment, fn, mock, nested, path, restApi, stage, template } from './app-template.ts';
import { openAws, physicalIds, readApi, readFunction, type OpenAws } from './open-aws.ts';

/** AWS-FACTS 1: order of work in a stack update, names, errors, change sets, limits; through real services over HTTP. */

const uuid = '[-0-9a-f]{36}';
const trust = {
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

/** A call that CloudFormation makes fails as long as the test wants. */
function failing(aws: OpenAws, operation: string, message: string, times = Infinity) {
  const state = { left: times };
  aws.meddlers.add((call) => {
    if (call.operation !== operation || state.left <= 0) return;
    state.left -= 1;
    throw new Error(message);
  });
  return state;
}

const refusal = (error: unknown) => {
  const { name, message } = error as Error;
  return { name, message };
};
const refused = (call: Promise<unknown>) => call.then(() => 'not refused', refusal);

describe('order of work', () => {
  test('1 and the events of a replacement: the new resource first, dependents repointed, the old one in the cleanup', async () => {
    const aws = await openAws();
    const build = (part: string) =>
      template({
        Api: restApi(),
        Posts: path(part),
        Post: path('{id}', 'Posts'),
        GetPost: mock('Post', 'post'),
      });
    expect(await aws.deploy('blog', build('posts'))).toBe('CREATE_COMPLETE');
    expect(await aws.lastEvents('blog')).toEqual([
      'blog CREATE_IN_PROGRESS User Initiated',
      ...['Api', 'Posts', 'Post', 'GetPost'].flatMap((id) => [
        `${id} CREATE_IN_PROGRESS`,
        `${id} CREATE_IN_PROGRESS Resource creation Initiated`,
        `${id} CREATE_COMPLETE`,
      ]),
      'blog CREATE_COMPLETE',
    ]);
    const created = (await aws.readEvents('blog')).filter((event) => event.LogicalResourceId === 'Posts');
    const old = await physicalIds(aws, 'blog');
    expect(created.map((event) => event.PhysicalResourceId ?? '')).toEqual(['', old['Posts'], old['Posts']]);

    expect(await aws.deploy('blog', build('articles'))).toBe('UPDATE_COMPLETE');
    const replaced = (id: string) => [
      `${id} UPDATE_IN_PROGRESS Requested update requires the creation of a new physical resource; hence creating one.`,
      `${id} UPDATE_IN_PROGRESS Resource creation Initiated`,
      `${id} UPDATE_COMPLETE`,
    ];
    const deleted = (id: string) => [`${id} DELETE_IN_PROGRESS`, `${id} DELETE_COMPLETE`];
    expect(await aws.lastEvents('blog')).toEqual([
      'blog UPDATE_IN_PROGRESS User Initiated',
      ...['Posts', 'Post', 'GetPost'].flatMap(replaced),
      'blog UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      ...['GetPost', 'Post', 'Posts'].flatMap(deleted),
      'blog UPDATE_COMPLETE',
    ]);
    const fresh = await physicalIds(aws, 'blog');
    const ids = (await aws.readEvents('blog'))
      .filter((event) => event.LogicalResourceId === 'Posts')
      .slice(3)
      .map((event) => event.PhysicalResourceId);
    expect(ids).toEqual([old['Posts'], fresh['Posts'], fresh['Posts'], old['Posts'], old['Posts']]);
  });

  test('the API lists newest first, and every event has an identifier of its own', async () => {
    const aws = await openAws();
    await aws.deploy('blog', template({ Api: restApi() }));
    const { StackEvents = [] } = await aws.cloudformation.describeStackEvents({ StackName: 'blog' });
    expect(StackEvents[0]).toMatchObject({ LogicalResourceId: 'blog', ResourceStatus: 'CREATE_COMPLETE' });
    expect(new Set(StackEvents.map((event) => event.EventId)).size).toBe(StackEvents.length);
  });

  test('2: a delete that fails in the cleanup is tried 3 times and given up; the stack ends UPDATE_COMPLETE', async () => {
    const aws = await openAws();
    const role = await aws.makeRole();
    await aws.deploy('blog', template({ Api: restApi(), Old: fn('blog-old', role, "'old'") }));
    failing(aws, 'DeleteFunction', 'Not now');
    expect(await aws.deploy('blog', template({ Api: restApi() }))).toBe('UPDATE_COMPLETE');
    const events = await aws.lastEvents('blog');
    expect(events.filter((event) => event.startsWith('Old DELETE_FAILED'))).toHaveLength(3);
    expect(events.at(-1)).toBe(
      'blog UPDATE_COMPLETE Update successful. One or more resources could not be deleted.',
    );
    expect(await physicalIds(aws, 'blog')).not.toHaveProperty('Old');
    expect(await readFunction(aws, 'blog-old')).toBeDefined();
  });

  test('3: a failure puts everything back, and then deletes what the update created', async () => {
    const aws = await openAws();
    const role = await aws.makeRole();
    const build = (answer: string, more: Record<string, object>) =>
      template({ Posts: fn('blog-posts', role, `'${answer}'`), ...more });
    await aws.deploy('blog', build('one', { Gone: fn('blog-gone', role, "'gone'") }));
    const before = [await readFunction(aws, 'blog-posts'), await readFunction(aws, 'blog-gone')];
    const second = build('two', {
      Extra: after(fn('blog-extra', role, "'extra'"), 'Posts'),
      Bad: after(fn('blog-bad', role, "'bad'", { MemorySize: 1 }), 'Extra'),
    });
    expect(await aws.deploy('blog', second)).toBe('UPDATE_ROLLBACK_COMPLETE');
    const events = await aws.lastEvents('blog');
    const failed = events.find((event) => event.startsWith('Bad CREATE_FAILED')) ?? '';
    expect(failed).toMatch(
      new RegExp(
        `^Bad CREATE_FAILED Resource handler returned message: "1 validation error detected: .* \\(Service: Lambda, Status Code: 400, Request ID: ${uuid}\\)" \\(RequestToken: ${uuid}, HandlerErrorCode: InvalidRequest\\)$`,
      ),
    );
    expect(events).toEqual([
      'blog UPDATE_IN_PROGRESS User Initiated',
      'Posts UPDATE_IN_PROGRESS',
      'Posts UPDATE_COMPLETE',
      'Extra CREATE_IN_PROGRESS',
      'Extra CREATE_IN_PROGRESS Resource creation Initiated',
      'Extra CREATE_COMPLETE',
      'Bad CREATE_IN_PROGRESS',
      failed,
      'blog UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Bad]. ',
      'Posts UPDATE_IN_PROGRESS',
      'Posts UPDATE_COMPLETE',
      'blog UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'Extra DELETE_IN_PROGRESS',
      'Extra DELETE_COMPLETE',
      'blog UPDATE_ROLLBACK_COMPLETE',
    ]);
    expect([await readFunction(aws, 'blog-posts'), await readFunction(aws, 'blog-gone')]).toEqual(before);
    expect(await readFunction(aws, 'blog-extra')).toBeUndefined();
  });

  test('3: a failing rollback ends UPDATE_ROLLBACK_FAILED; ContinueUpdateRollback on the root leads out', async () => {
    const aws = await openAws();
    const role = await aws.makeRole();
    const child = (answer: string) => template({ Posts: fn('blog-posts', role, `'${answer}'`) });
    const build = async (answer: string, more: Record<string, object> = {}) =>
      template({ Page: nested(await aws.upload(child(answer))), ...more });
    await aws.deploy('blog', await build('one'));
    const before = await readFunction(aws, 'blog-posts');
    const { Page: page = '' } = await physicalIds(aws, 'blog');

    const broken = failing(aws, 'UpdateFunctionCode', 'Not now');
    broken.left = 0;
    aws.meddlers.add(({ operation }) => {
      if (operation === 'CreateRestApi') broken.left = Infinity;
    });
    const bad = { Bad: after(restApi({ MinimumCompressionSize: -2 }), 'Page') };
    expect(await aws.deploy('blog', await build('two', bad))).toBe('UPDATE_ROLLBACK_FAILED');
    expect(await aws.settled(page)).toBe('UPDATE_ROLLBACK_FAILED');
    expect((await aws.lastEvents('blog')).at(-1)).toBe(
      'blog UPDATE_ROLLBACK_FAILED The following resource(s) failed to update: [Page]. ',
    );

    expect(await refused(aws.cloudformation.continueUpdateRollback({ StackName: page }))).toEqual({
      name: 'ValidationError',
      message: 'RollbackUpdatedStack cannot be invoked on child stacks',
    });
    // Only what failed in the rollback may be skipped, by the name of the nested stack.
    const skip = (ResourcesToSkip: string[]) =>
      aws.cloudformation.continueUpdateRollback({ StackName: 'blog', ResourcesToSkip });
    expect(await refused(skip(['Page']))).toEqual({
      name: 'ValidationError',
      message: 'Nested stacks could not be skipped',
    });
    broken.left = 0;
    await aws.cloudformation.continueUpdateRollback({ StackName: 'blog' });
    expect(await aws.settled('blog')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await aws.settled(page)).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await readFunction(aws, 'blog-posts')).toEqual(before);
  });

  test('3: ResourcesToSkip names NestedStack.LogicalId, and leaves the resource as it is', async () => {
    const aws = await openAws();
    const role = await aws.makeRole();
    const child = (answer: string) => template({ Posts: fn('blog-posts', role, `'${answer}'`) });
    const build = async (answer: string, more: Record<string, object> = {}) =>
      template({ Page: nested(await aws.upload(child(answer))), ...more });
    await aws.deploy('blog', await build('one'));
    const { Page: page = '' } = await physicalIds(aws, 'blog');
    const broken = failing(aws, 'UpdateFunctionCode', 'Not now', 0);
    aws.meddlers.add(({ operation }) => {
      if (operation === 'CreateRestApi') broken.left = Infinity;
    });
    const bad = { Bad: after(restApi({ MinimumCompressionSize: -2 }), 'Page') };
    await aws.deploy('blog', await build('two', bad));
    const changed = await readFunction(aws, 'blog-posts');
    const childName = page.split('/')[1];
    await aws.cloudformation.continueUpdateRollback({
      StackName: 'blog',
      ResourcesToSkip: [`${childName}.Posts`],
    });
    expect(await aws.settled('blog')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await readFunction(aws, 'blog-posts')).toEqual(changed);
  });

  test('4: a first create that fails ends ROLLBACK_COMPLETE and can only be deleted', async () => {
    const aws = await openAws();
    const bad = template({ Api: restApi(), Deployment: after(deployment(), 'Api') });
    expect(await aws.deploy('blog', bad)).toBe('ROLLBACK_COMPLETE');
    const { Stacks = [] } = await aws.cloudformation.describeStacks({ StackName: 'blog' });
    const update = aws.cloudformation.updateStack({
      StackName: 'blog',
      TemplateBody: JSON.stringify(template({ Api: restApi() })),
    });
    expect(await refused(update)).toEqual({
      name: 'ValidationError',
      message: `Stack:${Stacks[0]?.StackId} is in ROLLBACK_COMPLETE state and can not be updated.`,
    });
    expect((await aws.apigateway.getRestApis()).items).toEqual([]);
    expect(await aws.remove('blog')).toBe('DELETE_COMPLETE');
  });

  test('5: every child is updated, none is replaced, and none cleans up before all are through', async () => {
    const aws = await openAws();
    const role = await aws.makeRole();
    const child = (name: string) => template({ [name]: fn(`blog-${name.toLowerCase()}`, role, "'x'") });
    const build = async (one: string, two: string) =>
      template({
        One: nested(await aws.upload(child(one))),
        Two: after(nested(await aws.upload(child(two))), 'One'),
        Same: nested(await aws.upload(child('Same'))),
      });
    await aws.deploy('blog', await build('A', 'B'));
    const ids = await physicalIds(aws, 'blog');
    const order: string[] = [];
    aws.meddlers.add(({ operation, input }) => {
      if (/^(Create|Delete)Function$/.test(operation))
        order.push(`${operation} ${String(input['FunctionName'])}`);
    });
    expect(await aws.deploy('blog', await build('C', 'D'))).toBe('UPDATE_COMPLETE');
    expect(await physicalIds(aws, 'blog')).toEqual(ids);
    expect(order.slice(0, 2)).toEqual(['CreateFunction blog-c', 'CreateFunction blog-d']);
    expect(order.slice(2).sort()).toEqual(['DeleteFunction blog-a', 'DeleteFunction blog-b']);
    const events = await aws.lastEvents('blog');
    for (const id of ['One', 'Two', 'Same']) {
      expect(events).toContain(`${id} UPDATE_IN_PROGRESS`);
      expect(events).toContain(`${id} UPDATE_COMPLETE`);
    }
  });
});

describe('names', () => {
  const nameTaken =
    'The following hook(s)/validation failed: [AWS::EarlyValidation::ResourceExistenceCheck]. To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.';

  /** Every type with a custom name, and how it is made by hand. */
  const byHand: readonly [string, string, string, object, (aws: OpenAws) => Promise<unknown>][] = [
    [
      'AWS::Lambda::Function',
      'FunctionName',
      'blog-posts',
      {
        Role: 'arn:aws:iam::123456789012:role/functions',
        Code: { ZipFile: '' },
        Runtime: 'nodejs22.x',
        Handler: 'x',
      },
      async (aws) => {
        const Role = await aws.makeRole();
        const ZipFile = zipSync({ 'index.js': new Uint8Array() });
        return aws.lambda.createFunction({
          FunctionName: 'blog-posts',
          Role,
          Runtime: 'nodejs22.x',
          Handler: 'index.handler',
          Code: { ZipFile },
        });
      },
    ],
    [
      'AWS::IAM::Role',
      'RoleName',
      'blog',
      { AssumeRolePolicyDocument: trust },
      (aws) => aws.iam.createRole({ RoleName: 'blog', AssumeRolePolicyDocument: JSON.stringify(trust) }),
    ],
    [
      'AWS::IAM::ManagedPolicy',
      'ManagedPolicyName',
      'blog',
      { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] } },
      (aws) =>
        aws.iam.createPolicy({
          PolicyName: 'blog',
          PolicyDocument: JSON.stringify({
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
          }),
        }),
    ],
    [
      'AWS::Logs::LogGroup',
      'LogGroupName',
      'blog',
      {},
      (aws) => aws.logs.createLogGroup({ logGroupName: 'blog' }),
    ],
    [
      'AWS::Events::Rule',
      'Name',
      'blog',
      { ScheduleExpression: 'rate(1 day)' },
      (aws) => aws.events.putRule({ Name: 'blog', ScheduleExpression: 'rate(1 day)' }),
    ],
    ['AWS::S3::Bucket', 'BucketName', 'blog', {}, (aws) => aws.s3.createBucket({ Bucket: 'blog' })],
    [
      'AWS::ApiGateway::DomainName',
      'DomainName',
      'api.example.com',
      { RegionalCertificateArn: 'arn:aws:acm:x', EndpointConfiguration: { Types: ['REGIONAL'] } },
      (aws) =>
        aws.apigateway.createDomainName({
          domainName: 'api.example.com',
          regionalCertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1',
          endpointConfiguration: { types: ['REGIONAL'] },
        }),
    ],
  ];

  test.each(byHand)(
    'early validation knows an %s that was made by hand',
    async (Type, property, name, more, make) => {
      const aws = await openAws();
      await make(aws);
      const wanted = template({ Thing: { Type, Properties: { [property]: name, ...more } } });
      const { Id = '' } = await aws.cloudformation.createChangeSet({
        StackName: 'blog',
        ChangeSetName: 'first',
        ChangeSetType: 'CREATE',
        TemplateBody: JSON.stringify(wanted),
        Capabilities: ['CAPABILITY_NAMED_IAM'],
      });
      expect(await changeSetSettled(aws, Id)).toMatchObject({
        Status: 'FAILED',
        ExecutionStatus: 'UNAVAILABLE',
        StatusReason: nameTaken,
      });
      const { OperationEvents } = await aws.cloudformation.describeEvents({
        ChangeSetName: Id,
        Filters: { FailedEvents: true },
      });
      expect(OperationEvents).toMatchObject([
        {
          ValidationStatusReason: `Resource of type '${Type}' with identifier '${name}' already exists.`,
          ValidationPath: `/Resources/Thing/Properties/${property}`,
        },
      ]);
    },
  );

  test('in a nested stack too, when the change set includes nested stacks', async () => {
    const aws = await openAws();
    const role = await aws.makeRole();
    await aws.deploy('other', template({ Posts: fn('blog-posts', role, "'posts'") }));
    const page = await aws.upload(template({ Posts: fn('blog-posts', role, "'posts'") }));
    const TemplateBody = JSON.stringify(template({ Api: restApi(), Page: nested(page) }));
    const create = async (ChangeSetName: string, IncludeNestedStacks: boolean) => {
      const { Id = '' } = await aws.cloudformation.createChangeSet({
        StackName: 'blog',
        ChangeSetName,
        ChangeSetType: 'CREATE',
        TemplateBody,
        IncludeNestedStacks,
      });
      return changeSetSettled(aws, Id);
    };
    expect(await create('without', false)).toMatchObject({ Status: 'CREATE_COMPLETE' });
    const root = await create('with', true);
    const child = root.Changes?.find(
      (change) => change.ResourceChange?.LogicalResourceId === 'Page',
    )?.ResourceChange;
    expect(root).toMatchObject({
      Status: 'FAILED',
      ExecutionStatus: 'UNAVAILABLE',
      StatusReason: `Nested change set ${child?.ChangeSetId} was not successfully created: Currently in FAILED.`,
    });
    const nestedSet = await aws.cloudformation.describeChangeSet({ ChangeSetName: child?.ChangeSetId });
    expect(nestedSet).toMatchObject({ Status: 'FAILED', StatusReason: nameTaken });
    expect(nestedSet.Changes).toHaveLength(1);
    const { OperationEvents } = await aws.cloudformation.describeEvents({
      ChangeSetName: child?.ChangeSetId,
    });
    expect(OperationEvents).toMatchObject([{ ValidationPath: '/Resources/Posts/Properties/FunctionName' }]);
  });

  test('it knows nothing of path parts, sibling variables or methods', async () => {
    const aws = await openAws();
    const build = (posts: string, variable: string) =>
      template({
        Api: restApi(),
        [posts]: path('posts'),
        [variable]: path(`{${variable}}`),
        [`Get${posts}`]: mock(posts, 'x'),
      });
    await aws.deploy('blog', build('Posts', 'id'));
    const { Id = '' } = await aws.cloudformation.createChangeSet({
      StackName: 'blog',
      ChangeSetName: 'second',
      TemplateBody: JSON.stringify(build('Articles', 'slug')),
    });
    expect(await changeSetSettled(aws, Id)).toMatchObject({ Status: 'CREATE_COMPLETE' });
    await aws.cloudformation.executeChangeSet({ ChangeSetName: Id });
    expect(await aws.settled('blog')).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  test('without early validation: in another stack, or made by hand', async () => {
    const aws = await openAws();
    const role = await aws.makeRole();
    await aws.deploy('other', template({ Posts: fn('blog-posts', role, "'posts'") }));
    await aws.iam.createRole({ RoleName: 'blog', AssumeRolePolicyDocument: JSON.stringify(trust) });
    const { Stacks = [] } = await aws.cloudformation.describeStacks({ StackName: 'other' });
    const create = async (StackName: string, resource: object) => {
      await aws.cloudformation.createStack({
        StackName,
        TemplateBody: JSON.stringify(template({ Thing: resource })),
        DisableValidation: true,
        Capabilities: ['CAPABILITY_NAMED_IAM'],
      });
      expect(await aws.settled(StackName)).toBe('ROLLBACK_COMPLETE');
      return (await aws.readEvents(StackName)).find((event) => event.ResourceStatus === 'CREATE_FAILED')
        ?.ResourceStatusReason;
    };
    expect(await create('one', fn('blog-posts', role, "'posts'"))).toBe(
      `blog-posts already exists in stack ${Stacks[0]?.StackId}`,
    );
    const named = {
      Type: 'AWS::IAM::Role',
      Properties: { RoleName: 'blog', AssumeRolePolicyDocument: trust },
    };
    expect(await create('two', named)).toBe('blog already exists');
  });
});

/** The change set once it is worked out. */
async function changeSetSettled(aws: OpenAws, ChangeSetName: string) {
  for (;;) {
    const described = await aws.cloudformation.describeChangeSet({ ChangeSetName });
    if (described.Status !== 'CREATE_IN_PROGRESS') return described;
  }
}

describe('API errors', () => {
  test('word for word, with the codes the SDK sees', async () => {
    const aws = await openAws();
    const { cloudformation } = aws;
    const TemplateBody = JSON.stringify(template({ Api: restApi() }));
    await aws.deploy('blog', template({ Api: restApi() }));
    expect(await refused(cloudformation.updateStack({ StackName: 'blog', TemplateBody }))).toEqual({
      name: 'ValidationError',
      message: 'No updates are to be performed.',
    });
    expect(await refused(cloudformation.describeStacks({ StackName: 'x' }))).toEqual({
      name: 'ValidationError',
      message: 'Stack with id x does not exist',
    });
    expect(await refused(cloudformation.describeStackEvents({ StackName: 'x' }))).toEqual({
      name: 'ValidationError',
      message: 'Stack [x] does not exist',
    });
    expect(await refused(cloudformation.createStack({ StackName: 'blog', TemplateBody }))).toEqual({
      name: 'AlreadyExistsException',
      message: 'Stack [blog] already exists',
    });
    const long = `${TemplateBody}${' '.repeat(51_200)}`;
    expect(await refused(cloudformation.validateTemplate({ TemplateBody: long }))).toEqual({
      name: 'ValidationError',
      message: `1 validation error detected: Value '${long}' at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200`,
    });
    const dangling = JSON.stringify(template({ Stage: stage('Nowhere') }));
    expect(await refused(cloudformation.createStack({ StackName: 'y', TemplateBody: dangling }))).toEqual({
      name: 'ValidationError',
      message:
        'Template format error: Unresolved resource dependencies [Api, Nowhere] in the Resources block of the template',
    });
  });

  test('change sets: review, nothing to change, executing what failed', async () => {
    const aws = await openAws();
    const { cloudformation } = aws;
    const TemplateBody = JSON.stringify(template({ Api: restApi() }));
    const first = await cloudformation.createChangeSet({
      StackName: 'blog',
      ChangeSetName: 'first',
      ChangeSetType: 'CREATE',
      TemplateBody,
    });
    expect(await changeSetSettled(aws, first.Id ?? '')).toMatchObject({
      Status: 'CREATE_COMPLETE',
      ExecutionStatus: 'AVAILABLE',
    });
    expect(await aws.settled('blog')).toBe('REVIEW_IN_PROGRESS');
    await cloudformation.executeChangeSet({ ChangeSetName: first.Id });
    expect(await aws.settled('blog')).toBe('CREATE_COMPLETE');
    const second = await cloudformation.createChangeSet({
      StackName: 'blog',
      ChangeSetName: 'second',
      TemplateBody,
    });
    expect(await changeSetSettled(aws, second.Id ?? '')).toMatchObject({
      Status: 'FAILED',
      ExecutionStatus: 'UNAVAILABLE',
      StatusReason:
        "The submitted information didn't contain changes. Submit different information to create a change set.",
    });
    expect(await refused(cloudformation.executeChangeSet({ ChangeSetName: second.Id }))).toEqual({
      name: 'InvalidChangeSetStatusException',
      message: `ChangeSet [${second.Id}] cannot be executed in its current status of [FAILED]`,
    });
  });

  test('change sets of nested stacks list every child as modified', async () => {
    const aws = await openAws();
    const page = await aws.upload(template({ Api: restApi() }));
    const build = (name: string) => template({ Page: nested(page), Other: restApi({ Name: name }) });
    await aws.deploy('blog', build('one'));
    const { Id = '' } = await aws.cloudformation.createChangeSet({
      StackName: 'blog',
      ChangeSetName: 'second',
      TemplateBody: JSON.stringify(build('two')),
    });
    const { Changes = [] } = await changeSetSettled(aws, Id);
    expect(
      Changes.map(({ ResourceChange: change }) => `${change?.LogicalResourceId} ${change?.Action}`),
    ).toEqual(['Page Modify', 'Other Modify']);
  });
});

test('limits: resources, outputs, parameters, the length of a parameter and of names', async () => {
  const aws = await openAws();
  const role = await aws.makeRole();
  const many = (count: number, of: object) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`N${index}`, of]));
  const validate = async (body: object) =>
    refused(aws.cloudformation.validateTemplate({ TemplateURL: await aws.upload(body) }));
  const Resources = { Api: restApi() };
  const limit = (what: string, count: number, most: number) => ({
    name: 'ValidationError',
    message: `Template format error: Number of ${what}, ${count}, is greater than maximum allowed, ${most}`,
  });
  expect(await validate({ Resources: many(501, restApi()) })).toEqual(limit('resources', 501, 500));
  expect(await validate({ Resources, Outputs: many(201, { Value: 'x' }) })).toEqual(
    limit('outputs', 201, 200),
  );
  expect(await validate({ Resources, Parameters: many(201, { Type: 'String' }) })).toEqual(
    limit('parameters', 201, 200),
  );
  const create = (StackName: string, body: object, ParameterValue?: string) =>
    refused(
      aws.cloudformation.createStack({
        StackName,
        TemplateBody: JSON.stringify(body),
        ...(ParameterValue !== undefined && { Parameters: [{ ParameterKey: 'P', ParameterValue }] }),
      }),
    );
  const parameterized = { Resources, Parameters: { P: { Type: 'String' } } };
  expect(await create('blog', parameterized, 'x'.repeat(4097))).toMatchObject({ name: 'ValidationError' });
  expect(await create('b'.repeat(129), { Resources })).toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining('Member must have length less than or equal to 128') as string,
  });
  expect(await aws.deploy('long', template({ Posts: fn('f'.repeat(65), role, "'x'") }))).toBe(
    'ROLLBACK_COMPLETE',
  );
  expect((await aws.lastEvents('long')).join('\n')).toMatch(/Posts CREATE_FAILED .*less than or equal to 64/);
});

test('stack tags reach resources, and leave them when they are gone', async () => {
  const aws = await openAws();
  const role = await aws.makeRole();
  const deploy = async (tags: Record<string, string>, answer: string) => {
    const input = {
      StackName: 'blog',
      TemplateBody: JSON.stringify(template({ Api: restApi(), Posts: fn('blog-posts', role, answer) })),
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    };
    const exists = (await aws.cloudformation.describeStacks()).Stacks?.length;
    await (exists ? aws.cloudformation.updateStack(input) : aws.cloudformation.createStack(input));
    return aws.settled('blog');
  };
  const read = async () => {
    const { Api: restApiId = '' } = await physicalIds(aws, 'blog');
    const own = (tags: Record<string, string> = {}) =>
      Object.fromEntries(Object.entries(tags).filter(([key]) => !key.startsWith('aws:')));
    return [
      own((await aws.apigateway.getRestApi({ restApiId })).tags),
      own(
        (await aws.lambda.listTags({ Resource: 'arn:aws:lambda:us-east-1:123456789012:function:blog-posts' }))
          .Tags,
      ),
    ];
  };
  await deploy({ team: 'one', stays: 'yes' }, "'1'");
  expect(await read()).toEqual([
    { team: 'one', stays: 'yes' },
    { team: 'one', stays: 'yes' },
  ]);
  await deploy({ stays: 'yes', new: 'tag' }, "'1'");
  expect(await read()).toEqual([
    { stays: 'yes', new: 'tag' },
    { stays: 'yes', new: 'tag' },
  ]);
  // A rollback takes the update's tags off again.
  failing(aws, 'UpdateFunctionCode', 'Not now', 1);
  expect(await deploy({ newest: 'tag' }, "'2'")).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await read()).toEqual([
    { stays: 'yes', new: 'tag' },
    { stays: 'yes', new: 'tag' },
  ]);
});

test('throttled calls are made again by themselves, also when a failed create takes back what it made', async () => {
  const aws = await openAws();
  const calls: string[] = [];
  const throttled = new Map([
    ['PutMethod', 2],
    ['PutIntegration', 1],
    ['DeleteMethod', 3],
  ]);
  aws.meddlers.add(({ operation }) => {
    calls.push(operation);
    const left = throttled.get(operation) ?? 0;
    throttled.set(operation, left - 1);
    if (left > 0) throw new ServiceError('TooManyRequestsException', 'Too Many Requests', 429);
    if (operation === 'PutIntegration') throw new ServiceError('BadRequestException', 'Not like this', 400);
  });
  const build = (more: Record<string, object>) => template({ Api: restApi(), Home: path('home'), ...more });
  await aws.deploy('blog', build({}));
  const { Api: restApiId = '' } = await physicalIds(aws, 'blog');
  const before = await readApi(aws, restApiId);
  expect(await aws.deploy('blog', build({ GetHome: mock('Home', 'home') }))).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(calls.filter((operation) => /Method$|Integration$/.test(operation))).toEqual([
    ...Array<string>(3).fill('PutMethod'),
    ...Array<string>(2).fill('PutIntegration'),
    ...Array<string>(4).fill('DeleteMethod'),
  ]);
  expect(await readApi(aws, restApiId)).toEqual(before);
});

test('a service that goes on throttling fails the resource', async () => {
  const aws = await openAws();
  aws.meddlers.add(({ operation }) => {
    if (operation === 'CreateRestApi')
      throw new ServiceError('TooManyRequestsException', 'Too Many Requests', 429);
  });
  expect(await aws.deploy('blog', template({ Api: restApi() }))).toBe('ROLLBACK_COMPLETE');
  expect((await aws.lastEvents('blog')).find((event) => event.includes('CREATE_FAILED'))).toMatch(
    new RegExp(
      `^Api CREATE_FAILED Resource handler returned message: "Too Many Requests \\(Service: ApiGateway, Status Code: 429, Request ID: ${uuid}\\)" \\(RequestToken: ${uuid}, HandlerErrorCode: Throttling\\)$`,
    ),
  );
});
