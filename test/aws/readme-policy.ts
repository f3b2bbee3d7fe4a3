import { readFile } from 'node:fs/promises';

import * as apiGateway from '@aws-sdk/client-api-gateway';

import { compilePolicy, evaluatePolicies } from '../../src/local/iam/evaluate-policies.ts';

/** Whether the policy in the README, for an app `blog`, allows a request. */
export async function readReadmePolicy(): Promise<(request: Request) => boolean> {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const [, json = ''] = /### Permissions\n[^]*?```json\n([^]*?)```/.exec(readme) ?? [];
  const policy = compilePolicy('README.md', json);
  return (request) => evaluatePolicies([policy], { ...request, values: new Map() }).decision === 'allowed';
}

/** As IAM is asked. */
export interface Request {
  /** `s3:GetObject` */
  readonly action: string;
  /** ARN. */
  readonly resource: string;
}

type Input = Readonly<Record<string, unknown>>;

/**
 * What IAM is asked for an operation of AWS's: most actions are called like it. Undefined when everybody may.
 * Source: docs.aws.amazon.com/service-authorization/latest/reference.
 * @param operation `s3:HeadObject`
 * @param input names of things as in a request; what is missing is one of the app `blog`.
 */
export function toRequest(operation: string, input: Input = {}): Request | undefined {
  const [service = '', name = ''] = operation.split(':');
  const read = (...keys: readonly string[]) =>
    keys.map((key) => input[key]).find((value): value is string => typeof value === 'string');
  const arn = (kind: string, value: string) =>
    value.startsWith('arn:') ? value : `arn:aws:${service}:us-east-1:123456789012:${kind}${value}`;
  switch (service) {
    case 'sts':
      return undefined;
    case 'cloudformation':
      return { action: operation, resource: arn('stack/', read('StackId') ?? 'blog-dev/0b1c') };
    case 'lambda':
      return {
        action: operation,
        resource: arn('function:', read('FunctionName', 'Resource') ?? 'blog-dev-posts_controller'),
      };
    case 'logs': {
      if (name === 'DescribeLogGroups') return { action: operation, resource: '*' };
      return {
        action: operation,
        resource: arn('log-group:', read('logGroupName', 'resourceArn') ?? 'blog-dev-PostsLogGroup-1X'),
      };
    }
    case 'events':
      return {
        action: operation,
        resource: arn('rule/', read('Name', 'Rule', 'ResourceARN') ?? 'blog-dev-Rule-1X'),
      };
    case 'iam': {
      const [role, policy] = [read('RoleName'), read('PolicyName')];
      const path = role === undefined ? `policy/${policy ?? 'blog-dev-Policy-1X'}` : `role/${role}`;
      const isOfPolicy = role === undefined && typeof input['PolicyArn'] === 'string';
      return {
        action: operation,
        resource: isOfPolicy ? (input['PolicyArn'] as string) : `arn:aws:iam::123456789012:${path}`,
      };
    }
    case 's3': {
      const key = /Object(s)?$/.test(name) ? '/apps/blog-dev/code/0b1c.zip' : '';
      return {
        action: `s3:${s3Actions[name] ?? name}`,
        resource: `arn:aws:s3:::${read('Bucket') ?? 'jets-toolkit-artifactbucket-1x'}${key}`,
      };
    }
    case 'apigateway': {
      const [method, path] = readRoute(name);
      const resource = path.replaceAll(/\{(\w+)\+?\}/g, (_, label: string) => read(label) ?? 'x');
      return { action: `apigateway:${method}`, resource: `arn:aws:apigateway:us-east-1::${resource}` };
    }
    default:
      throw new Error(`Nothing is known of ${operation}`);
  }
}

/** Those that are not called like the operation. */
const s3Actions: Readonly<Record<string, string>> = {
  HeadObject: 'GetObject',
  HeadBucket: 'ListBucket',
  ListObjectsV2: 'ListBucket',
  DeleteObjects: 'DeleteObject',
  PutBucketEncryption: 'PutEncryptionConfiguration',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
  PutBucketLifecycleConfiguration: 'PutLifecycleConfiguration',
};

/** Method and path of an operation: API Gateway's actions are the methods, its resources the paths. */
function readRoute(name: string): readonly [string, string] {
  const schema = (apiGateway as Readonly<Record<string, unknown>>)[`${name}$`];
  if (!Array.isArray(schema)) throw new Error(`API Gateway has no ${name}`);
  const [method, path] = (schema[3] as { readonly http: [string, string, number] }).http;
  return [method, path];
}
