import { describe, expect, test } from 'vitest';
import { createFakeCloud, type FakeCloud, thing, until } from './fake-cloud.ts';

const thingOf = (properties: object, more: object = {}) => ({ Type: thing, Properties: properties, ...more });

async function changeSet(cloud: FakeCloud, template: object, input: object = {}) {
  const { Id } = await cloud.call('CreateChangeSet', {
    StackName: 'app',
    ChangeSetName: 'cs',
    TemplateBody: JSON.stringify(template),
    ...input,
  });
  await until(
    async () =>
      (await cloud.call('DescribeChangeSet', { ChangeSetName: Id })).Status !== 'CREATE_IN_PROGRESS',
  );
  return cloud.call('DescribeChangeSet', { ChangeSetName: Id });
}

describe('change sets', () => {
  test('of type CREATE leave the stack in review until they are executed', async () => {
    const cloud = createFakeCloud();
    const described = await changeSet(cloud, { Resources: { A: thingOf({}) } }, { ChangeSetType: 'CREATE' });
    expect(described).toMatchObject({
      Status: 'CREATE_COMPLETE',
      ExecutionStatus: 'AVAILABLE',
      IncludeNestedStacks: false,
    });
    expect(described.Changes).toEqual([
      {
        Type: 'Resource',
        ResourceChange: {
          Action: 'Add',
          LogicalResourceId: 'A',
          ResourceType: thing,
          Scope: [],
          Details: [],
        },
      },
    ]);
    expect(await cloud.settled('app')).toBe('REVIEW_IN_PROGRESS');
    expect(cloud.world.things.size).toBe(0);
    await cloud.call('ExecuteChangeSet', { ChangeSetName: 'cs', StackName: 'app' });
    expect(await cloud.settled('app')).toBe('CREATE_COMPLETE');
    expect((await cloud.events('app')).slice(0, 2)).toEqual([
      'app REVIEW_IN_PROGRESS User Initiated',
      'app CREATE_IN_PROGRESS User Initiated',
    ]);
    expect(await cloud.call('DescribeChangeSet', { ChangeSetName: described.ChangeSetId })).toMatchObject({
      ExecutionStatus: 'EXECUTE_COMPLETE',
    });
  });

  test('that change nothing are FAILED, and cannot be executed', async () => {
    const cloud = createFakeCloud();
    const template = { Resources: { A: thingOf({}) } };
    await cloud.create('app', template);
    const described = await changeSet(cloud, template);
    expect(described).toMatchObject({
      Status: 'FAILED',
      ExecutionStatus: 'UNAVAILABLE',
      StatusReason:
        "The submitted information didn't contain changes. Submit different information to create a change set.",
      Changes: [],
    });
    await expect(
      cloud.call('ExecuteChangeSet', { ChangeSetName: described.ChangeSetId }),
    ).rejects.toMatchObject({
      code: 'InvalidChangeSetStatus',
      message: `ChangeSet [${described.ChangeSetId}] cannot be executed in its current status of [FAILED]`,
    });
  });

  test('say what is replaced, what follows from it, and what is removed', async () => {
    const cloud = createFakeCloud();
    const template = {
      Parameters: { Kind: { Type: 'String' } },
      Resources: {
        A: thingOf({ Kind: { Ref: 'Kind' } }),
        B: thingOf({ Link: { Ref: 'A' } }),
        C: thingOf({ Value: 1 }),
        D: thingOf({ Kind: { 'Fn::GetAtt': ['C', 'Arn'] } }),
        Gone: thingOf({}, { DeletionPolicy: 'Retain' }),
      },
    };
    await cloud.create('app', template, { Parameters: [{ ParameterKey: 'Kind', ParameterValue: 'one' }] });
    const { Gone: _, ...kept } = template.Resources;
    const next = { ...template, Resources: { ...kept, C: thingOf({ Value: 2 }) } };
    const { Changes } = await changeSet(cloud, next, {
      Parameters: [{ ParameterKey: 'Kind', ParameterValue: 'two' }],
    });
    const changes = Object.fromEntries(
      Changes.map(({ ResourceChange: change }: { ResourceChange: { LogicalResourceId: string } }) => [
        change.LogicalResourceId,
        change,
      ]),
    );
    expect(changes['A']).toMatchObject({
      Action: 'Modify',
      Replacement: 'True',
      PolicyAction: 'ReplaceAndDelete',
      Scope: ['Properties'],
      Details: [
        {
          ChangeSource: 'ParameterReference',
          Evaluation: 'Static',
          CausingEntity: 'Kind',
          Target: { Attribute: 'Properties', Name: 'Kind', RequiresRecreation: 'Always' },
        },
        { ChangeSource: 'DirectModification', Evaluation: 'Dynamic' },
      ],
    });
    expect(changes['B']).toMatchObject({
      Action: 'Modify',
      Replacement: 'False',
      Details: [{ ChangeSource: 'ResourceReference', Evaluation: 'Static', CausingEntity: 'A' }],
    });
    expect(changes['C']).toMatchObject({
      Action: 'Modify',
      Replacement: 'False',
      Details: [{ ChangeSource: 'DirectModification', Evaluation: 'Static' }],
    });
    expect(changes['D']).toMatchObject({
      Action: 'Modify',
      Replacement: 'Conditional',
      Details: [{ ChangeSource: 'ResourceAttribute', Evaluation: 'Dynamic', CausingEntity: 'C.Arn' }],
    });
    expect(changes['Gone']).toMatchObject({ Action: 'Remove', PolicyAction: 'Retain' });
    expect(cloud.world.things.size).toBe(5);
  });

  test('list every nested stack as modified, with its own change set when asked to', async () => {
    const cloud = createFakeCloud();
    const page = (value: string) => cloud.upload(value, { Resources: { M: thingOf({ Value: value }) } });
    const template = (url: string) => ({
      Resources: {
        Same: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: page('same') } },
        Page: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: url } },
      },
    });
    await cloud.create('app', template(page('1')));
    const { Changes, ChangeSetId } = await changeSet(cloud, template(page('2')), {
      IncludeNestedStacks: true,
    });
    expect(
      Changes.map(
        (change: { ResourceChange: { LogicalResourceId: string } }) =>
          change.ResourceChange.LogicalResourceId,
      ),
    ).toEqual(['Same', 'Page']);
    const nested = await cloud.call('DescribeChangeSet', {
      ChangeSetName: Changes[1].ResourceChange.ChangeSetId,
    });
    expect(nested).toMatchObject({ ParentChangeSetId: ChangeSetId, RootChangeSetId: ChangeSetId });
    expect(nested.Changes[0].ResourceChange).toMatchObject({ LogicalResourceId: 'M', Action: 'Modify' });
    await cloud.call('ExecuteChangeSet', { ChangeSetName: ChangeSetId });
    expect(await cloud.settled('app')).toBe('UPDATE_COMPLETE');
    expect([...cloud.world.things.values()]).toEqual([{ Value: 'same' }, { Value: '2' }]);
    await cloud.call('DeleteChangeSet', { ChangeSetName: ChangeSetId });
    const { TemplateBody } = await cloud.call('GetTemplate', { StackName: 'app' });
    expect(JSON.parse(TemplateBody)).toEqual(template(page('2')));
  });

  test('are missing, named, listed, deleted and made obsolete as on AWS', async () => {
    const cloud = createFakeCloud();
    await expect(
      cloud.call('DescribeChangeSet', { ChangeSetName: 'cs', StackName: 'no' }),
    ).rejects.toMatchObject({
      message: 'Stack [no] does not exist',
    });
    await expect(cloud.call('DeleteChangeSet', { ChangeSetName: 'cs' })).rejects.toMatchObject({
      message: 'StackName must be specified if ChangeSetName is not specified as an ARN.',
    });
    await cloud.create('app', { Resources: { A: thingOf({ Value: 1 }) } });
    await expect(
      changeSet(cloud, { Resources: { A: thingOf({}) } }, { ChangeSetType: 'CREATE' }),
    ).rejects.toMatchObject({
      message: 'Stack [app] already exists and cannot be created again with the changeSet [cs].',
    });
    const first = await changeSet(cloud, { Resources: { A: thingOf({ Value: 2 }) } });
    const second = await changeSet(
      cloud,
      { Resources: { A: thingOf({ Value: 3 }) } },
      { ChangeSetName: 'cs2' },
    );
    expect((await cloud.call('ListChangeSets', { StackName: 'app' })).Summaries).toHaveLength(2);
    await cloud.call('ExecuteChangeSet', { ChangeSetName: second.ChangeSetId });
    await cloud.settled('app');
    expect(
      (await cloud.call('DescribeChangeSet', { ChangeSetName: first.ChangeSetId })).ExecutionStatus,
    ).toBe('OBSOLETE');
    await cloud.call('DeleteChangeSet', { ChangeSetName: first.ChangeSetId });
    await expect(cloud.call('DescribeChangeSet', { ChangeSetName: first.ChangeSetId })).rejects.toMatchObject(
      {
        code: 'ChangeSetNotFound',
        message: `ChangeSet [${first.ChangeSetId}] does not exist`,
      },
    );
  });
});
