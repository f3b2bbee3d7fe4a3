import { describe, expect, test } from 'vitest';
import { conflict, createFakeCloud, type FakeCloud, slot, thing, until } from './fake-cloud.ts';

const thingOf = (properties: object, more: object = {}) => ({ Type: thing, Properties: properties, ...more });
const child = (url: string, parameters: object = {}, more: object = {}) => ({
  Type: 'AWS::CloudFormation::Stack',
  Properties: { TemplateURL: url, Parameters: parameters },
  ...more,
});
const snapshot = (cloud: FakeCloud) =>
  JSON.stringify([...cloud.world.things].sort(([a], [b]) => a.localeCompare(b)));

async function childId(cloud: FakeCloud, logicalId: string): Promise<string> {
  const { StackResourceDetail } = await cloud.call('DescribeStackResource', {
    StackName: 'app',
    LogicalResourceId: logicalId,
  });
  return StackResourceDetail.PhysicalResourceId;
}

const page = (value: string, more: object = {}) => ({
  Parameters: { Api: { Type: 'String', Default: 'none' } },
  Resources: { Method: thingOf({ Value: value, Link: { Ref: 'Api' } }), ...more },
  Outputs: { MethodId: { Value: { Ref: 'Method' } } },
});

describe('nested stacks', () => {
  test('take parameters, give outputs, and know their parent', async () => {
    const cloud = createFakeCloud();
    const template = {
      Resources: {
        Api: thingOf({}),
        Page: child(cloud.upload('1', page('one')), { Api: { Ref: 'Api' } }),
        Stage: thingOf({ Link: { 'Fn::GetAtt': ['Page', 'Outputs.MethodId'] } }),
      },
    };
    expect(await cloud.create('app', template)).toBe('CREATE_COMPLETE');
    expect(cloud.world.log).toEqual(['create Api', 'create Method', 'create Stage']);
    const { Stacks } = await cloud.call('DescribeStacks', { StackName: await childId(cloud, 'Page') });
    const { Stacks: roots } = await cloud.call('DescribeStacks', { StackName: 'app' });
    expect(Stacks[0]).toMatchObject({ ParentId: roots[0].StackId, RootId: roots[0].StackId });
    expect(Stacks[0].StackName).toMatch(/^app-Page-[A-Z0-9]{12}$/);
    const [stage] = [...cloud.world.things.values()].slice(-1);
    expect(stage).toEqual({ Link: Stacks[0].Outputs[0].OutputValue });
  });

  test('every child is updated by its parent; one without changes is through at once', async () => {
    const cloud = createFakeCloud();
    const one = cloud.upload('1', page('one'));
    const build = (second: string) => ({
      Resources: { One: child(one), Two: child(cloud.upload(second, page(second))) },
    });
    await cloud.create('app', build('a'));
    const before = (await cloud.events(await childId(cloud, 'One'))).length;
    expect(await cloud.update('app', build('b'))).toBe('UPDATE_COMPLETE');
    const events = await cloud.events('app');
    expect(events).toContain('One UPDATE_IN_PROGRESS');
    expect(events).toContain('One UPDATE_COMPLETE');
    expect(await cloud.events(await childId(cloud, 'One'))).toHaveLength(before);
    expect((await cloud.events(await childId(cloud, 'Two'))).slice(-5)).toEqual([
      'app-Two-AAAAAAAAAAA2 UPDATE_IN_PROGRESS User Initiated',
      'Method UPDATE_IN_PROGRESS',
      'Method UPDATE_COMPLETE',
      'app-Two-AAAAAAAAAAA2 UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'app-Two-AAAAAAAAAAA2 UPDATE_COMPLETE',
    ]);
  });

  test('no child cleans up before all of them are updated', async () => {
    const cloud = createFakeCloud();
    const build = (version: string, ids: Record<string, object>) => cloud.upload(version, page(version, ids));
    await cloud.create('app', {
      Resources: { One: child(build('1', { Gone: thingOf({}) })), Two: child(build('2', {})) },
    });
    cloud.world.log.length = 0;
    await cloud.update('app', {
      Resources: {
        One: child(build('3', {})),
        Two: child(build('4', { New: thingOf({}) }), {}, { DependsOn: 'One' }),
      },
    });
    expect(cloud.world.log.indexOf('remove Gone')).toBe(cloud.world.log.length - 1);
    expect(cloud.world.log).toContain('create New');
  });

  test('moving a resource with a unique place from one child to another collides and rolls back everything', async () => {
    const cloud = createFakeCloud();
    const place = { Place: { Type: slot, Properties: { Place: 'GET /posts' } } };
    const build = (name: string, more: object) => child(cloud.upload(name, page(name, more)));
    await cloud.create('app', { Resources: { One: build('1', place), Two: build('2', {}) } });
    const standing = snapshot(cloud);
    const status = await cloud.update('app', {
      Resources: { One: build('3', {}), Two: { ...build('4', place), DependsOn: 'One' } },
    });
    expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(snapshot(cloud)).toBe(standing);
    const two = await childId(cloud, 'Two');
    expect(await cloud.events('app')).toContain(
      `Two UPDATE_FAILED Embedded stack ${two} was not successfully updated. Currently in UPDATE_ROLLBACK_IN_PROGRESS with reason: The following resource(s) failed to create: [Place]. `,
    );
    for (const id of [two, await childId(cloud, 'One')]) {
      const { Stacks } = await cloud.call('DescribeStacks', { StackName: id });
      expect(Stacks[0].StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    }
    const { TemplateBody } = await cloud.call('GetTemplate', { StackName: two });
    expect(JSON.parse(TemplateBody)).toEqual(page('2'));
  });

  test('a failing resource beside updated children takes the children back, and created children away', async () => {
    const cloud = createFakeCloud();
    const build = (name: string) => child(cloud.upload(name, page(name)));
    await cloud.create('app', { Resources: { One: build('1') } });
    const standing = snapshot(cloud);
    cloud.world.failures.set('create Bad', { error: conflict('no'), times: 1 });
    const status = await cloud.update('app', {
      Resources: { One: build('2'), Two: build('3'), Bad: thingOf({}, { DependsOn: ['One', 'Two'] }) },
    });
    expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(snapshot(cloud)).toBe(standing);
    const { StackSummaries } = await cloud.call('ListStacks', { StackStatusFilter: ['DELETE_COMPLETE'] });
    expect(StackSummaries).toHaveLength(1);
    await expect(
      cloud.call('DescribeStackResource', { StackName: 'app', LogicalResourceId: 'Two' }),
    ).rejects.toThrow('Resource Two does not exist for stack app');
  });

  test('a child that cannot be created fails the root with the reason of the child', async () => {
    const cloud = createFakeCloud();
    cloud.world.failures.set('create Method', { error: conflict('no'), times: 1 });
    const { StackId } = await cloud.call('CreateStack', {
      StackName: 'app',
      TemplateBody: JSON.stringify({ Resources: { One: child(cloud.upload('1', page('1'))) } }),
    });
    expect(await cloud.settled(StackId)).toBe('ROLLBACK_COMPLETE');
    const failure = (await cloud.events('app')).find((event) => event.startsWith('One CREATE_FAILED'));
    expect(failure).toMatch(
      /^One CREATE_FAILED Embedded stack arn:\S+ was not successfully created: The following resource\(s\) failed to create: \[Method\]\. $/,
    );
    expect(cloud.world.things.size).toBe(0);
  });

  test('a rollback that fails in a child is continued at the root, skipping by the name of the child', async () => {
    const cloud = createFakeCloud();
    const build = (name: string) => child(cloud.upload(name, page(name)));
    await cloud.create('app', { Resources: { One: build('1') } });
    cloud.world.failures.set('create Bad', {
      get error() {
        cloud.world.failures.set('update Method', { error: conflict('stuck'), times: 9 });
        return conflict('no');
      },
      times: 1,
    });
    const status = await cloud.update('app', {
      Resources: { One: build('2'), Bad: thingOf({}, { DependsOn: 'One' }) },
    });
    expect(status).toBe('UPDATE_ROLLBACK_FAILED');
    const one = await childId(cloud, 'One');
    expect((await cloud.events('app')).at(-1)).toBe(
      'app UPDATE_ROLLBACK_FAILED The following resource(s) failed to update: [One]. ',
    );
    await expect(cloud.call('ContinueUpdateRollback', { StackName: one })).rejects.toMatchObject({
      code: 'ValidationError',
      message: 'RollbackUpdatedStack cannot be invoked on child stacks',
    });
    const skip = (path: string) =>
      cloud.call('ContinueUpdateRollback', { StackName: 'app', ResourcesToSkip: [path] });
    await expect(skip('One')).rejects.toThrow('Nested stacks could not be skipped');
    await expect(skip('One.Method')).rejects.toThrow('Stack [One] does not exist');
    const { Stacks } = await cloud.call('DescribeStacks', { StackName: one });
    await cloud.call('ContinueUpdateRollback', {
      StackName: 'app',
      ResourcesToSkip: [`${Stacks[0].StackName}.Method`],
    });
    expect(await cloud.settled('app')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await cloud.settled(one)).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  test('IAM resources of a child need the capability of the request on the root', async () => {
    const cloud = createFakeCloud();
    const url = cloud.upload('1', { Resources: { Role: { Type: 'AWS::IAM::Role' } } });
    const app = { Resources: { One: child(url) } };
    expect(await cloud.create('app', app)).toBe('ROLLBACK_COMPLETE');
    expect(await cloud.events('app')).toContain('One CREATE_FAILED Requires capabilities : [CAPABILITY_IAM]');
    expect(await cloud.create('other', app, { Capabilities: ['CAPABILITY_IAM'] })).toBe('CREATE_COMPLETE');
  });

  test('deleting the root deletes its children, and says which child could not be deleted', async () => {
    const cloud = createFakeCloud();
    const { StackId } = await cloud.call('CreateStack', {
      StackName: 'app',
      TemplateBody: JSON.stringify({ Resources: { One: child(cloud.upload('1', page('1'))) } }),
    });
    await cloud.settled('app');
    const one = await childId(cloud, 'One');
    cloud.world.failures.set('remove Method', { error: conflict('in use'), times: 1 });
    await cloud.call('DeleteStack', { StackName: 'app' });
    expect(await cloud.settled('app')).toBe('DELETE_FAILED');
    expect(await cloud.events('app')).toContain(
      `One DELETE_FAILED Embedded stack ${one} was not successfully deleted: The following resource(s) failed to delete: [Method]. `,
    );
    await cloud.call('DeleteStack', { StackName: 'app' });
    expect(await cloud.settled(StackId)).toBe('DELETE_COMPLETE');
    expect(await cloud.settled(one)).toBe('DELETE_COMPLETE');
    expect(cloud.world.things.size).toBe(0);
  });

  test('a removed child is deleted in the cleanup, after the child that depended on it', async () => {
    const cloud = createFakeCloud();
    const build = (name: string, more: object = {}) => child(cloud.upload(name, page(name, more)));
    await cloud.create('app', {
      Resources: {
        Keep: thingOf({}),
        Base: build('1', { InBase: thingOf({}) }),
        Top: { ...build('2', { InTop: thingOf({}) }), DependsOn: 'Base' },
      },
    });
    expect(await cloud.update('app', { Resources: { Keep: thingOf({}) } })).toBe('UPDATE_COMPLETE');
    expect(cloud.world.log.indexOf('remove InTop')).toBeLessThan(cloud.world.log.indexOf('remove InBase'));
    expect(cloud.world.things.size).toBe(1);
  });

  test('old resources of a child go before the old resource of the parent that they refer to', async () => {
    const cloud = createFakeCloud();
    const url = cloud.upload('1', {
      Parameters: { Api: { Type: 'String' } },
      Resources: { Method: thingOf({ Kind: { Ref: 'Api' } }) },
    });
    const build = (kind: string) => ({
      Resources: { Api: thingOf({ Kind: kind }), Page: child(url, { Api: { Ref: 'Api' } }) },
    });
    await cloud.create('app', build('one'));
    cloud.world.log.length = 0;
    expect(await cloud.update('app', build('two'))).toBe('UPDATE_COMPLETE');
    expect(cloud.world.log).toEqual(['create Api', 'create Method', 'remove Method', 'remove Api']);
  });

  test('one operation touches at most 2,500 resources over all its stacks', async () => {
    const cloud = createFakeCloud();
    const many = {
      Resources: Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`R${i}`, thingOf({})])),
    };
    const url = cloud.upload('many', many);
    const children = Object.fromEntries(['A', 'B', 'C', 'D', 'E'].map((id) => [id, child(url)]));
    expect(await cloud.create('app', { Resources: children })).toBe('ROLLBACK_COMPLETE');
    const events = await cloud.events('app');
    expect(events.join('\n')).toContain(
      'Limit on the number of resources in a single stack operation exceeded',
    );
    await until(() => cloud.world.things.size === 0);
  });
});
