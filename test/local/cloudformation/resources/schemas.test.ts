import { describe, expect, it } from 'vitest';
import { findSchema, resourceTypes } from '../../../../src/local/cloudformation/resources/index.ts';

it('every type has a schema, and CloudFormation::Stack has one as well', () => {
  const withoutSchema = [...resourceTypes.keys()].filter((type) => findSchema(type) === undefined);
  expect(withoutSchema).toEqual([]);
  expect(findSchema('AWS::CloudFormation::Stack')?.createOnly).toEqual([]);
  expect(findSchema('AWS::SQS::Queue')).toBeUndefined();
  expect(findSchema('constructor')).toBeUndefined();
});

describe('what replaces a resource (AWS-FACTS 1)', () => {
  it.each([
    ['ApiGateway::RestApi', []],
    ['ApiGateway::Resource', ['ParentId', 'PathPart', 'RestApiId']],
    ['ApiGateway::Method', ['HttpMethod', 'ResourceId', 'RestApiId']],
    ['ApiGateway::Deployment', ['DeploymentCanarySettings', 'RestApiId']],
    ['ApiGateway::Stage', ['RestApiId', 'StageName']],
    ['ApiGateway::Authorizer', ['RestApiId']],
    ['ApiGateway::GatewayResponse', ['ResponseType', 'RestApiId']],
    ['ApiGateway::BasePathMapping', ['BasePath', 'DomainName']],
    ['ApiGateway::DomainName', ['DomainName']],
    ['Lambda::Function', ['FunctionName', 'PackageType', 'TenancyConfig']],
    ['Lambda::Alias', ['FunctionName', 'Name']],
    ['IAM::Role', ['Path', 'RoleName']],
    ['Events::Rule', ['EventBusName', 'Name']],
    ['Logs::LogGroup', ['LogGroupName']],
  ])('AWS::%s: %j', (type, createOnly) => {
    expect(findSchema(`AWS::${type}`)?.createOnly).toEqual(createOnly);
  });

  it('every property of a Lambda::Permission, and of a Version but FunctionScalingConfig', () => {
    const permission = findSchema('AWS::Lambda::Permission')!;
    expect(permission.createOnly).toEqual(permission.properties);
    const version = findSchema('AWS::Lambda::Version')!;
    expect(version.properties.filter((name) => !version.createOnly.includes(name))).toEqual([
      'FunctionScalingConfig',
    ]);
  });
});

it('a schema tells what is required, what is generated and what GetAtt has', () => {
  expect(findSchema('AWS::Lambda::Function')).toMatchObject({
    required: ['Code', 'Role'],
    nameProperty: 'FunctionName',
    primaryIdentifier: ['FunctionName'],
    generatedIdentifier: false,
    attributes: expect.arrayContaining(['Arn']),
  });
  expect(findSchema('AWS::ApiGateway::RestApi')).toMatchObject({ generatedIdentifier: true });
  expect(findSchema('AWS::ApiGateway::RestApi')).not.toHaveProperty('nameProperty');
});
