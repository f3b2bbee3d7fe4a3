import type { PolicyRecord } from './records.ts';

/**
 * A policy that AWS manages. Every `arn:aws:iam::aws:policy/…` is taken for one and can be attached; only those listed
 * below have a document here, the others grant nothing in the embedded AWS.
 */
export function findAwsManagedPolicy(arn: string): PolicyRecord | undefined {
  const known = awsManagedPolicies.get(arn);
  if (known) return known;
  const path = /^arn:aws:iam::aws:policy(\/[\u0021-\u007e]+)$/.exec(arn)?.[1];
  return path === undefined ? undefined : buildRecord(path, undefined);
}

const logs = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

/** By path; from https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html */
const documents: Readonly<Record<string, readonly object[]>> = {
  '/AdministratorAccess': [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  '/AmazonS3FullAccess': [{ Effect: 'Allow', Action: ['s3:*', 's3-object-lambda:*'], Resource: '*' }],
  '/AmazonS3ReadOnlyAccess': [
    {
      Effect: 'Allow',
      Action: ['s3:Get*', 's3:List*', 's3:Describe*', 's3-object-lambda:Get*', 's3-object-lambda:List*'],
      Resource: '*',
    },
  ],
  '/AmazonDynamoDBReadOnlyAccess': [
    {
      Effect: 'Allow',
      Action: [
        'dynamodb:BatchGetItem',
        'dynamodb:Describe*',
        'dynamodb:List*',
        'dynamodb:GetItem',
        'dynamodb:Query',
        'dynamodb:Scan',
      ],
      Resource: '*',
    },
  ],
  '/AWSXRayDaemonWriteAccess': [
    {
      Effect: 'Allow',
      Action: [
        'xray:PutTraceSegments',
        'xray:PutTelemetryRecords',
        'xray:GetSamplingRules',
        'xray:GetSamplingTargets',
        'xray:GetSamplingStatisticSummaries',
      ],
      Resource: ['*'],
    },
  ],
  '/service-role/AmazonAPIGatewayPushToCloudWatchLogs': [
    {
      Effect: 'Allow',
      Action: [
        ...logs,
        'logs:DescribeLogGroups',
        'logs:DescribeLogStreams',
        'logs:GetLogEvents',
        'logs:FilterLogEvents',
      ],
      Resource: '*',
    },
  ],
  '/service-role/AWSLambdaBasicExecutionRole': [{ Effect: 'Allow', Action: logs, Resource: '*' }],
  '/service-role/AWSLambdaRole': [{ Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: ['*'] }],
  '/service-role/AWSLambdaSQSQueueExecutionRole': [
    {
      Effect: 'Allow',
      Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', ...logs],
      Resource: '*',
    },
  ],
  '/service-role/AWSLambdaVPCAccessExecutionRole': [
    {
      Effect: 'Allow',
      Action: [
        ...logs,
        'ec2:CreateNetworkInterface',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSubnets',
        'ec2:DeleteNetworkInterface',
        'ec2:AssignPrivateIpAddresses',
        'ec2:UnassignPrivateIpAddresses',
      ],
      Resource: '*',
    },
  ],
};

/** Those with a document, by ARN. */
export const awsManagedPolicies: ReadonlyMap<string, PolicyRecord> = new Map(
  Object.entries(documents).map(([path, statements]) => {
    const record = buildRecord(path, JSON.stringify({ Version: '2012-10-17', Statement: statements }));
    return [record.arn, record];
  }),
);

/** AWS's own dates and ids are not known here: all have the same. */
function buildRecord(path: string, document: string | undefined): PolicyRecord {
  const createDate = '2015-02-06T00:00:00.000Z';
  const nameStart = path.lastIndexOf('/') + 1;
  return {
    policyName: path.slice(nameStart),
    policyId: 'ANPAAAAAAAAAAAAAAAAAA',
    path: path.slice(0, nameStart),
    arn: `arn:aws:iam::aws:policy${path}`,
    createDate,
    updateDate: createDate,
    defaultVersionId: 'v1',
    versions: document === undefined ? [] : [{ versionId: 'v1', document, createDate }],
    nextVersion: 2,
    tags: {},
  };
}
