import { describe, expect, test } from 'vitest';
import { createFakeCloud, thing } from './fake-cloud.ts';

/** What one value resolves to in a stack with a parameter, a mapping, conditions and a resource. */
async function resolve(value: unknown): Promise<unknown> {
  const cloud = createFakeCloud();
  const status = await cloud.create('app', {
    Parameters: {
      Env: { Type: 'String', Default: 'dev' },
      List: { Type: 'CommaDelimitedList', Default: 'a, b' },
      Secret: { Type: 'String', Default: 's3cret', NoEcho: true },
    },
    Mappings: { Sizes: { dev: { Memory: '128', Zones: ['x', 'y'] } } },
    Conditions: {
      IsDev: { 'Fn::Equals': [{ Ref: 'Env' }, 'dev'] },
      IsProd: { 'Fn::Not': [{ Condition: 'IsDev' }] },
      Both: {
        'Fn::And': [
          { Condition: 'IsDev' },
          { 'Fn::Or': [{ Condition: 'IsProd' }, { 'Fn::Equals': ['a', 'a'] }] },
        ],
      },
    },
    Resources: {
      Base: { Type: thing, Properties: { Value: 'base' } },
      Skipped: { Type: thing, Condition: 'IsProd' },
      A: { Type: thing, Properties: { Value: value } },
    },
  });
  if (status !== 'CREATE_COMPLETE') throw new Error((await cloud.events('app')).join('\n'));
  const { StackResourceDetail } = await cloud.call('DescribeStackResource', {
    StackName: 'app',
    LogicalResourceId: 'A',
  });
  const resolved = cloud.world.things.get(StackResourceDetail.PhysicalResourceId)?.['Value'];
  const { StackResourceDetail: base } = await cloud.call('DescribeStackResource', {
    StackName: 'app',
    LogicalResourceId: 'Base',
  });
  return JSON.parse(JSON.stringify(resolved ?? null).replaceAll(base.PhysicalResourceId, 'BASE'));
}

describe('intrinsic functions', () => {
  const cases: readonly [string, unknown, unknown][] = [
    ['Ref to a parameter', { Ref: 'Env' }, 'dev'],
    ['Ref to a list', { Ref: 'List' }, ['a', 'b']],
    ['Ref to a resource', { Ref: 'Base' }, 'BASE'],
    ['GetAtt as a list', { 'Fn::GetAtt': ['Base', 'Arn'] }, 'arn:test:BASE'],
    ['GetAtt as a string', { 'Fn::GetAtt': 'Base.Arn' }, 'arn:test:BASE'],
    [
      'Sub',
      { 'Fn::Sub': '${Env}-${Base.Arn}-${AWS::Region}-${!Literal}' },
      'dev-arn:test:BASE-us-east-1-${Literal}',
    ],
    ['Sub with variables', { 'Fn::Sub': ['${X}/${Env}', { X: { Ref: 'Base' } }] }, 'BASE/dev'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Env' }, 1]] }, 'a-dev-1'],
    ['Join of a list parameter', { 'Fn::Join': ['', { Ref: 'List' }] }, 'ab'],
    ['Select', { 'Fn::Select': ['1', { Ref: 'List' }] }, 'b'],
    ['Split', { 'Fn::Split': ['|', 'a|b|'] }, ['a', 'b', '']],
    ['If', { 'Fn::If': ['IsDev', 'yes', { Ref: 'Skipped' }] }, 'yes'],
    ['If with other conditions', { 'Fn::If': ['Both', 1, 2] }, 1],
    ['NoValue in a list', ['a', { 'Fn::If': ['IsProd', 'b', { Ref: 'AWS::NoValue' }] }], ['a']],
    ['NoValue in an object', { A: 1, B: { Ref: 'AWS::NoValue' } }, { A: 1 }],
    ['FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'Env' }, 'Memory'] }, '128'],
    ['FindInMap of a list', { 'Fn::FindInMap': ['Sizes', 'dev', 'Zones'] }, ['x', 'y']],
    ['Base64', { 'Fn::Base64': 'héllo' }, 'aMOpbGxv'],
    ['GetAZs', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }, 'us-east-1a'],
    ['Cidr', { 'Fn::Cidr': ['10.1.0.0/16', 3, 8] }, ['10.1.0.0/24', '10.1.1.0/24', '10.1.2.0/24']],
    [
      'pseudo parameters',
      { 'Fn::Sub': '${AWS::AccountId}:${AWS::Partition}:${AWS::URLSuffix}:${AWS::StackName}' },
      '123456789012:aws:amazonaws.com:app',
    ],
    [
      'nothing to resolve',
      { Deep: [{ Condition: { StringEquals: { a: 'b' } } }, true, 1.5] },
      { Deep: [{ Condition: { StringEquals: { a: 'b' } } }, true, 1.5] },
    ],
  ];
  test.each(cases)('%s', async (_, value, expected) => {
    expect(await resolve(value)).toEqual(expected);
  });

  const faults: readonly [string, unknown, string][] = [
    [
      'a missing mapping',
      { 'Fn::FindInMap': ['Sizes', 'prod', 'Memory'] },
      'Template error: Unable to get mapping for Sizes::prod::Memory',
    ],
    [
      'Ref to a resource whose condition is false',
      { Ref: 'Skipped' },
      'Unresolved resource dependencies [Skipped] in the Resources block of the template',
    ],
    ['Select beyond the list', { 'Fn::Select': ['9', ['a']] }, 'cannot select nonexistent value at index 9'],
    ['an unknown function', { 'Fn::Length': ['a'] }, 'unsupported intrinsic function Fn::Length'],
  ];
  test.each(faults)('refuses %s', async (_, value, message) => {
    await expect(resolve(value)).rejects.toThrow(message);
  });

  test('outputs, descriptions and secrets are shown as AWS shows them', async () => {
    const cloud = createFakeCloud();
    await cloud.create(
      'app',
      {
        Description: 'An app',
        Parameters: { Secret: { Type: 'String', NoEcho: true } },
        Resources: {
          A: { Type: thing, Properties: { Value: { Ref: 'Secret' } }, Metadata: { why: 'because' } },
        },
        Outputs: { Id: { Description: 'the id', Value: { Ref: 'A' } } },
      },
      {
        Parameters: [{ ParameterKey: 'Secret', ParameterValue: 's3cret' }],
        Tags: [{ Key: 'k', Value: 'v' }],
      },
    );
    const [id] = cloud.world.things.keys();
    const { Stacks } = await cloud.call('DescribeStacks', { StackName: 'app' });
    expect(Stacks[0]).toMatchObject({
      Description: 'An app',
      Parameters: [{ ParameterKey: 'Secret', ParameterValue: '****' }],
      Outputs: [{ OutputKey: 'Id', OutputValue: id, Description: 'the id' }],
      Tags: [{ Key: 'k', Value: 'v' }],
      StackStatus: 'CREATE_COMPLETE',
      DisableRollback: false,
    });
    expect([...cloud.world.things.values()]).toEqual([{ Value: 's3cret' }]);
    const { StackResourceDetail } = await cloud.call('DescribeStackResource', {
      StackName: 'app',
      LogicalResourceId: 'A',
    });
    expect(StackResourceDetail.Metadata).toBe('{"why":"because"}');
  });

  test('previous values and templates are used when asked for', async () => {
    const cloud = createFakeCloud();
    const template = {
      Parameters: { P: { Type: 'String' }, Q: { Type: 'String' } },
      Resources: { A: { Type: thing, Properties: { Value: { 'Fn::Sub': '${P}${Q}' } } } },
    };
    const given = (p: string, q: string) => [
      { ParameterKey: 'P', ParameterValue: p },
      { ParameterKey: 'Q', ParameterValue: q },
    ];
    await cloud.create('app', template, { Parameters: given('a', 'b') });
    await cloud.call('UpdateStack', {
      StackName: 'app',
      UsePreviousTemplate: true,
      Parameters: [
        { ParameterKey: 'P', UsePreviousValue: true },
        { ParameterKey: 'Q', ParameterValue: 'c' },
      ],
    });
    await cloud.settled('app');
    expect([...cloud.world.things.values()]).toEqual([{ Value: 'ac' }]);
  });

  test('ValidateTemplate and GetTemplateSummary tell parameters and capabilities', async () => {
    const cloud = createFakeCloud();
    const TemplateBody = JSON.stringify({
      Parameters: { P: { Type: 'String', Default: 'x', Description: 'p' } },
      Resources: { R: { Type: 'AWS::IAM::Role' } },
    });
    expect(await cloud.call('ValidateTemplate', { TemplateBody })).toMatchObject({
      Parameters: [{ ParameterKey: 'P', DefaultValue: 'x', NoEcho: false, Description: 'p' }],
      Capabilities: ['CAPABILITY_IAM'],
      CapabilitiesReason: 'The following resource(s) require capabilities: [AWS::IAM::Role]',
    });
    expect(await cloud.call('GetTemplateSummary', { TemplateBody })).toMatchObject({
      ResourceTypes: ['AWS::IAM::Role'],
      Parameters: [{ ParameterKey: 'P', ParameterType: 'String' }],
    });
  });
});
