import { describe, expect, test } from 'vitest';
import { conflict, createFakeCloud, thing } from './fake-cloud.ts';

const one = { Resources: { A: { Type: thing, Properties: { Value: 1 } } } };
const refused = (message: string, code = 'ValidationError') => expect.objectContaining({ code, message });
const many = (count: number, of: object) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`N${index}`, of]));

describe('requests that are refused', () => {
  test('stacks that are not there, or there already', async () => {
    const cloud = createFakeCloud();
    await expect(cloud.call('DescribeStacks', { StackName: 'no' })).rejects.toEqual(
      refused('Stack with id no does not exist'),
    );
    await expect(cloud.call('DescribeStackEvents', { StackName: 'no' })).rejects.toEqual(
      refused('Stack [no] does not exist'),
    );
    await expect(cloud.update('no', one)).rejects.toEqual(refused('Stack [no] does not exist'));
    await expect(cloud.call('GetTemplate', { StackName: 'no' })).rejects.toEqual(
      refused('Stack with id no does not exist'),
    );
    await cloud.create('app', one);
    await expect(cloud.create('app', one)).rejects.toEqual(
      refused('Stack [app] already exists', 'AlreadyExistsException'),
    );
    await expect(cloud.update('app', one)).rejects.toEqual(refused('No updates are to be performed.'));
  });

  test('bodies, names and limits', async () => {
    const cloud = createFakeCloud();
    const body = `{"Resources":{}}${' '.repeat(51_200)}`;
    await expect(cloud.call('CreateStack', { StackName: 'app', TemplateBody: body })).rejects.toEqual(
      refused(
        `1 validation error detected: Value '${body}' at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200`,
      ),
    );
    await expect(cloud.call('CreateStack', { StackName: 'app' })).rejects.toEqual(
      refused('Either Template URL or Template Body must be specified.'),
    );
    await expect(cloud.create('not_good', one)).rejects.toThrow("Value 'not_good' at 'stackName'");
    await expect(cloud.create('a'.repeat(129), one)).rejects.toThrow('length less than or equal to 128');
    const wide = cloud.upload('wide', { Resources: many(501, { Type: thing }) });
    await expect(cloud.call('CreateStack', { StackName: 'app', TemplateURL: wide })).rejects.toEqual(
      refused('Template format error: Number of resources, 501, is greater than maximum allowed, 500'),
    );
    await expect(cloud.create('app', { ...one, Outputs: many(201, { Value: 'x' }) })).rejects.toEqual(
      refused('Template format error: Number of outputs, 201, is greater than maximum allowed, 200'),
    );
    await expect(cloud.create('app', { ...one, Parameters: many(201, { Type: 'String' }) })).rejects.toEqual(
      refused('Template format error: Number of parameters, 201, is greater than maximum allowed, 200'),
    );
    cloud.world.objects.set('templates/big', `{${' '.repeat(1_000_000)}}`);
    await expect(
      cloud.call('ValidateTemplate', { TemplateURL: 'https://s3.us-east-1.amazonaws.com/templates/big' }),
    ).rejects.toEqual(refused('Template may not exceed 1000000 bytes in size.'));
    await expect(
      cloud.call('ValidateTemplate', { TemplateURL: 'https://templates.s3.amazonaws.com/none' }),
    ).rejects.toThrow('S3 error: NoSuchKey');
    await expect(cloud.call('ValidateTemplate', { TemplateURL: 'https://example.com/x' })).rejects.toEqual(
      refused('TemplateURL must be a supported URL.'),
    );
  });

  const faults: readonly [string, object, string][] = [
    [
      'no resources',
      { Resources: {} },
      'Template format error: At least one Resources member must be defined.',
    ],
    [
      'an unknown type',
      { Resources: { A: { Type: 'AWS::No::Such' } } },
      'Template format error: Unrecognized resource types: [AWS::No::Such]',
    ],
    [
      'no type',
      { Resources: { A: {} } },
      'Template format error: [/Resources/A] Every Resources object must contain a Type member.',
    ],
    [
      'an unknown attribute of a resource',
      { Resources: { A: { Type: thing, Invalid: 1 } } },
      "Invalid template resource property 'Invalid'",
    ],
    [
      'a resource that is no object',
      { Resources: { A: 'x' } },
      'Template format error: Any Resources member must be an object.',
    ],
    [
      'DependsOn nothing',
      { Resources: { A: { Type: thing, DependsOn: 'X' } } },
      'Template format error: Unresolved resource dependencies [X] in the Resources block of the template',
    ],
    [
      'Ref to nothing',
      { Resources: { A: { Type: thing, Properties: { Value: { Ref: 'X' } } } } },
      'Template format error: Unresolved resource dependencies [X] in the Resources block of the template',
    ],
    [
      'Sub of nothing',
      { Resources: { A: { Type: thing, Properties: { Value: { 'Fn::Sub': 'a-${X}' } } } } },
      'Template format error: Unresolved resource dependencies [X] in the Resources block of the template',
    ],
    [
      'GetAtt of nothing',
      { Resources: { A: { Type: thing, Properties: { Value: { 'Fn::GetAtt': ['X', 'Arn'] } } } } },
      'Template error: instance of Fn::GetAtt references undefined resource X',
    ],
    [
      'GetAtt of no attribute',
      {
        Resources: {
          A: { Type: thing },
          B: { Type: thing, Properties: { Value: { 'Fn::GetAtt': 'A.No' } } },
        },
      },
      'Template error: resource A does not support attribute type No in Fn::GetAtt',
    ],
    [
      'an output of nothing',
      { ...one, Outputs: { O: { Value: { Ref: 'X' } } } },
      'Template format error: Unresolved resource dependencies [X] in the Outputs block of the template',
    ],
    [
      'an output without a value',
      { ...one, Outputs: { O: {} } },
      'Template format error: Every Outputs member must contain a Value object',
    ],
    [
      'a null',
      { ...one, Outputs: { O: { Value: null } } },
      "[/Outputs/O/Value] 'null' values are not allowed in templates",
    ],
    [
      'a circle',
      {
        Resources: {
          A: { Type: thing, DependsOn: 'B' },
          B: { Type: thing, DependsOn: 'A' },
          C: { Type: thing, DependsOn: 'A' },
        },
      },
      'Circular dependency between resources: [A, B]',
    ],
    [
      'an unknown condition',
      { Resources: { A: { Type: thing, Condition: 'No' } } },
      'Template format error: Unresolved condition dependency No in the Resources block of the template',
    ],
    [
      'a parameter type of Systems Manager',
      { Parameters: { P: { Type: 'AWS::SSM::Parameter::Value<String>' } }, ...one },
      'Parameter P has type AWS::SSM::Parameter::Value<String>: the embedded AWS has no Systems Manager Parameter Store. Pass the value itself.',
    ],
    [
      'an unknown parameter type',
      { Parameters: { P: { Type: 'Text' } }, ...one },
      'Template format error: Unrecognized parameter type: Text',
    ],
    [
      'a missing parameter',
      { Parameters: { P: { Type: 'String' } }, ...one },
      'Parameters: [P] must have values',
    ],
    [
      'a transform',
      { Transform: 'AWS::Serverless-2016-10-31', ...one },
      'Transforms (macros, AWS::Include, AWS::Serverless) are not carried out by the embedded AWS: expand the template first.',
    ],
    [
      'a mapping without two levels',
      { Mappings: { M: { A: 'x' } }, ...one },
      'Template format error: Every Mappings member A must be a map',
    ],
    [
      'a mapping with three levels',
      { Mappings: { M: { A: { B: { C: 'x' } } } }, ...one },
      'Template format error: Every Mappings attribute must be a String or a List.',
    ],
    ['an unknown section', { Surprise: {}, ...one }, 'Invalid template property or properties [Surprise]'],
  ];
  test.each(faults)('a template with %s', async (_, template, message) => {
    const cloud = createFakeCloud();
    await expect(cloud.create('app', template)).rejects.toEqual(refused(message));
    expect(await cloud.call('ListStacks', {})).toEqual({ StackSummaries: [] });
  });

  test('YAML, and JSON that is none', async () => {
    const cloud = createFakeCloud();
    await expect(cloud.call('ValidateTemplate', { TemplateBody: 'Resources:\n  A:' })).rejects.toThrow(
      'JSON templates only',
    );
    await expect(cloud.call('ValidateTemplate', { TemplateBody: '{ "Resources": ' })).rejects.toThrow(
      'Template format error: JSON not well-formed.',
    );
    const deep = `{"Resources":{"A":{"Type":"${thing}","Properties":${'['.repeat(5000)}${']'.repeat(5000)}}}}`;
    await expect(cloud.call('ValidateTemplate', { TemplateBody: deep })).rejects.toEqual(
      refused('Template format error: the template is nested deeper than 500 levels.'),
    );
  });

  const parameters: readonly [string, object, object[], string][] = [
    [
      'unknown',
      { Type: 'String' },
      [
        { ParameterKey: 'P', ParameterValue: 'x' },
        { ParameterKey: 'Q', ParameterValue: 'x' },
      ],
      'Parameters: [Q] do not exist in the template',
    ],
    [
      'not allowed',
      { Type: 'String', AllowedValues: ['a', 'b'] },
      [{ ParameterKey: 'P', ParameterValue: 'c' }],
      "Parameter 'P' must be one of AllowedValues",
    ],
    [
      'not matching',
      { Type: 'String', AllowedPattern: '[a-z]+' },
      [{ ParameterKey: 'P', ParameterValue: 'A' }],
      "Parameter 'P' must match pattern [a-z]+",
    ],
    [
      'described',
      { Type: 'String', AllowedPattern: '[a-z]+', ConstraintDescription: 'letters' },
      [{ ParameterKey: 'P', ParameterValue: '1' }],
      "Parameter 'P' failed to satisfy constraint: letters",
    ],
    [
      'short',
      { Type: 'String', MinLength: 2 },
      [{ ParameterKey: 'P', ParameterValue: 'a' }],
      "Parameter 'P' must contain at least 2 characters",
    ],
    [
      'no number',
      { Type: 'Number' },
      [{ ParameterKey: 'P', ParameterValue: 'a' }],
      "Parameter 'P' must be a number.",
    ],
    [
      'large',
      { Type: 'Number', MaxValue: 3 },
      [{ ParameterKey: 'P', ParameterValue: '4' }],
      "Parameter 'P' must be a number not greater than 3",
    ],
    [
      'long',
      { Type: 'String' },
      [{ ParameterKey: 'P', ParameterValue: 'x'.repeat(4097) }],
      'Parameter value for parameter name P is too long. Length is 4097. Max allowed is 4096.',
    ],
  ];
  test.each(parameters)('a parameter that is %s', async (_, definition, given, message) => {
    const cloud = createFakeCloud();
    await expect(
      cloud.create('app', { Parameters: { P: definition }, ...one }, { Parameters: given }),
    ).rejects.toEqual(refused(message));
  });

  test('IAM resources without an acknowledgement', async () => {
    const cloud = createFakeCloud();
    const role = (properties: object) => ({
      Resources: { R: { Type: 'AWS::IAM::Role', Properties: properties } },
    });
    await expect(cloud.create('app', role({}))).rejects.toEqual(
      refused('Requires capabilities : [CAPABILITY_IAM]', 'InsufficientCapabilitiesException'),
    );
    await expect(
      cloud.create('app', role({ RoleName: 'r' }), { Capabilities: ['CAPABILITY_IAM'] }),
    ).rejects.toEqual(
      refused('Requires capabilities : [CAPABILITY_NAMED_IAM]', 'InsufficientCapabilitiesException'),
    );
    expect(
      await cloud.create('app', role({ RoleName: 'r' }), { Capabilities: ['CAPABILITY_NAMED_IAM'] }),
    ).toBe('CREATE_COMPLETE');
  });

  test('a stack that is busy, protected, or of another type', async () => {
    const cloud = createFakeCloud();
    await cloud.create('app', one, { EnableTerminationProtection: true });
    await expect(cloud.call('DeleteStack', { StackName: 'app' })).rejects.toEqual(
      refused('Stack [app] cannot be deleted while TerminationProtection is enabled'),
    );
    await cloud.call('UpdateTerminationProtection', { StackName: 'app', EnableTerminationProtection: false });
    await expect(
      cloud.update('app', { Resources: { A: { Type: 'Test::ApiGateway::Slot' } } }),
    ).rejects.toEqual(
      refused(
        'Update of resource type is not permitted. The new template modifies resource type of the following resources: [A]',
      ),
    );
    const two = { Resources: { A: { Type: thing, Properties: { Value: 2 } } } };
    await cloud.call('UpdateStack', { StackName: 'app', TemplateBody: JSON.stringify(two) });
    await expect(cloud.update('app', one)).rejects.toThrow(
      'is in UPDATE_IN_PROGRESS state and can not be updated.',
    );
    await expect(cloud.call('DeleteStack', { StackName: 'app' })).rejects.toEqual(
      refused('Stack [app] cannot be deleted while in status UPDATE_IN_PROGRESS'),
    );
    expect(await cloud.settled('app')).toBe('UPDATE_COMPLETE');
  });

  test('properties the type does not have, or must have', async () => {
    const cloud = createFakeCloud();
    const template = { Resources: { A: { Type: 'Test::Lambda::Strict', Properties: { Nonsense: 1 } } } };
    expect(await cloud.create('early', template)).toBe('ROLLBACK_COMPLETE');
    const { OperationEvents } = await cloud.call('DescribeEvents', {
      StackName: 'early',
      Filters: { FailedEvents: true },
    });
    expect(
      OperationEvents.map((event: { ValidationStatusReason: string }) => event.ValidationStatusReason),
    ).toEqual(['Required property [Value] not found', 'Unsupported property [Nonsense]']);
    await cloud.create('late', template, { DisableValidation: true });
    expect(await cloud.events('late')).toContain(
      'A CREATE_FAILED Properties validation failed for resource A with message:\n#: extraneous key [Nonsense] is not permitted\n#: required key [Value] not found',
    );
  });
});

describe('repeated requests', () => {
  test('the same token starts an operation once, and may not be used for another', async () => {
    const cloud = createFakeCloud();
    const input = { StackName: 'app', TemplateBody: JSON.stringify(one), ClientRequestToken: 't1' };
    const first = await cloud.call('CreateStack', input);
    expect(await cloud.call('CreateStack', input)).toEqual(first);
    await cloud.settled('app');
    await expect(cloud.call('UpdateStack', input)).rejects.toMatchObject({
      code: 'TokenAlreadyExistsException',
    });
    const { StackEvents } = await cloud.call('DescribeStackEvents', { StackName: 'app' });
    expect(
      StackEvents.every((event: { ClientRequestToken: string }) => event.ClientRequestToken === 't1'),
    ).toBe(true);
    expect(cloud.world.log).toEqual(['create A']);
  });
});

describe('lists', () => {
  test('come in pages that stay put while events are added', async () => {
    const cloud = createFakeCloud();
    const template = { Resources: many(120, { Type: thing, Properties: { Value: 1 } }) };
    await cloud.create('app', template);
    const first = await cloud.call('DescribeStackEvents', { StackName: 'app' });
    expect(first.StackEvents).toHaveLength(100);
    await cloud.update('app', { Resources: many(120, { Type: thing, Properties: { Value: 2 } }) });
    const second = await cloud.call('DescribeStackEvents', { StackName: 'app', NextToken: first.NextToken });
    const ids = [...first.StackEvents, ...second.StackEvents].map(
      (event: { EventId: string }) => event.EventId,
    );
    expect(new Set(ids).size).toBe(200);
    expect(second.StackEvents[0].ResourceStatus).toMatch(/^CREATE/);
    const resources = await cloud.call('ListStackResources', { StackName: 'app' });
    expect(resources.StackResourceSummaries).toHaveLength(100);
    const rest = await cloud.call('ListStackResources', { StackName: 'app', NextToken: resources.NextToken });
    expect(rest.StackResourceSummaries).toHaveLength(20);
    expect((await cloud.call('DescribeStackResources', { StackName: 'app' })).StackResources).toHaveLength(
      100,
    );
  });

  test('every event has its own identifier', async () => {
    const cloud = createFakeCloud();
    await cloud.create('app', one);
    const { StackEvents } = await cloud.call('DescribeStackEvents', { StackName: 'app' });
    const ids = StackEvents.map((event: { EventId: string }) => event.EventId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('exports are listed, imported, and protected while in use', async () => {
    const cloud = createFakeCloud();
    const producer = (value: string) => ({
      ...one,
      Outputs: { O: { Value: value, Export: { Name: 'shared' } } },
    });
    const consumer = {
      Resources: { A: { Type: thing, Properties: { Value: { 'Fn::ImportValue': 'shared' } } } },
    };
    expect(await cloud.create('early', consumer)).toBe('ROLLBACK_COMPLETE');
    await cloud.create('producer', producer('v'));
    await cloud.create('consumer', consumer);
    expect([...cloud.world.things.values()]).toContainEqual({ Value: 'v' });
    expect((await cloud.call('ListExports', {})).Exports).toMatchObject([{ Name: 'shared', Value: 'v' }]);
    expect(await cloud.call('ListImports', { ExportName: 'shared' })).toEqual({ Imports: ['consumer'] });
    expect(await cloud.update('producer', producer('w'))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await cloud.events('producer')).toContain(
      'producer UPDATE_ROLLBACK_IN_PROGRESS Export shared cannot be updated as it is in use by consumer',
    );
    await cloud.call('DeleteStack', { StackName: 'producer' });
    expect(await cloud.settled('producer')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect((await cloud.events('producer')).at(-1)).toBe(
      'producer UPDATE_ROLLBACK_COMPLETE Delete canceled. Cannot delete export shared as it is in use by consumer.',
    );
  });
});

describe('failure options', () => {
  test('DisableRollback leaves what was made; RollbackStack takes it away', async () => {
    const cloud = createFakeCloud();
    const template = { Resources: { A: { Type: thing }, Bad: { Type: thing, DependsOn: 'A' } } };
    cloud.world.failures.set('create Bad', { error: conflict('no'), times: 1 });
    expect(await cloud.create('app', template, { DisableRollback: true })).toBe('CREATE_FAILED');
    expect(cloud.world.things.size).toBe(1);
    await cloud.call('RollbackStack', { StackName: 'app' });
    expect(await cloud.settled('app')).toBe('ROLLBACK_COMPLETE');
    expect(cloud.world.things.size).toBe(0);
  });

  test('an update without rollback can be retried, and rolls back to the last stable state', async () => {
    const cloud = createFakeCloud();
    await cloud.create('app', one);
    const standing = JSON.stringify([...cloud.world.things]);
    const next = (value: number) => ({
      Resources: { A: { Type: thing, Properties: { Value: value } }, Bad: { Type: thing, DependsOn: 'A' } },
    });
    cloud.world.failures.set('create Bad', { error: conflict('no'), times: 2 });
    expect(await cloud.update('app', next(2), { DisableRollback: true })).toBe('UPDATE_FAILED');
    expect(await cloud.update('app', next(3), { DisableRollback: true })).toBe('UPDATE_FAILED');
    await cloud.call('RollbackStack', { StackName: 'app' });
    expect(await cloud.settled('app')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(JSON.stringify([...cloud.world.things])).toBe(standing);
  });

  test('OnFailure DELETE removes the stack', async () => {
    const cloud = createFakeCloud();
    cloud.world.failures.set('create A', { error: conflict('no'), times: 1 });
    expect(await cloud.create('app', one, { OnFailure: 'DELETE' })).toBe('DELETE_COMPLETE');
  });
});
