import { describe, expect, test } from 'vitest';
import { fn, template, version } from './app-template.ts';
import { openAws, physicalIds, type OpenAws } from './open-aws.ts';

/** AWS-FACTS 4: Lambda versions. */

const versionsOf = async (aws: OpenAws): Promise<(string | undefined)[]> =>
  ((await aws.lambda.listVersionsByFunction({ FunctionName: 'blog-posts' })).Versions ?? []).map(
    (one) => one.Version,
  );

async function open() {
  const aws = await openAws();
  const role = await aws.makeRole();
  const deploy = (answer: string, versions: Record<string, object>, properties: object = {}) =>
    aws.deploy('blog', template({ Posts: fn('blog-posts', role, `'${answer}'`, properties), ...versions }));
  return { aws, deploy };
}

describe('a Version', () => {
  test('is published only when the function changed since its last one', async () => {
    const { aws, deploy } = await open();
    expect(await deploy('one', { V1: version('Posts') })).toBe('CREATE_COMPLETE');
    expect(await deploy('one', { V1: version('Posts'), Again: version('Posts') })).toBe(
      'UPDATE_ROLLBACK_COMPLETE',
    );
    expect((await aws.lastEvents('blog')).find((event) => event.startsWith('Again CREATE_FAILED'))).toContain(
      'A version for this Lambda function exists ( 1 ). Modify the function to create a new version.',
    );
    expect(await versionsOf(aws)).toEqual(['$LATEST', '1']);
    expect(await deploy('two', { V1: version('Posts'), V2: version('Posts') })).toBe('UPDATE_COMPLETE');
    expect(await deploy('two', { V2: version('Posts'), V3: version('Posts') }, { MemorySize: 256 })).toBe(
      'UPDATE_COMPLETE',
    );
    expect(await versionsOf(aws)).toEqual(['$LATEST', '1', '2', '3']);
  });

  test('that leaves the template is deleted in the cleanup, unless it is retained', async () => {
    const { aws, deploy } = await open();
    const { DeletionPolicy: _, ...deleted } = version('Posts');
    await deploy('one', { V1: deleted });
    await deploy('two', { V1: deleted, V2: version('Posts') });
    expect(await versionsOf(aws)).toEqual(['$LATEST', '1', '2']);
    expect(await deploy('three', { V3: version('Posts') })).toBe('UPDATE_COMPLETE');
    const events = await aws.lastEvents('blog');
    expect(events).toContain('V1 DELETE_COMPLETE');
    expect(events).toContain('V2 DELETE_SKIPPED');
    expect(await versionsOf(aws)).toEqual(['$LATEST', '2', '3']);
  });

  test('that a rolled back update made is taken back, and the next deploy makes it again', async () => {
    const { aws, deploy } = await open();
    await deploy('one', { V1: version('Posts') });
    const bad = { Bad: { ...version('Posts', { CodeSha256: 'x' }), DependsOn: 'V2' } };
    expect(await deploy('two', { V1: version('Posts'), V2: version('Posts'), ...bad })).toBe(
      'UPDATE_ROLLBACK_COMPLETE',
    );
    expect(await versionsOf(aws)).toEqual(['$LATEST', '1']);
    expect(await deploy('two', { V1: version('Posts'), V2: version('Posts') })).toBe('UPDATE_COMPLETE');
    const { V2: id = '' } = await physicalIds(aws, 'blog');
    // Numbers are never given twice.
    expect(id).toBe('arn:aws:lambda:us-east-1:123456789012:function:blog-posts:3');
  });
});

test.each(['AWS_REGION', 'AWS_LAMBDA_FUNCTION_NAME', '_HANDLER'])(
  'the environment name %s is reserved',
  async (name) => {
    const { aws, deploy } = await open();
    expect(await deploy('one', {}, { Environment: { Variables: { [name]: 'x' } } })).toBe(
      'ROLLBACK_COMPLETE',
    );
    expect((await aws.lastEvents('blog')).find((event) => event.startsWith('Posts CREATE_FAILED'))).toMatch(
      new RegExp(`reserved.*${name}|${name}.*reserved`),
    );
  },
);

test('an update puts the code first and the configuration second', async () => {
  const { aws, deploy } = await open();
  await deploy('one', {});
  const calls: string[] = [];
  aws.meddlers.add(({ operation }) => void (operation.startsWith('UpdateFunction') && calls.push(operation)));
  await deploy('two', {}, { Timeout: 9 });
  expect(calls).toEqual(['UpdateFunctionCode', 'UpdateFunctionConfiguration']);
});
