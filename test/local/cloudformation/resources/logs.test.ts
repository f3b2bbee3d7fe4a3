import { beforeEach, expect, it } from 'vitest';
import { ServiceError } from '../../../../src/local/cloud.ts';
import { createLogs } from '../../../../src/local/logs/service.ts';
import { useResources } from './use-resources.ts';

const { call, create, failures, remove, update } = useResources(createLogs);
const logs = (operation: string, input: object) => call('logs', operation, input);
const find = async (logGroupNamePrefix: string) =>
  (await logs('DescribeLogGroups', { logGroupNamePrefix })).logGroups[0];

beforeEach(() => failures.clear());

it('an AWS::Logs::LogGroup has its name for Ref, and an ARN that ends in :*', async () => {
  const group = await create('AWS::Logs::LogGroup', { LogGroupName: '/aws/lambda/demo-dev-posts' });
  expect(group).toMatchObject({
    physicalId: '/aws/lambda/demo-dev-posts',
    attributes: { Arn: 'arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/demo-dev-posts:*' },
  });
  expect((await create('AWS::Logs::LogGroup', {})).physicalId).toMatch(/^demo-dev-Thing-/);
});

it('its retention and tags come and go', async () => {
  const group = await create('AWS::Logs::LogGroup', {
    LogGroupName: 'changing',
    RetentionInDays: '14',
    Tags: [{ Key: 'a', Value: '1' }],
  });
  expect(await find('changing')).toMatchObject({ retentionInDays: 14 });
  await update(group, { LogGroupName: 'changing', Tags: [{ Key: 'b', Value: '2' }] });
  expect((await find('changing')).retentionInDays).toBeUndefined();
  const resourceArn = 'arn:aws:logs:us-east-1:000000000000:log-group:changing';
  expect((await logs('ListTagsForResource', { resourceArn })).tags).toEqual({ b: '2' });
});

it('one that is there already is not taken over', async () => {
  await logs('CreateLogGroup', { logGroupName: 'taken' });
  await expect(create('AWS::Logs::LogGroup', { LogGroupName: 'taken' })).rejects.toMatchObject({
    code: 'ResourceAlreadyExistsException',
  });
  expect(await find('taken')).toBeDefined();
});

it('one whose retention is refused leaves nothing', async () => {
  failures.set('logs:PutRetentionPolicy', new ServiceError('InvalidParameterException', 'refused'));
  const properties = { LogGroupName: 'half-made', RetentionInDays: 7 };
  await expect(create('AWS::Logs::LogGroup', properties)).rejects.toThrow('refused');
  expect(await find('half-made')).toBeUndefined();
});

it('one that is gone already counts as removed', async () => {
  const group = await create('AWS::Logs::LogGroup', { LogGroupName: 'going' });
  await remove(group);
  await remove(group);
  expect(await find('going')).toBeUndefined();
});
