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
  const { restApis } = { restApis: (await aws.apigateway.getRestApis()).items ?? [] };
  const { Functions = [] } = await aws.lambda.listFunctions();
  return {
    apis: restApis.map(({ id }) => id),
    api: await readApi(aws, restApiId),
    roles: Roles.map(({ RoleName }) => RoleName).sort(),
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
    Api: restApi({ Description: 'second' }),
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
    const copy = makeTemporaryFolder();
    for (const name of ['state', 'files']) cpSync(join(dir, name), join(copy, name), { recursive: true });
    left.push({ dir: copy, call: operation });
  });
  expect(await aws.deploy('blog', second)).toBe('UPDATE_COMPLETE');
  expect(left.length).toBeGreaterThan(20);

  for (const { dir: copy, call } of left) {
    const revived = await openAws({ dir: copy });
    const { Stacks = [] } = await revived.cloudformation.describeStacks({ StackName: 'blog' });
    const { StackStatus: status, StackStatusReason: reason } = Stacks[0] ?? {};
    expect(reason, call).toContain('The embedded AWS was stopped in the middle of this operation.');
    // In the cleanup the update itself is through.
    if (status !== 'UPDATE_COMPLETE') {
      expect(status, call).toBe('UPDATE_ROLLBACK_FAILED');
      await revived.cloudformation.continueUpdateRollback({ StackName: 'blog' });
      expect(await revived.settled('blog'), call).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(await readLive(revived), call).toEqual(before);
    }
    expect(await revived.deploy('blog', second), call).toMatch(/^UPDATE_COMPLETE$|No updates/);
  }
});
