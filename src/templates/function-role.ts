import type { App, AppFunction } from '../app/app.ts';
import type { PolicyStatement } from '../config/config.ts';
import type { TemplateResource } from './template.ts';

/**
 * Execution role of one function: it may write to its own log group, and beyond that only what its settings need and
 * what the app's `iamPolicy` and `managedIamPolicy` say.
 */
export function buildFunctionRole(
  app: App,
  { settings, key }: AppFunction,
  logGroupLogicalId: string,
): TemplateResource {
  const runtime: object[] = [
    {
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: { 'Fn::GetAtt': [logGroupLogicalId, 'Arn'] },
    },
  ];
  if (settings.vpcConfig) runtime.push(networkInterfaces);
  if (settings.tracingConfig !== undefined) runtime.push(traces);
  return {
    Type: 'AWS::IAM::Role',
    Metadata: { Jets: { function: key } },
    Properties: {
      AssumeRolePolicyDocument: trust('lambda.amazonaws.com'),
      ...(app.config.managedIamPolicy.length > 0
        ? { ManagedPolicyArns: app.config.managedIamPolicy.map(managedPolicyArn) }
        : {}),
      Policies: [
        inlinePolicy('runtime', runtime),
        ...(app.config.iamPolicy.length > 0 ? [inlinePolicy('app', app.config.iamPolicy)] : []),
      ],
    },
  };
}

/** Trust policy that lets one AWS service assume a role. */
export function trust(service: string): object {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  };
}

/**
 * What Lambda needs to attach a function to a VPC. The describing actions work on all resources only.
 * Source: docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html, "Required IAM permissions".
 */
const networkInterfaces = {
  Effect: 'Allow',
  Action: [
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ],
  Resource: '*',
};

/** X-Ray has no resources to name. Source: docs.aws.amazon.com/lambda/latest/dg/services-xray.html. */
const traces = {
  Effect: 'Allow',
  Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  Resource: '*',
};

function inlinePolicy(name: string, statements: readonly (object | PolicyStatement)[]): object {
  return { PolicyName: name, PolicyDocument: { Version: '2012-10-17', Statement: statements } };
}

/** `AmazonS3ReadOnlyAccess` and `service-role/…` are names of AWS's own policies; an ARN is taken as it is. */
function managedPolicyArn(policy: string): unknown {
  return policy.startsWith('arn:')
    ? policy
    : { 'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/${policy}` };
}
