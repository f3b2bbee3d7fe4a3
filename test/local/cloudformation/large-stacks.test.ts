import { expect, test } from 'vitest';
import { createFakeCloud, thing } from './fake-cloud.ts';

test('2,000 resources over five nested stacks are created, updated and deleted', async () => {
  const cloud = createFakeCloud();
  const page = (version: number, index: number) =>
    cloud.upload(`${version}-${index}`, {
      Parameters: { Api: { Type: 'String' } },
      Resources: Object.fromEntries(
        Array.from({ length: 400 }, (_, i) => [
          `Method${i}`,
          { Type: thing, Properties: { Value: version, Link: { 'Fn::Sub': '${Api}/methods' } } },
        ]),
      ),
    });
  const app = (version: number) => ({
    Resources: {
      Api: { Type: thing },
      ...Object.fromEntries(
        [1, 2, 3, 4, 5].map((index) => [
          `Page${index}`,
          {
            Type: 'AWS::CloudFormation::Stack',
            Properties: { TemplateURL: page(version, index), Parameters: { Api: { Ref: 'Api' } } },
          },
        ]),
      ),
    },
  });
  expect(await cloud.create('app', app(1))).toBe('CREATE_COMPLETE');
  expect(cloud.world.things.size).toBe(2001);
  expect(await cloud.update('app', app(2))).toBe('UPDATE_COMPLETE');
  const { Stacks } = await cloud.call('DescribeStacks', { StackName: 'app' });
  await cloud.call('DeleteStack', { StackName: 'app' });
  expect(await cloud.settled(Stacks[0].StackId)).toBe('DELETE_COMPLETE');
  expect(cloud.world.things.size).toBe(0);
});
