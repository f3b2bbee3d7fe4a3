import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTick } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { makeTemporaryFolder } from '../start-for-test.ts';
import { after, deployment, fn, mock, path, restApi, stage, template, version } from './app-template.ts';
import { openAws, physicalIds, readApi, readFunction, type OpenAws } from './open-aws.ts';

async function readLive(aws: OpenAws) {
  const { Api: restApiId = '' } = await physicalIds(aws, 'blog');
  const { Roles = [] } = await aws.iam.listRoles();
  const { items = [] } = await aws.apigateway.getRestApis();
  const { Functions = [] } = await aws.lambda.listFunctions();
  return {
    apis: items.map(({ id }) => id),
    api: await readApi(aws, restApiId),
    roles: Roles.map(({ RoleName = '' }) => RoleName).sort((one, other) => one.localeCompare(other)),
    functions: await Promise.all(Functions.map(({ FunctionName = '' }) => readFunction(aws, FunctionName))),
  };
}

test('killed before any call of an update, the stack is found failed, and rolled back to exactly what it was', async () => {
  const dir = makeTemporaryFolder();
  const aws = await openAws({ dir });
  const role = await aws.makeRole();
  const trust = {
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  };
  const first = template({
    Api: restApi(),
    Posts: path('posts'),
    GetPosts: mock('Posts', 'posts'),
    Gone: path('gone'),
    GetGone: mock('Gone', 'gone'),
    Release1: deployment('GetPosts', 'GetGone'),
    Stage: stage('Release1', { posts: 'blog-posts:1' }),
    Function: fn('blog-posts', role, "'one'"),
    Version1: version('Function'),
  });
  const second = template({
    Api: restApi({ Description: 'second', BinaryMediaTypes: ['image/png'] }),
    Posts: path('articles'),
    GetPosts: mock('Posts', 'articles'),
    New: path('new'),
    GetNew: mock('New', 'new'),
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: trust,
        Policies: [
          {
            PolicyName: 'logs',
            PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'logs:*', Resource: '*' }] },
          },
        ],
      },
    },
    Extra: after(fn('blog-extra', role, "'extra'"), 'Role'),
    Release2: deployment('GetPosts', 'GetNew', 'Version2'),
    Stage: stage('Release2', { posts: 'blog-posts:2' }),
    Function: fn('blog-posts', role, "'two'", { Timeout: 9 }),
    Version2: version('Function'),
  });
  expect(await aws.deploy('blog', first)).toBe('CREATE_COMPLETE');
  const before = await readLive(aws);

  // What a process that is killed at this point leaves behind.
  const left: { readonly dir: string; readonly call: string }[] = [];
  aws.meddlers.add(async ({ operation }) => {
    await nextTick();
    left.push({ dir: copyWhileInUse(dir), call: operation });
  });
  expect(await aws.deploy('blog', second)).toBe('UPDATE_COMPLETE');
  expect(left.length).toBeGreaterThan(20);

  const seen = new Set<string>();
  for (const { dir: copy, call } of left) {
    const revived = await openAws({ dir: copy });
    const { Stacks = [] } = await revived.cloudformation.describeStacks({ StackName: 'blog' });
    const status = Stacks[0]?.StackStatus ?? '';
    seen.add(status);
    if (status === 'UPDATE_ROLLBACK_FAILED') {
      expect(Stacks[0]?.StackStatusReason).toBe(
        'The embedded AWS was stopped in the middle of this operation.',
      );
      await revived.cloudformation.continueUpdateRollback({ StackName: 'blog' });
      expect(await revived.settled('blog'), call).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(await readLive(revived), call).toEqual(before);
      expect(await revived.deploy('blog', second), call).toBe('UPDATE_COMPLETE');
    }
    // In the cleanup the update itself is through, and what is left to delete is deleted.
    expect(await revived.settled('blog'), call).toBe('UPDATE_COMPLETE');
    expect(shapeOf(await readLive(revived)), call).toEqual(shapeOf(await readLive(aws)));
  }
  expect(seen).toContain('UPDATE_ROLLBACK_FAILED');
  expect([...seen].some((status) => status.startsWith('UPDATE_COMPLETE'))).toBe(true);
});

/** What two deploys of one template have in common: everything but generated identifiers and numbers. */
const shapeOf = (live: Awaited<ReturnType<typeof readLive>>) => [
  live.apis.length,
  live.roles.length,
  live.functions.length,
  live.api.resources.map(
    (resource) => `${resource.path} ${Object.keys(resource.resourceMethods ?? {}).join()}`,
  ),
  live.api.stages.map(({ variables }) => variables),
  live.api.deployments.length,
];

/** A copy of the state; made again when a file that was being written got its final name meanwhile. */
function copyWhileInUse(dir: string): string {
  for (;;) {
    const copy = makeTemporaryFolder();
    try {
      for (const name of ['state', 'files']) cpSync(join(dir, name), join(copy, name), { recursive: true });
      return copy;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}
