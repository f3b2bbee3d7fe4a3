import { beforeEach, expect, it } from 'vitest';
import { ServiceError } from '../../../../src/local/cloud.ts';
import { createEvents } from '../../../../src/local/events/service.ts';
import { useResources } from './use-resources.ts';

const { call, create, failures, remove, update } = useResources(createEvents);
const events = (operation: string, input: object) => call('events', operation, input);
const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:demo-dev-clean_job-run';
const targetsOf = async (Rule: string) => (await events('ListTargetsByRule', { Rule })).Targets;

beforeEach(() => failures.clear());

it('an AWS::Events::Rule has its name for Ref, its ARN, and its targets', async () => {
  const Targets = [{ Id: 'job', Arn: functionArn, Input: '{"a":1}' }];
  const rule = await create('AWS::Events::Rule', { ScheduleExpression: 'rate(1 day)', Targets });
  const Name = rule.physicalId;
  expect(Name).toMatch(/^demo-dev-Thing-/);
  expect(rule.attributes['Arn']).toBe(`arn:aws:events:us-east-1:000000000000:rule/${Name}`);
  expect(await events('DescribeRule', { Name })).toMatchObject({
    ScheduleExpression: 'rate(1 day)',
    State: 'ENABLED',
  });
  expect(await targetsOf(Name)).toEqual(Targets);
});

it('it changes in place, and loses the targets that left the template', async () => {
  const target = (Id: string) => ({ Id, Arn: functionArn });
  const rule = await create('AWS::Events::Rule', {
    ScheduleExpression: 'rate(1 day)',
    Description: 'd',
    Targets: [target('one'), target('two')],
  });
  const changed = await update(rule, {
    ScheduleExpression: 'cron(0 3 * * ? *)',
    State: 'DISABLED',
    Targets: [target('two'), target('three')],
  });
  const read = await events('DescribeRule', { Name: rule.physicalId });
  expect(read).toMatchObject({ ScheduleExpression: 'cron(0 3 * * ? *)', State: 'DISABLED' });
  expect(read.Description ?? '').toBe('');
  const ids = (await targetsOf(rule.physicalId)).map((one: { Id: string }) => one.Id);
  expect(ids.sort()).toEqual(['three', 'two']);
  await remove(changed);
  await expect(events('DescribeRule', { Name: rule.physicalId })).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
  });
  await remove(changed);
});

it('one that is there already is not taken over', async () => {
  await events('PutRule', { Name: 'taken', ScheduleExpression: 'rate(1 hour)' });
  const properties = { Name: 'taken', ScheduleExpression: 'rate(1 day)' };
  await expect(create('AWS::Events::Rule', properties)).rejects.toThrow('taken already exists');
  expect((await events('DescribeRule', { Name: 'taken' })).ScheduleExpression).toBe('rate(1 hour)');
});

it('one whose targets are refused leaves nothing', async () => {
  failures.set('events:PutTargets', new ServiceError('ValidationException', 'refused'));
  const properties = {
    Name: 'half-made',
    ScheduleExpression: 'rate(1 day)',
    Targets: [{ Id: 'job', Arn: functionArn }],
  };
  await expect(create('AWS::Events::Rule', properties)).rejects.toThrow('refused');
  await expect(events('DescribeRule', { Name: 'half-made' })).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
  });
});
