import {
  APIGatewayClient,
  CreateRestApiCommand,
  GetRestApiCommand,
  TagResourceCommand,
} from '@aws-sdk/client-api-gateway';
import { ACMClient, ListCertificatesCommand } from '@aws-sdk/client-acm';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import { CreateRoleCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda';
import { ChangeResourceRecordSetsCommand, Route53Client } from '@aws-sdk/client-route-53';
import { describe, expect, it } from 'vitest';
import { ServiceError, type Operation, type ServiceName } from '../../../src/local/cloud.ts';
import { clientOptions, startForTest } from '../start-for-test.ts';

/** A server with one service whose operations tell the test what came in. */
async function serve(name: ServiceName, operations: Record<string, Operation>) {
  return clientOptions(await startForTest({ services: () => [{ name, operations }] }), 'eu-west-1');
}

const echo = () => {
  const seen: { input: Record<string, unknown>; region: string; accessKeyId?: string }[] = [];
  const record =
    (output: object): Operation =>
    (input: Record<string, unknown>, { region, accessKeyId }) => {
      seen.push({ input, region, ...(accessKeyId === undefined ? {} : { accessKeyId }) });
      return output;
    };
  return { seen, record };
};

describe('query protocol', () => {
  it('carries lists, structures and flags in, and lists, dates and nested structures out', async () => {
    const { seen, record } = echo();
    const CreationTime = new Date('2026-01-02T03:04:05.678Z');
    const Stack = {
      StackName: 'blog',
      StackStatus: 'CREATE_COMPLETE',
      CreationTime,
      Outputs: [{ OutputKey: 'Url', OutputValue: '<a&b>' }],
    };
    const client = new CloudFormationClient(
      await serve('cloudformation', {
        CreateStack: record({ StackId: 'arn:stack' }),
        DescribeStacks: record({ Stacks: [Stack] }),
      }),
    );
    const input = {
      StackName: 'blog',
      TemplateBody: '{"a": "b & c = d + é"}',
      Parameters: [
        { ParameterKey: 'A', ParameterValue: '1' },
        { ParameterKey: 'B', UsePreviousValue: true },
      ],
      Capabilities: ['CAPABILITY_IAM' as const],
      TimeoutInMinutes: 5,
      Tags: [],
    };
    expect(await client.send(new CreateStackCommand(input))).toMatchObject({ StackId: 'arn:stack' });
    expect(seen[0]).toMatchObject({ input, region: 'eu-west-1', accessKeyId: 'AKIATEST' });
    expect((await client.send(new DescribeStacksCommand({}))).Stacks).toMatchObject([Stack]);
  });

  it('sends the code a modelled error has in this protocol', async () => {
    const client = new IAMClient(
      await serve('iam', {
        GetRole: () => {
          throw new ServiceError('NoSuchEntityException', 'The role with name x cannot be found.', 404);
        },
      }),
    );
    await expect(client.send(new GetRoleCommand({ RoleName: 'x' }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      Code: 'NoSuchEntity',
      message: 'The role with name x cannot be found.',
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('refuses an input without its required members, as a service does', async () => {
    const client = new IAMClient(await serve('iam', { CreateRole: () => ({}) }));
    const input = { Tags: [{ Key: 'a' }] } as never;
    await expect(client.send(new CreateRoleCommand(input))).rejects.toMatchObject({
      name: 'ValidationError',
      message:
        "3 validation errors detected: Value null at 'roleName' failed to satisfy constraint: Member must not be null; " +
        "Value null at 'assumeRolePolicyDocument' failed to satisfy constraint: Member must not be null; " +
        "Value null at 'tags.1.member.value' failed to satisfy constraint: Member must not be null",
    });
  });
});

describe('REST with JSON', () => {
  it('carries labels, queries, headers and bodies', async () => {
    const { seen, record } = echo();
    const createdDate = new Date('2026-01-02T03:04:05Z');
    const client = new APIGatewayClient(
      await serve('apigateway', {
        CreateRestApi: record({ id: 'abc', createdDate, binaryMediaTypes: ['image/png'] }),
        TagResource: record({}),
      }),
    );
    const input = { name: 'blog', endpointConfiguration: { types: ['REGIONAL' as const] }, tags: { a: 'b' } };
    const created = await client.send(new CreateRestApiCommand(input));
    expect(created).toMatchObject({
      id: 'abc',
      createdDate,
      binaryMediaTypes: ['image/png'],
      $metadata: { httpStatusCode: 201 },
    });
    const resourceArn = 'arn:aws:apigateway:eu-west-1::/restapis/abc';
    await client.send(new TagResourceCommand({ resourceArn, tags: { x: 'y' } }));
    expect(seen.map(({ input }) => input)).toEqual([input, { resourceArn, tags: { x: 'y' } }]);
  });

  it('puts the members of an error where they belong', async () => {
    const client = new APIGatewayClient(
      await serve('apigateway', {
        GetRestApi: () => {
          throw new ServiceError('TooManyRequestsException', 'Too Many Requests', 429, {
            retryAfterSeconds: '7',
          });
        },
      }),
    );
    await expect(client.send(new GetRestApiCommand({ restApiId: 'abc' }))).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      message: 'Too Many Requests',
      retryAfterSeconds: '7',
    });
  });

  it('carries bytes both ways, and Lambda errors with their type', async () => {
    const { seen, record } = echo();
    const client = new LambdaClient(
      await serve('lambda', {
        Invoke: record({
          StatusCode: 202,
          ExecutedVersion: '7',
          FunctionError: 'Unhandled',
          Payload: Buffer.from('{"a":1}'),
        }),
        ListFunctions: record({ Functions: [] }),
        GetFunction: () => {
          throw new ServiceError('ResourceNotFoundException', 'Function not found: x', 404);
        },
      }),
    );
    const FunctionName = 'arn:aws:lambda:eu-west-1:123456789012:function:blog:7';
    const answer = await client.send(
      new InvokeCommand({ FunctionName, Payload: Buffer.from([0, 255, 13, 10]), LogType: 'Tail' }),
    );
    expect(answer).toMatchObject({ StatusCode: 202, ExecutedVersion: '7', FunctionError: 'Unhandled' });
    expect(answer.Payload?.transformToString()).toBe('{"a":1}');
    expect(seen[0]?.input).toEqual({ FunctionName, LogType: 'Tail', Payload: Buffer.from([0, 255, 13, 10]) });
    await client.send(new ListFunctionsCommand({ MaxItems: 3, FunctionVersion: 'ALL' }));
    expect(seen[1]?.input).toEqual({ MaxItems: 3, FunctionVersion: 'ALL' });
    await expect(client.send(new GetFunctionCommand({ FunctionName: 'x' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      Type: 'User',
      message: 'Function not found: x',
    });
  });
});

describe('JSON 1.1', () => {
  it('serves Logs, EventBridge and ACM', async () => {
    const { seen, record } = echo();
    const logs = new CloudWatchLogsClient(
      await serve('logs', { CreateLogGroup: record({}), PutLogEvents: record({ nextSequenceToken: 't' }) }),
    );
    await logs.send(new CreateLogGroupCommand({ logGroupName: '/aws/lambda/x' }));
    const event = {
      logGroupName: 'g',
      logStreamName: 's',
      logEvents: [{ timestamp: 1_767_000_000_123, message: 'héllo' }],
    };
    expect(await logs.send(new PutLogEventsCommand(event))).toMatchObject({ nextSequenceToken: 't' });
    const events = new EventBridgeClient(await serve('events', { PutRule: record({ RuleArn: 'arn:rule' }) }));
    expect(
      await events.send(new PutRuleCommand({ Name: 'r', ScheduleExpression: 'rate(1 day)' })),
    ).toMatchObject({ RuleArn: 'arn:rule' });
    const NotAfter = new Date('2027-01-01T00:00:00Z');
    const acm = new ACMClient(
      await serve('acm', { ListCertificates: record({ CertificateSummaryList: [{ NotAfter }] }) }),
    );
    expect((await acm.send(new ListCertificatesCommand({}))).CertificateSummaryList).toEqual([{ NotAfter }]);
    expect(seen[1]?.input).toEqual(event);
  });

  it('sends errors with code and message', async () => {
    const logs = new CloudWatchLogsClient(
      await serve('logs', {
        CreateLogGroup: () => {
          throw new ServiceError('ResourceAlreadyExistsException', 'The specified log group already exists');
        },
      }),
    );
    await expect(logs.send(new CreateLogGroupCommand({ logGroupName: 'g' }))).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
      message: 'The specified log group already exists',
    });
  });
});

it('serves REST with XML', async () => {
  const { seen, record } = echo();
  const SubmittedAt = new Date('2026-01-02T03:04:05Z');
  const ChangeInfo = { Id: '/change/C1', Status: 'INSYNC' as const, SubmittedAt };
  const client = new Route53Client(
    await serve('route53', { ChangeResourceRecordSets: record({ ChangeInfo }) }),
  );
  const ChangeBatch = {
    Changes: [
      {
        Action: 'UPSERT' as const,
        ResourceRecordSet: {
          Name: 'a.test',
          Type: 'A' as const,
          TTL: 60,
          ResourceRecords: [{ Value: '127.0.0.1' }],
        },
      },
    ],
  };
  const answer = await client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: 'Z1', ChangeBatch }));
  expect(answer.ChangeInfo).toEqual(ChangeInfo);
  expect(seen[0]?.input).toEqual({ HostedZoneId: 'Z1', ChangeBatch });
});
