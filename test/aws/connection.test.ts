import { expect, it } from 'vitest';

import { connectAws } from '../../src/aws/connection.ts';
import { openAws } from '../local/facts/open-aws.ts';

it('opens each service once and counts the calls of all together', async () => {
  const { endpoint } = await openAws();
  const aws = connectAws({
    region: 'us-east-1',
    endpoint,
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
  });
  expect(aws.calls).toEqual({ reads: 0, writes: 0 });
  const [restApis, functions, stacks] = await Promise.all([aws.restApis(), aws.functions(), aws.stacks()]);
  await restApis.readRestApi('a1b2c3');
  await functions.readFunction('blog-dev-posts');
  await stacks.readStack('blog-dev');
  expect(await aws.restApis()).toBe(restApis);
  expect(await aws.functions()).toBe(functions);
  expect(aws.calls).toEqual({ reads: 3, writes: 0 });
});
