import { createHash } from 'node:crypto';
import { APIGateway } from '@aws-sdk/client-api-gateway';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { CloudFormation, type StackEvent } from '@aws-sdk/client-cloudformation';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { onTestFinished } from 'vitest';
import type { Cloud } from '../../../src/local/cloud.ts';
import { createCloudFormation } from '../../../src/local/cloudformation/service.ts';
import type { EmbeddedAwsOptions } from '../../../src/local/server.ts';
import { createServices } from '../../../src/local/services.ts';
import { clientOptions, startForTest } from '../start-for-test.ts';

/** Called before each call that CloudFormation makes of another service; may wait, or throw in its place. */
export type Meddle = (call: {
  readonly service: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}) => void | Promise<void>;

/** Everything the embedded AWS is made of behind real HTTP, with SDK clients, and ways to make CloudFormation's calls fail. */
export async function openAws(options: Partial<EmbeddedAwsOptions> = {}) {
  const meddlers = new Set<Meddle>();
  const aws = await startForTest({
    compose: (cloud) => {
      const { services, dataPlane } = createServices(cloud);
      const meddled: Cloud = {
        ...cloud,
        call: async (service, operation, input, context) => {
          for (const meddle of meddlers)
            await meddle({ service, operation, input: input as Record<string, unknown> });
          return cloud.call(service, operation, input, context);
        },
      };
      const others = services.filter(({ name }) => name !== 'cloudformation');
      return { services: [...others, createCloudFormation(meddled)], dataPlane };
    },
    ...options,
  });
  const settings = clientOptions(aws);
  const clients = {
    cloudformation: new CloudFormation(settings),
    apigateway: new APIGateway(settings),
    lambda: new Lambda(settings),
    logs: new CloudWatchLogs(settings),
    events: new EventBridge(settings),
    iam: new IAM(settings),
    s3: new S3({ ...settings, forcePathStyle: true }),
  };
  onTestFinished(() => Object.values(clients).forEach((client) => client.destroy()));
  const { cloudformation, s3 } = clients;

  /** Resolves once the stack is in no operation. */
  const settled = async (stackName: string): Promise<string> => {
    for (;;) {
      const { Stacks = [] } = await cloudformation.describeStacks({ StackName: stackName });
      const status = Stacks[0]?.StackStatus ?? '';
      if (!status.endsWith('_IN_PROGRESS') || status === 'REVIEW_IN_PROGRESS') return status;
    }
  };

  /** Every event of a stack, oldest first. */
  const readEvents = async (stackName: string): Promise<StackEvent[]> => {
    const events: StackEvent[] = [];
    for (let token: string | undefined; ;) {
      const page = await cloudformation.describeStackEvents({ StackName: stackName, NextToken: token });
      events.push(...(page.StackEvents ?? []));
      token = page.NextToken;
      if (token === undefined) return events.toReversed();
    }
  };

  return {
    ...clients,
    endpoint: aws.endpoint,
    meddlers,
    settled,
    readEvents,
    /** Creates or updates a stack and waits; gives its status. */
    deploy: async (stackName: string, template: object): Promise<string> => {
      const input = {
        StackName: stackName,
        TemplateBody: JSON.stringify(template),
        Capabilities: ['CAPABILITY_NAMED_IAM' as const],
      };
      const exists = await cloudformation.describeStacks({ StackName: stackName }).then(
        () => true,
        () => false,
      );
      const { StackId } = await (exists
        ? cloudformation.updateStack(input)
        : cloudformation.createStack(input));
      return settled(StackId ?? '');
    },
    /** Deletes a stack and waits. */
    remove: async (stackName: string): Promise<string> => {
      const { Stacks = [] } = await cloudformation.describeStacks({ StackName: stackName });
      const id = Stacks[0]?.StackId ?? '';
      await cloudformation.deleteStack({ StackName: id });
      return settled(id);
    },
    /** Events of a stack since its last operation began, oldest first: `Pets CREATE_COMPLETE reason`. */
    lastEvents: async (stackName: string): Promise<string[]> => {
      const events = await readEvents(stackName);
      const start = events.findLastIndex(
        (event) =>
          event.PhysicalResourceId === event.StackId && event.ResourceStatusReason === 'User Initiated',
      );
      return events
        .slice(start)
        .map((event) =>
          [event.LogicalResourceId, event.ResourceStatus, event.ResourceStatusReason]
            .filter(Boolean)
            .join(' '),
        );
    },
    /** Stores a template in S3 and gives its URL. */
    upload: async (template: object): Promise<string> => {
      const body = JSON.stringify(template);
      const key = createHash('sha256').update(body).digest('hex');
      await s3.createBucket({ Bucket: 'templates' });
      await s3.putObject({ Bucket: 'templates', Key: key, Body: body });
      return `https://templates.s3.us-east-1.amazonaws.com/${key}`;
    },
    /** A role that Lambda may take. */
    makeRole: async (): Promise<string> => {
      const trust = {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
        ],
      };
      const { Role } = await clients.iam.createRole({
        RoleName: 'functions',
        AssumeRolePolicyDocument: JSON.stringify(trust),
      });
      return Role?.Arn ?? '';
    },
  };
}

export type OpenAws = Awaited<ReturnType<typeof openAws>>;

/** The stack's physical ids by logical id. */
export async function physicalIds(aws: OpenAws, stackName: string): Promise<Record<string, string>> {
  const { StackResources = [] } = await aws.cloudformation.describeStackResources({ StackName: stackName });
  return Object.fromEntries(
    StackResources.map((resource) => [resource.LogicalResourceId ?? '', resource.PhysicalResourceId ?? '']),
  );
}

/** Everything there is of a Rest API, in no particular order made one. Times are left out. */
export async function readApi(aws: OpenAws, restApiId: string) {
  const { items: resources = [] } = await aws.apigateway.getResources({
    restApiId,
    embed: ['methods'],
    limit: 500,
  });
  const { item: stages = [] } = await aws.apigateway.getStages({ restApiId });
  const { items: deployments = [] } = await aws.apigateway.getDeployments({ restApiId });
  const { items: authorizers = [] } = await aws.apigateway.getAuthorizers({ restApiId });
  const api = await aws.apigateway.getRestApi({ restApiId });
  return {
    name: api.name,
    binaryMediaTypes: api.binaryMediaTypes ?? [],
    resources: resources.toSorted(by((one) => one.path ?? '')),
    stages: stages
      .map(({ stageName, deploymentId, variables }) => ({
        stageName,
        deploymentId,
        variables: { ...variables },
      }))
      .sort(by((one) => one.stageName ?? '')),
    deployments: deployments.map(({ id }) => id ?? '').sort(by((id) => id)),
    authorizers: authorizers.toSorted(by((one) => one.id ?? '')),
  };
}

/** A function's settings and versions; undefined when it is not there. */
export async function readFunction(aws: OpenAws, FunctionName: string): Promise<object | undefined> {
  try {
    const { Versions = [] } = await aws.lambda.listVersionsByFunction({ FunctionName });
    return Versions.map((version) => ({ ...version, LastModified: undefined, RevisionId: undefined }));
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

const by =
  <T>(key: (one: T) => string) =>
  (left: T, right: T) =>
    key(left) < key(right) ? -1 : 1;
