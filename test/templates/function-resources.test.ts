import { describe, expect, it } from 'vitest';

import type { App } from '../../src/app/app.ts';
import type { Config } from '../../src/config/config.ts';
import { buildFunctionResources } from '../../src/templates/function-resources.ts';
import { sketchApp, sketchArtifacts } from './app-fixture.ts';

describe('a function', () => {
  it('may write to its own log group and do nothing else', () => {
    expect(inlineStatements({})).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: { 'Fn::GetAtt': ['PostsControllerLogGroup', 'Arn'] },
      },
    ]);
  });

  it('may make network interfaces only in a VPC and send traces only when traced', () => {
    const vpcConfig = { securityGroupIds: ['sg-1'], subnetIds: ['subnet-1'] };
    const actions = (settings: Partial<Config['function']>) => JSON.stringify(inlineStatements(settings));
    expect(actions({ vpcConfig })).toContain('ec2:CreateNetworkInterface');
    expect(actions({ vpcConfig })).not.toContain('xray:');
    expect(actions({ tracingConfig: 'Active' })).toContain('xray:PutTraceSegments');
    expect(actions({ tracingConfig: 'Active' })).not.toContain('ec2:');
  });

  it('has the policies of the app besides', () => {
    const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::demo/*' } as const;
    const { resources } = build(
      {},
      {
        iamPolicy: [statement],
        managedIamPolicy: ['AmazonSQSReadOnlyAccess', 'arn:aws:iam::123456789012:policy/own'],
      },
    );
    expect(resources['PostsControllerRole']?.Properties).toMatchObject({
      ManagedPolicyArns: [
        { 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/AmazonSQSReadOnlyAccess' },
        'arn:aws:iam::123456789012:policy/own',
      ],
      Policies: [{}, { PolicyDocument: { Statement: [statement] } }],
    });
  });

  it('has what its settings say, in words of CloudFormation', () => {
    const { resources } = build({
      memorySize: 256,
      ephemeralStorage: 1_024,
      layers: ['arn:aws:lambda:us-east-1:123456789012:layer:x:1'],
      tracingConfig: 'Active',
      reservedConcurrentExecutions: 3,
      vpcConfig: { securityGroupIds: ['sg-1'], subnetIds: ['subnet-1'] },
    });
    expect(resources['PostsController']?.Properties).toEqual({
      FunctionName: 'demo-dev-posts_controller',
      Handler: 'index.handler',
      Runtime: 'nodejs22.x',
      Architectures: ['arm64'],
      MemorySize: 256,
      Timeout: 10,
      Environment: { Variables: { JETS_ENV: 'development' } },
      EphemeralStorage: { Size: 1_024 },
      Layers: ['arn:aws:lambda:us-east-1:123456789012:layer:x:1'],
      TracingConfig: { Mode: 'Active' },
      ReservedConcurrentExecutions: 3,
      VpcConfig: { SecurityGroupIds: ['sg-1'], SubnetIds: ['subnet-1'] },
      Role: { 'Fn::GetAtt': ['PostsControllerRole', 'Arn'] },
      Code: {
        S3Bucket: { Ref: 'ArtifactBucket' },
        S3Key: 'apps/demo-dev/code/77a2fa0c6d3ab6a9f7c79a0cc983aeb0aceac9af0b73884e9628e7baab7c0eb0.zip',
      },
      LoggingConfig: { LogGroup: { Ref: 'PostsControllerLogGroup' } },
    });
  });

  it('keeps its versions, except those of an update that was rolled back', () => {
    const { resources, versionLogicalId } = build({});
    expect(resources[versionLogicalId]).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: { FunctionName: { Ref: 'PostsController' } },
    });
  });
});

describe('the logical id of a version', () => {
  const base = build({}).versionLogicalId;

  it('stays as it is from one release of jets to the next', () => {
    expect(base).toBe('PostsControllerVersionb10af3c9df3d4cb8');
  });

  const seen: [string, Partial<Config['function']>][] = [
    ['memory', { memorySize: 512 }],
    ['timeout', { timeout: 11 }],
    ['runtime', { runtime: 'nodejs24.x' }],
    ['architecture', { architectures: ['x86_64'] }],
    ['environment', { environment: { JETS_ENV: 'test' } }],
    ['ephemeral storage', { ephemeralStorage: 1_024 }],
    ['layers', { layers: ['arn:aws:lambda:us-east-1:123456789012:layer:x:1'] }],
    ['tracing', { tracingConfig: 'Active' }],
    ['VPC', { vpcConfig: { securityGroupIds: ['sg-1'], subnetIds: ['subnet-1'] } }],
  ];
  it.each(seen)('changes with the %s', (_, settings) => {
    expect(build(settings).versionLogicalId).not.toBe(base);
  });

  const unseen: [string, Partial<Config['function']>][] = [
    ['reserved concurrency', { reservedConcurrentExecutions: 3 }],
    ['an explicit default of ephemeral storage', { ephemeralStorage: 512 }],
    ['an explicit default of tracing', { tracingConfig: 'PassThrough' }],
    ['an empty list of layers', { layers: [] }],
  ];
  it.each(unseen)('does not change with %s, which Lambda does not see as a change', (_, settings) => {
    expect(build(settings).versionLogicalId).toBe(base);
  });

  it('changes with the code', () => {
    const app = appWith({});
    const [artifact] = sketchArtifacts(app, { posts_controller: 'other code' });
    if (!app.functions[0] || !artifact) throw new Error('no function');
    expect(buildFunctionResources(app, app.functions[0], artifact, false).versionLogicalId).not.toBe(base);
  });

  it('does not change with the order of subnets, security groups or variables', () => {
    const one = build({
      vpcConfig: { securityGroupIds: ['sg-1', 'sg-2'], subnetIds: ['subnet-1', 'subnet-2'] },
      environment: { A: '1', B: '2' },
    });
    const other = build({
      vpcConfig: { securityGroupIds: ['sg-2', 'sg-1'], subnetIds: ['subnet-2', 'subnet-1'] },
      environment: { B: '2', A: '1' },
    });
    expect(JSON.stringify(one.resources)).toBe(JSON.stringify(other.resources));
  });
});

function appWith(settings: Partial<Config['function']>, config: Partial<Config> = {}): App {
  const sketch = { routes: ['GET / posts#index'], function: settings };
  return sketchApp({ ...sketch, config });
}

function build(settings: Partial<Config['function']>, config: Partial<Config> = {}) {
  const app = appWith(settings, config);
  const [artifact] = sketchArtifacts(app);
  if (!app.functions[0] || !artifact) throw new Error('no function');
  return buildFunctionResources(app, app.functions[0], artifact, false);
}

function inlineStatements(settings: Partial<Config['function']>): unknown[] {
  const { Policies } = build(settings).resources['PostsControllerRole']?.Properties ?? {};
  const policies = Policies as { PolicyDocument: { Statement: unknown[] } }[];
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}
