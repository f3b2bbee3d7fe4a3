import { describe, expect, test } from 'vitest';
import { conflict, createFakeCloud, createGate, slot, thing, until, named } from './fake-cloud.ts';

const resources = (definitions: Record<string, object>) => ({ Resources: definitions });
const a = (properties: object, more: object = {}) => ({ Type: thing, Properties: properties, ...more });
const snapshot = (things: ReadonlyMap<string, unknown>) =>
  JSON.stringify([...things].sort(([left], [right]) => left.localeCompare(right)));

describe('creating a stack', () => {
  test('creates in dependency order and lists the recorded events', async () => {
    const cloud = createFakeCloud();
    const template = resources({
      B: a({ Link: { 'Fn::GetAtt': ['A', 'Arn'] } }),
      C: a({ Value: 'c' }, { DependsOn: 'B' }),
      A: a({ Value: 'a' }),
    });
    expect(await cloud.create('app', template)).toBe('CREATE_COMPLETE');
    expect(cloud.world.log).toEqual(['create A', 'create B', 'create C']);
    expect(await cloud.events('app')).toEqual([
      'app CREATE_IN_PROGRESS User Initiated',
      'A CREATE_IN_PROGRESS',
      'A CREATE_IN_PROGRESS Resource creation Initiated',
      'A CREATE_COMPLETE',
      'B CREATE_IN_PROGRESS',
      'B CREATE_IN_PROGRESS Resource creation Initiated',
      'B CREATE_COMPLETE',
      'C CREATE_IN_PROGRESS',
      'C CREATE_IN_PROGRESS Resource creation Initiated',
      'C CREATE_COMPLETE',
      'app CREATE_COMPLETE',
    ]);
  });

  test('starts independent resources at the same time', async () => {
    const cloud = createFakeCloud();
    const gate = createGate();
    cloud.world.gates.set('create A', gate.shut);
    await cloud.call('CreateStack', {
      StackName: 'app',
      TemplateBody: JSON.stringify(resources({ A: a({}), B: a({}) })),
    });
    await until(() => cloud.world.log.includes('create B'));
    gate.open();
    expect(await cloud.settled('app')).toBe('CREATE_COMPLETE');
  });

  test('a create that fails cancels the others, deletes everything, and can then only be deleted', async () => {
    const cloud = createFakeCloud();
    const gate = createGate();
    cloud.world.gates.set('create Slow', gate.shut);
    cloud.world.failures.set('create Bad', {
      error: conflict('Method already exists for this resource'),
      times: 1,
    });
    const template = resources({
      Early: a({}),
      Slow: a({}),
      Bad: a({}, { DependsOn: 'Early' }),
      Late: a({}, { DependsOn: 'Bad' }),
    });
    await cloud.call('CreateStack', { StackName: 'app', TemplateBody: JSON.stringify(template) });
    await until(async () => (await cloud.events('app')).some((event) => event.includes('cancelled')));
    gate.open();
    expect(await cloud.settled('app')).toBe('ROLLBACK_COMPLETE');
    const events = await cloud.events('app');
    expect(events).toContain('Slow CREATE_FAILED Resource creation cancelled');
    expect(events.find((event) => event.startsWith('Bad CREATE_FAILED'))).toMatch(
      /^Bad CREATE_FAILED Resource handler returned message: "Method already exists for this resource \(Service: ApiGateway, Status Code: 409, Request ID: [-0-9a-f]{36}\)" \(RequestToken: [-0-9a-f]{36}, HandlerErrorCode: AlreadyExists\)$/,
    );
    expect(events).toContain(
      'app ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Bad, Slow]. Rollback requested by user.',
    );
    expect(cloud.world.things.size).toBe(0);
    expect(cloud.world.log).not.toContain('create Late');
    const { Stacks } = await cloud.call('DescribeStacks', { StackName: 'app' });
    await expect(cloud.update('app', template)).rejects.toMatchObject({
      code: 'ValidationError',
      message: `Stack:${Stacks[0].StackId} is in ROLLBACK_COMPLETE state and can not be updated.`,
    });
    await cloud.call('DeleteStack', { StackName: 'app' });
    expect(await cloud.settled(Stacks[0].StackId)).toBe('DELETE_COMPLETE');
  });
});

describe('updating a stack', () => {
  test('a replacement is created first, dependents are repointed, the old one goes in the cleanup', async () => {
    const cloud = createFakeCloud();
    const build = (kind: string) => resources({ A: a({ Kind: kind }), B: a({ Link: { Ref: 'A' } }) });
    await cloud.create('app', build('one'));
    const [oldId] = cloud.world.things.keys();
    const before = (await cloud.events('app')).length;
    expect(await cloud.update('app', build('two'))).toBe('UPDATE_COMPLETE');
    expect((await cloud.events('app')).slice(before)).toEqual([
      'app UPDATE_IN_PROGRESS User Initiated',
      'A UPDATE_IN_PROGRESS Requested update requires the creation of a new physical resource; hence creating one.',
      'A UPDATE_IN_PROGRESS Resource creation Initiated',
      'A UPDATE_COMPLETE',
      'B UPDATE_IN_PROGRESS',
      'B UPDATE_COMPLETE',
      'app UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'A DELETE_IN_PROGRESS',
      'A DELETE_COMPLETE',
      'app UPDATE_COMPLETE',
    ]);
    const { StackEvents } = await cloud.call('DescribeStackEvents', { StackName: 'app' });
    const ids = StackEvents.slice(0, -before).filter(
      (e: { LogicalResourceId: string }) => e.LogicalResourceId === 'A',
    );
    const newId = ids[2].PhysicalResourceId;
    expect(ids.map((event: { PhysicalResourceId: string }) => event.PhysicalResourceId).toReversed()).toEqual(
      [oldId, newId, newId, oldId, oldId],
    );
    expect([...cloud.world.things.keys()]).not.toContain(oldId);
    expect([...cloud.world.things.values()]).toContainEqual({ Link: newId });
  });

  test('removed resources are deleted after everything else, what depends on something first', async () => {
    const cloud = createFakeCloud();
    const kept = { Kept: a({ Value: 1 }) };
    await cloud.create('app', resources({ ...kept, Base: a({}), Top: a({ Link: { Ref: 'Base' } }) }));
    cloud.world.log.length = 0;
    expect(await cloud.update('app', resources({ Kept: a({ Value: 2 }), New: a({}) }))).toBe(
      'UPDATE_COMPLETE',
    );
    expect(cloud.world.log.toSorted()).toEqual(['create New', 'remove Base', 'remove Top', 'update Kept']);
    expect(cloud.world.log.slice(2)).toEqual(['remove Top', 'remove Base']);
  });

  test('a delete that fails in the cleanup is tried three times and given up, and the update is complete', async () => {
    const cloud = createFakeCloud();
    await cloud.create('app', resources({ A: a({}), B: a({}) }));
    cloud.world.failures.set('remove B', { error: conflict('still in use'), times: 9 });
    expect(await cloud.update('app', resources({ A: a({}) }))).toBe('UPDATE_COMPLETE');
    const events = await cloud.events('app');
    expect(events.filter((event) => event.startsWith('B DELETE_FAILED'))).toHaveLength(3);
    expect(events.at(-1)).toBe(
      'app UPDATE_COMPLETE Update successful. One or more resources could not be deleted.',
    );
    expect(cloud.world.things.size).toBe(2);
    const { StackResources } = await cloud.call('DescribeStackResources', { StackName: 'app' });
    expect(StackResources.map((r: { LogicalResourceId: string }) => r.LogicalResourceId)).toEqual(['A']);
  });

  test('a failure puts everything back to exactly what it was: updated, replaced, created, removed', async () => {
    const cloud = createFakeCloud();
    const before = resources({
      Changed: a({ Value: 1 }),
      Replaced: a({ Kind: 'one' }),
      Pointer: a({ Link: { Ref: 'Replaced' } }),
      Removed: a({ Value: 'stays' }),
    });
    await cloud.create('app', before);
    const standing = snapshot(cloud.world.things);
    const { StackResources: listed } = await cloud.call('DescribeStackResources', { StackName: 'app' });
    cloud.world.failures.set('create Bad', { error: new Error('no'), times: 1 });
    const after = resources({
      Changed: a({ Value: 2 }),
      Replaced: a({ Kind: 'two' }),
      Pointer: a({ Link: { Ref: 'Replaced' } }),
      Created: a({}),
      Bad: a({}, { DependsOn: ['Changed', 'Pointer', 'Created'] }),
    });
    expect(await cloud.update('app', after)).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(snapshot(cloud.world.things)).toBe(standing);
    const { StackResources } = await cloud.call('DescribeStackResources', { StackName: 'app' });
    const ids = (list: { LogicalResourceId: string; PhysicalResourceId: string }[]) =>
      list.map((r) => `${r.LogicalResourceId} ${r.PhysicalResourceId}`).toSorted();
    expect(ids(StackResources)).toEqual(ids(listed));
    const { TemplateBody } = await cloud.call('GetTemplate', { StackName: 'app' });
    expect(JSON.parse(TemplateBody)).toEqual(before);
    const events = await cloud.events('app');
    expect(events).toContain(
      'app UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Bad]. ',
    );
    expect(events.slice(-7, -1).toSorted()).toEqual(
      [
        'app UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
        'Created DELETE_COMPLETE',
        'Created DELETE_IN_PROGRESS',
        'Pointer UPDATE_COMPLETE',
        'Replaced DELETE_COMPLETE',
        'Replaced DELETE_IN_PROGRESS',
      ].toSorted(),
    );
    await expect(cloud.update('app', before)).rejects.toMatchObject({
      message: 'No updates are to be performed.',
    });
    expect(await cloud.update('app', resources({ Changed: a({ Value: 3 }) }))).toBe('UPDATE_COMPLETE');
  });

  test('an update in flight when another fails is cancelled, and taken back too', async () => {
    const cloud = createFakeCloud();
    await cloud.create('app', resources({ Slow: a({ Value: 1 }), Bad: a({ Value: 1 }) }));
    const standing = snapshot(cloud.world.things);
    const gate = createGate();
    cloud.world.gates.set('update Slow', gate.shut);
    cloud.world.failures.set('update Bad', { error: conflict('no'), times: 1 });
    await cloud.call('UpdateStack', {
      StackName: 'app',
      TemplateBody: JSON.stringify(resources({ Slow: a({ Value: 2 }), Bad: a({ Value: 2 }) })),
    });
    await until(async () =>
      (await cloud.events('app')).includes('Slow UPDATE_FAILED Resource update cancelled'),
    );
    gate.open();
    expect(await cloud.settled('app')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(snapshot(cloud.world.things)).toBe(standing);
    expect(await cloud.events('app')).toContain(
      'app UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to update: [Bad, Slow]. ',
    );
  });

  test('a logical id that takes the place of a removed one collides, because deletes come last', async () => {
    const cloud = createFakeCloud();
    const at = (logicalId: string) =>
      resources({ [logicalId]: { Type: slot, Properties: { Place: 'GET /posts' } } });
    await cloud.create('app', at('Old'));
    expect(await cloud.update('app', at('New'))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect((await cloud.events('app')).find((event) => event.startsWith('New CREATE_FAILED'))).toContain(
      'Method already exists for this resource (Service: ApiGateway, Status Code: 409',
    );
  });

  test('a rollback step that fails ends UPDATE_ROLLBACK_FAILED; ContinueUpdateRollback leads out', async () => {
    const cloud = createFakeCloud();
    await cloud.create('app', resources({ A: a({ Value: 1 }) }));
    const standing = snapshot(cloud.world.things);
    const next = resources({ A: a({ Value: 2 }), Bad: a({}, { DependsOn: 'A' }) });
    cloud.world.failures.set('create Bad', {
      get error() {
        cloud.world.failures.set('update A', { error: conflict('gone wrong'), times: 2 });
        return new Error('no');
      },
      times: 1,
    });
    expect(await cloud.update('app', next)).toBe('UPDATE_ROLLBACK_FAILED');
    expect((await cloud.events('app')).at(-1)).toBe(
      'app UPDATE_ROLLBACK_FAILED The following resource(s) failed to update: [A]. ',
    );
    await expect(cloud.update('app', next)).rejects.toThrow(
      'is in UPDATE_ROLLBACK_FAILED state and can not be updated.',
    );
    await cloud.call('ContinueUpdateRollback', { StackName: 'app' });
    expect(await cloud.settled('app')).toBe('UPDATE_ROLLBACK_FAILED');
    await cloud.call('ContinueUpdateRollback', { StackName: 'app' });
    expect(await cloud.settled('app')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(snapshot(cloud.world.things)).toBe(standing);
  });

  test('ContinueUpdateRollback skips what failed in the rollback, and only that', async () => {
    const cloud = createFakeCloud();
    await cloud.create('app', resources({ A: a({ Value: 1 }), Fine: a({}) }));
    cloud.world.failures.set('create Bad', {
      get error() {
        cloud.world.failures.set('update A', { error: conflict('gone wrong'), times: 9 });
        return new Error('no');
      },
      times: 1,
    });
    await cloud.update('app', resources({ A: a({ Value: 2 }), Fine: a({}), Bad: a({}, { DependsOn: 'A' }) }));
    await expect(
      cloud.call('ContinueUpdateRollback', { StackName: 'app', ResourcesToSkip: ['Fine'] }),
    ).rejects.toMatchObject({ code: 'ValidationError' });
    await cloud.call('ContinueUpdateRollback', { StackName: 'app', ResourcesToSkip: ['A'] });
    expect(await cloud.settled('app')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await cloud.events('app')).toContain('A UPDATE_COMPLETE');
  });

  test('CancelUpdateStack rolls back, and is refused when there is no update', async () => {
    const cloud = createFakeCloud();
    await cloud.create('app', resources({ A: a({ Value: 1 }) }));
    const standing = snapshot(cloud.world.things);
    await expect(cloud.call('CancelUpdateStack', { StackName: 'app' })).rejects.toMatchObject({
      message: 'CancelUpdateStack cannot be called from current stack status',
    });
    const gate = createGate();
    cloud.world.gates.set('update A', gate.shut);
    await cloud.call('UpdateStack', {
      StackName: 'app',
      TemplateBody: JSON.stringify(resources({ A: a({ Value: 2 }) })),
    });
    await until(async () => (await cloud.events('app')).includes('A UPDATE_IN_PROGRESS'));
    await cloud.call('CancelUpdateStack', { StackName: 'app' });
    gate.open();
    expect(await cloud.settled('app')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(snapshot(cloud.world.things)).toBe(standing);
    expect(await cloud.events('app')).toContain('app UPDATE_ROLLBACK_IN_PROGRESS User Initiated');
  });

  test('a nested create-only property replaces, its neighbours do not', async () => {
    const cloud = createFakeCloud();
    const build = (Fixed: string, Free: string) => resources({ A: a({ Settings: { Fixed, Free } }) });
    await cloud.create('app', build('x', '1'));
    const [id] = cloud.world.things.keys();
    await cloud.update('app', build('x', '2'));
    expect([...cloud.world.things.keys()]).toEqual([id]);
    await cloud.update('app', build('y', '2'));
    expect([...cloud.world.things.keys()]).not.toContain(id);
  });

  test('stack tags reach the resources, and go back with a rollback', async () => {
    const cloud = createFakeCloud();
    const template = resources({ A: a({}) });
    await cloud.create('app', template, { Tags: [{ Key: 'env', Value: 'dev' }] });
    const [id = ''] = cloud.world.things.keys();
    await cloud.update('app', template, { Tags: [{ Key: 'env', Value: 'prod' }] });
    expect(cloud.world.tagsOf.get(id)).toMatchObject({ env: 'prod', 'aws:cloudformation:logical-id': 'A' });
    cloud.world.failures.set('create Bad', { error: new Error('no'), times: 1 });
    await cloud.update('app', resources({ A: a({}), Bad: a({}, { DependsOn: 'A' }) }), {
      Tags: [{ Key: 'env', Value: 'test' }],
    });
    expect(cloud.world.tagsOf.get(id)).toMatchObject({ env: 'prod' });
  });
});

describe('deleting a stack', () => {
  test('deletes in reverse order and is then known by its ARN only', async () => {
    const cloud = createFakeCloud();
    const { StackId } = await cloud.call('CreateStack', {
      StackName: 'app',
      TemplateBody: JSON.stringify(resources({ A: a({}), B: a({ Link: { Ref: 'A' } }) })),
    });
    await cloud.settled('app');
    await cloud.call('DeleteStack', { StackName: 'app' });
    expect(await cloud.settled(StackId)).toBe('DELETE_COMPLETE');
    expect(cloud.world.log.slice(-2)).toEqual(['remove B', 'remove A']);
    await expect(cloud.call('DescribeStacks', { StackName: 'app' })).rejects.toMatchObject({
      message: 'Stack with id app does not exist',
    });
    expect(await cloud.call('DeleteStack', { StackName: 'app' })).toEqual({});
  });

  test('what cannot be deleted leaves DELETE_FAILED; RetainResources leads out', async () => {
    const cloud = createFakeCloud();
    await cloud.create('app', resources({ A: a({}), B: a({ Link: { Ref: 'A' } }), C: a({}) }));
    cloud.world.failures.set('remove B', { error: conflict('in use'), times: 9 });
    await expect(
      cloud.call('DeleteStack', { StackName: 'app', RetainResources: ['B'] }),
    ).rejects.toMatchObject({ code: 'ValidationError' });
    await cloud.call('DeleteStack', { StackName: 'app' });
    expect(await cloud.settled('app')).toBe('DELETE_FAILED');
    expect((await cloud.events('app')).at(-1)).toBe(
      'app DELETE_FAILED The following resource(s) failed to delete: [B]. ',
    );
    expect(cloud.world.log).not.toContain('remove A');
    const { Stacks } = await cloud.call('DescribeStacks', { StackName: 'app' });
    await cloud.call('DeleteStack', { StackName: 'app', RetainResources: ['B'] });
    expect(await cloud.settled(Stacks[0].StackId)).toBe('DELETE_COMPLETE');
    expect(cloud.world.things.size).toBe(1);
  });

  test('deletion policies keep resources', async () => {
    const cloud = createFakeCloud();
    const policies = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
    await cloud.create('app', resources({ A: a({ Kind: 'one' }, policies) }));
    await cloud.update('app', resources({ A: a({ Kind: 'two' }, policies) }));
    expect(cloud.world.things.size).toBe(2);
    const { Stacks } = await cloud.call('DescribeStacks', { StackName: 'app' });
    await cloud.call('DeleteStack', { StackName: 'app' });
    await cloud.settled(Stacks[0].StackId);
    expect(cloud.world.things.size).toBe(2);
    expect(await cloud.events(Stacks[0].StackId)).toContain('A DELETE_SKIPPED');
  });

  test('deleting a stack that is being created stops the creation', async () => {
    const cloud = createFakeCloud();
    const gate = createGate();
    cloud.world.gates.set('create A', gate.shut);
    const { StackId } = await cloud.call('CreateStack', {
      StackName: 'app',
      TemplateBody: JSON.stringify(resources({ A: a({}), B: a({}, { DependsOn: 'A' }) })),
    });
    await until(async () => (await cloud.events('app')).includes('A CREATE_IN_PROGRESS'));
    await cloud.call('DeleteStack', { StackName: 'app' });
    gate.open();
    expect(await cloud.settled(StackId)).toBe('DELETE_COMPLETE');
    expect(cloud.world.things.size).toBe(0);
  });
});

describe('custom names', () => {
  const withName = (logicalId: string, name: string, kind = 'x') =>
    resources({ [logicalId]: { Type: named, Properties: { Name: name, Kind: kind } } });

  test('a replacement that keeps its custom name is refused', async () => {
    const cloud = createFakeCloud();
    await cloud.create('app', withName('A', 'fn', 'one'));
    expect(await cloud.update('app', withName('A', 'fn', 'two'))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await cloud.events('app')).toContain(
      'A UPDATE_FAILED CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename fn and update the stack again.',
    );
  });

  test('a name of another stack is refused with that stack', async () => {
    const cloud = createFakeCloud();
    await cloud.create('one', withName('A', 'fn'));
    const { Stacks } = await cloud.call('DescribeStacks', { StackName: 'one' });
    expect(await cloud.create('two', withName('A', 'fn'), { DisableValidation: true })).toBe(
      'ROLLBACK_COMPLETE',
    );
    expect(await cloud.events('two')).toContain(
      `A CREATE_FAILED fn already exists in stack ${Stacks[0].StackId}`,
    );
  });

  test('a name that somebody made by hand is refused', async () => {
    const cloud = createFakeCloud();
    cloud.world.things.set('fn', {});
    await cloud.create('two', withName('A', 'fn'), { DisableValidation: true });
    expect(await cloud.events('two')).toContain('A CREATE_FAILED fn already exists');
  });

  test('early validation fails a direct creation, a direct update and a change set before anything runs', async () => {
    const cloud = createFakeCloud();
    const refusal =
      'The following hook(s)/validation failed: [AWS::EarlyValidation::ResourceExistenceCheck]. To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.';
    await cloud.create('one', withName('A', 'fn'));
    cloud.world.log.length = 0;
    expect(await cloud.create('two', withName('A', 'fn'))).toBe('ROLLBACK_COMPLETE');
    expect(await cloud.events('two')).toContain(`two ROLLBACK_IN_PROGRESS ${refusal}`);
    expect(await cloud.update('one', withName('B', 'fn'))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await cloud.events('one')).toContain(`one UPDATE_ROLLBACK_IN_PROGRESS ${refusal}`);
    const { Id } = await cloud.call('CreateChangeSet', {
      StackName: 'one',
      ChangeSetName: 'cs',
      TemplateBody: JSON.stringify(withName('B', 'fn')),
    });
    await until(
      async () => (await cloud.call('DescribeChangeSet', { ChangeSetName: Id })).Status === 'FAILED',
    );
    const changeSet = await cloud.call('DescribeChangeSet', { ChangeSetName: Id });
    expect(changeSet).toMatchObject({ ExecutionStatus: 'UNAVAILABLE', StatusReason: refusal });
    const { OperationEvents } = await cloud.call('DescribeEvents', {
      ChangeSetName: Id,
      Filters: { FailedEvents: true },
    });
    expect(OperationEvents).toEqual([
      expect.objectContaining({
        EventType: 'VALIDATION_ERROR',
        ValidationName: 'NAME_CONFLICT_VALIDATION',
        ValidationStatusReason: `Resource of type '${named}' with identifier 'fn' already exists.`,
        ValidationPath: '/Resources/B/Properties/Name',
      }),
    ]);
    expect(cloud.world.log).toEqual([]);
  });

  test('early validation knows nothing of places that are no names', async () => {
    const cloud = createFakeCloud();
    const at = (id: string) => resources({ [id]: { Type: slot, Properties: { Place: 'GET /' } } });
    await cloud.create('app', at('A'));
    const { Id } = await cloud.call('CreateChangeSet', {
      StackName: 'app',
      ChangeSetName: 'cs',
      TemplateBody: JSON.stringify(at('B')),
    });
    await until(
      async () =>
        (await cloud.call('DescribeChangeSet', { ChangeSetName: Id })).Status !== 'CREATE_IN_PROGRESS',
    );
    expect(await cloud.call('DescribeChangeSet', { ChangeSetName: Id })).toMatchObject({
      Status: 'CREATE_COMPLETE',
    });
  });
});
