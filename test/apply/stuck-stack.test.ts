import { describe, expect, it } from 'vitest';

import { continueRollback } from '../../src/apply/continue-rollback.ts';
import { waitForStack } from '../../src/apply/wait-for-stack.ts';
import { connectAws } from '../../src/aws/connection.ts';
import { readFailedResources } from '../../src/live/failed-resources.ts';
import { after, mock, nested, path, restApi, template } from '../local/facts/app-template.ts';
import { openAws } from '../local/facts/open-aws.ts';

const hooks = { onEvent: () => {}, onTrouble: () => {} };

/** A stack `blog` with an API in a nested stack, on the embedded AWS behind HTTP. */
async function deployBlog() {
  const aws = await openAws();
  const jets = connectAws({
    region: 'us-east-1',
    endpoint: aws.endpoint,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const build = async (description: string, more: Record<string, object> = {}) => {
    const page = template({
      Api: restApi({ Description: description }),
      Posts: path('posts'),
      Get: mock('Posts', 'hello'),
    });
    return template({ Page: nested(await aws.upload(page)), ...more });
  };
  await aws.deploy('blog', await build('one'));
  const stacks = await jets.stacks();
  const readBlog = async () => {
    const stack = await stacks.readStack('blog');
    if (!stack) throw new Error('blog is gone');
    return stack;
  };
  return { aws, stacks, build, readBlog };
}

/** An update of the nested stack that fails, and whose rollback fails for as long as `broken.is` says. */
async function getStuck({ aws, build }: Awaited<ReturnType<typeof deployBlog>>) {
  const broken = { is: false };
  aws.meddlers.add(({ operation, input }) => {
    if (operation === 'CreateRestApi' && input['name'] === 'bad') broken.is = true;
    if (operation === 'UpdateRestApi' && broken.is) throw new Error('Not now');
  });
  const bad = { Bad: after(restApi({ Name: 'bad', MinimumCompressionSize: -2 }), 'Page') };
  expect(await aws.deploy('blog', await build('two', bad))).toBe('UPDATE_ROLLBACK_FAILED');
  return broken;
}

describe('a stack whose rollback failed', () => {
  it('tells what stands in the way, and goes on once that is gone', async () => {
    const blog = await deployBlog();
    const broken = await getStuck(blog);
    const record = await blog.readBlog();
    const failed = await readFailedResources(blog.stacks, record);
    expect(failed).toMatchObject([
      { logicalId: 'Bad', status: 'CREATE_FAILED', reason: expect.stringContaining('compression size') },
      {
        logicalId: 'Api',
        type: 'AWS::ApiGateway::RestApi',
        status: 'UPDATE_FAILED',
        reason: expect.stringContaining('Not now'),
        skipName: expect.stringMatching(/^blog-Page-\w+\.Api$/),
      },
    ]);
    const request = (clientRequestToken: string) => ({ stackId: record.id, skip: [], clientRequestToken });
    expect(await continueRollback(blog.stacks, request('once'), hooks)).toMatchObject({
      kind: 'failed',
      status: 'UPDATE_ROLLBACK_FAILED',
      cause: { logicalId: 'Api' },
    });
    broken.is = false;
    expect(await continueRollback(blog.stacks, request('twice'), hooks)).toMatchObject({ kind: 'succeeded' });
    // The same request sent again is not taken for a second one.
    await blog.stacks.continueUpdateRollback(record.id, [], 'twice');
    expect(await readFailedResources(blog.stacks, record)).toEqual([]);
  });

  it('goes on without what is skipped under the name that was told', async () => {
    const blog = await deployBlog();
    await getStuck(blog);
    const record = await blog.readBlog();
    const skip = (await readFailedResources(blog.stacks, record)).flatMap(({ skipName }) => skipName ?? []);
    const request = { stackId: record.id, skip, clientRequestToken: 'once' };
    const outcome = await continueRollback(blog.stacks, request, hooks);
    expect(outcome).toMatchObject({ kind: 'succeeded', status: 'UPDATE_ROLLBACK_COMPLETE' });
  });
});

it('somebody else’s update is waited for, and heard of from its beginning', async () => {
  const { aws, stacks, build, readBlog } = await deployBlog();
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  aws.meddlers.add(({ operation }) => (operation === 'UpdateRestApi' ? held : undefined));
  await aws.cloudformation.updateStack({
    StackName: 'blog',
    TemplateBody: JSON.stringify(await build('two')),
  });
  const heard: string[] = [];
  const waiting = waitForStack(stacks, 'blog', {
    onStarted: () => (event) => {
      heard.push(`${event.logicalId} ${event.status}`);
      if (event.logicalId === 'Api') letGo();
    },
    onTrouble: () => {},
  });
  expect(await waiting).toMatchObject({ kind: 'settled', stack: { status: 'UPDATE_COMPLETE' } });
  expect(heard[0]).toBe('blog UPDATE_IN_PROGRESS');
  expect(heard).toContain('Api UPDATE_COMPLETE');
  expect((await readBlog()).status).toBe('UPDATE_COMPLETE');
});

it('a stack that somebody deletes is gone in the end', async () => {
  const { aws, stacks, readBlog } = await deployBlog();
  const { id } = await readBlog();
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  aws.meddlers.add(({ operation }) => (operation === 'DeleteRestApi' ? held : undefined));
  await aws.cloudformation.deleteStack({ StackName: id });
  const waiting = waitForStack(stacks, 'blog', {
    onStarted: () => (event) => void (event.status === 'DELETE_IN_PROGRESS' && letGo()),
    onTrouble: () => {},
  });
  expect(await waiting).toEqual({ kind: 'gone' });
});
