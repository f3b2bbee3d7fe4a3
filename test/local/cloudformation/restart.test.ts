import { describe, expect, test } from 'vitest';
import {
  createFakeCloud,
  createGate,
  createMemoryStore,
  createWorld,
  type FakeCloud,
  thing,
  until,
} from './fake-cloud.ts';

const template = (value: number, more: object = {}) => ({
  Resources: { A: { Type: thing, Properties: { Value: value } }, ...more },
});

/** An embedded AWS on a copy of the records as they are now: the first process never got further. */
async function restart(cloud: FakeCloud): Promise<FakeCloud> {
  const store = createMemoryStore();
  for (const name of ['stacks', 'resources', 'events', 'templates', 'changeSets']) {
    const copy = store.collection(`cloudformation.${name}`);
    for (const [key, value] of cloud.store.collection(`cloudformation.${name}`).entries())
      copy.put(key, value);
  }
  const world = createWorld();
  for (const [id, properties] of cloud.world.things) world.things.set(id, properties);
  for (const [key, body] of cloud.world.objects) world.objects.set(key, body);
  return createFakeCloud(world, store);
}

describe('after a restart', () => {
  test('stacks, events and templates are there, and names are still taken', async () => {
    const cloud = createFakeCloud();
    await cloud.create('app', template(1));
    const events = await cloud.events('app');
    const next = await restart(cloud);
    expect(await next.settled('app')).toBe('CREATE_COMPLETE');
    expect(await next.events('app')).toEqual(events);
    expect(await next.update('app', template(2))).toBe('UPDATE_COMPLETE');
    await expect(next.create('app', template(1))).rejects.toMatchObject({ code: 'AlreadyExistsException' });
  });

  test('an update that was cut off can be rolled back to what was before', async () => {
    const cloud = createFakeCloud();
    await cloud.create('app', template(1));
    const standing = JSON.stringify([...cloud.world.things]);
    const gate = createGate();
    cloud.world.gates.set('create B', gate.shut);
    await cloud.call('UpdateStack', {
      StackName: 'app',
      TemplateBody: JSON.stringify(template(2, { B: { Type: thing, DependsOn: 'A' } })),
    });
    await until(async () => (await cloud.events('app')).includes('B CREATE_IN_PROGRESS'));
    const next = await restart(cloud);
    expect(await next.settled('app')).toBe('UPDATE_ROLLBACK_FAILED');
    expect((await next.events('app')).at(-1)).toBe(
      'app UPDATE_ROLLBACK_FAILED The embedded AWS was stopped in the middle of this operation.',
    );
    await next.call('ContinueUpdateRollback', { StackName: 'app' });
    expect(await next.settled('app')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(JSON.stringify([...next.world.things])).toBe(standing);
    expect(await next.update('app', template(3))).toBe('UPDATE_COMPLETE');
    gate.open();
  });

  test('a nested update that was cut off rolls back from the root', async () => {
    const cloud = createFakeCloud();
    const root = (name: string, value: number, more: object = {}) => ({
      Resources: {
        Page: {
          Type: 'AWS::CloudFormation::Stack',
          Properties: { TemplateURL: cloud.upload(name, template(value)) },
        },
        ...more,
      },
    });
    await cloud.create('app', root('1', 1));
    const standing = JSON.stringify([...cloud.world.things]);
    const gate = createGate();
    cloud.world.gates.set('create B', gate.shut);
    await cloud.call('UpdateStack', {
      StackName: 'app',
      TemplateBody: JSON.stringify(root('2', 2, { B: { Type: thing, DependsOn: 'Page' } })),
    });
    await until(async () => (await cloud.events('app')).includes('B CREATE_IN_PROGRESS'));
    const next = await restart(cloud);
    await next.call('ContinueUpdateRollback', { StackName: 'app' });
    expect(await next.settled('app')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(JSON.stringify([...next.world.things])).toBe(standing);
    const { StackSummaries } = await next.call('ListStacks', {});
    expect(StackSummaries.map((stack: { StackStatus: string }) => stack.StackStatus)).toEqual([
      'UPDATE_ROLLBACK_COMPLETE',
      'UPDATE_ROLLBACK_COMPLETE',
    ]);
    gate.open();
  });

  test('creations and deletions that were cut off can be deleted', async () => {
    const cloud = createFakeCloud();
    await cloud.create('old', template(1));
    const gate = createGate();
    cloud.world.gates.set('create B', gate.shut);
    cloud.world.gates.set('remove A', gate.shut);
    await cloud.call('CreateStack', {
      StackName: 'new',
      TemplateBody: JSON.stringify(template(2, { B: { Type: thing, DependsOn: 'A' } })),
    });
    await cloud.call('DeleteStack', { StackName: 'old' });
    await until(async () => (await cloud.events('new')).includes('B CREATE_IN_PROGRESS'));
    await until(async () => (await cloud.events('old')).includes('A DELETE_IN_PROGRESS'));
    const next = await restart(cloud);
    expect([await next.settled('new'), await next.settled('old')]).toEqual([
      'CREATE_FAILED',
      'DELETE_FAILED',
    ]);
    for (const name of ['new', 'old']) {
      const { Stacks } = await next.call('DescribeStacks', { StackName: name });
      await next.call('DeleteStack', { StackName: name });
      expect(await next.settled(Stacks[0].StackId)).toBe('DELETE_COMPLETE');
    }
    expect(next.world.things.size).toBe(0);
    gate.open();
  });

  test('closing waits for running operations', async () => {
    const cloud = createFakeCloud();
    await cloud.call('CreateStack', { StackName: 'app', TemplateBody: JSON.stringify(template(1)) });
    await cloud.service.close?.();
    const { Stacks } = await cloud.call('DescribeStacks', { StackName: 'app' });
    expect(Stacks[0].StackStatus).toBe('CREATE_COMPLETE');
  });
});
