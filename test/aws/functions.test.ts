import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';

import { fn, template } from '../local/facts/app-template.ts';
import { openAws } from '../local/facts/open-aws.ts';
import { makeFunction } from './make-function.ts';
import { openPorts } from './open-ports.ts';

it('a function of a stack names the stack, one made by hand names none, and one that is not there is absent', async () => {
  const aws = await openAws();
  const role = await aws.makeRole();
  expect(await aws.deploy('blog-dev', template({ Posts: fn('blog-dev-posts', role, '"posts"') }))).toBe(
    'CREATE_COMPLETE',
  );
  const { Stacks = [] } = await aws.cloudformation.describeStacks({ StackName: 'blog-dev' });
  await makeFunction(aws, 'by-hand', role);
  const { functions } = openPorts(aws.endpoint);
  expect(await functions.readFunction('blog-dev-posts')).toEqual({
    name: 'blog-dev-posts',
    stackName: 'blog-dev',
    stackId: Stacks[0]?.StackId,
  });
  expect(await functions.readFunction('by-hand')).toEqual({ name: 'by-hand' });
  expect(await functions.readFunction('blog-dev-comments')).toBeUndefined();
});

it('a function whose tags may not be read is an error, not one of no stack', async () => {
  const server = createServer((_, answer) => {
    answer.setHeader('content-type', 'application/json');
    answer.end(
      JSON.stringify({
        Configuration: { FunctionName: 'blog-dev-posts' },
        TagsError: {
          ErrorCode: 'AccessDeniedException',
          Message: 'User: ci is not authorized to perform: lambda:ListTags',
        },
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { functions } = openPorts(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await expect(functions.readFunction('blog-dev-posts')).rejects.toMatchObject({
    kind: 'access-denied',
    code: 'AccessDeniedException',
    operation: 'lambda:ListTags',
    message: 'User: ci is not authorized to perform: lambda:ListTags',
  });
});
