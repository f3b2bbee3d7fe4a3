import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Architecture, FunctionConfiguration, InvocationResponse } from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { ServiceError, type RequestContext, type Service } from '../../../src/local/cloud.ts';
import { openEmbeddedCloud, type EmbeddedCloud } from '../../../src/local/embedded-cloud.ts';
import { createEvents } from '../../../src/local/events/service.ts';
import type { Clock } from '../../../src/local/events/clock.ts';
import { createLambda } from '../../../src/local/lambda/service.ts';
import { createLatency } from '../../../src/local/latency.ts';
import { createLogs } from '../../../src/local/logs/service.ts';

export const context: RequestContext = {
  account: '123456789012',
  region: 'us-east-1',
  requestId: '8b7e0f6c-3f2f-4f0e-9d8e-000000000001',
};

export const roleArn = 'arn:aws:iam::123456789012:role/posts';

export interface TestCloud {
  readonly dir: string;
  call<T = Record<string, unknown>>(
    service: 'lambda' | 'logs' | 'events',
    operation: string,
    input: object,
  ): Promise<T>;
  /** Objects of S3, by `bucket/key`. */
  readonly objects: Map<string, Uint8Array>;
  /** What roles may do. */
  readonly iam: { logging: boolean; roles: Map<string, object> };
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Lambda, Logs and EventBridge on a store in a temporary folder, beside an S3 and an IAM that answer what they are told. */
export async function openTestCloud(options: { readonly clock?: Clock } = {}): Promise<TestCloud> {
  const dir = mkdtempSync(join(tmpdir(), 'jets-lambda-test-'));
  const objects = new Map<string, Uint8Array>();
  const iam = { logging: true, roles: new Map<string, object>([['posts', trust('lambda.amazonaws.com')]]) };
  const open = (): Promise<EmbeddedCloud> =>
    openEmbeddedCloud({
      dir,
      latency: createLatency('instant', { scale: 1 }),
      endpoint: () => 'http://127.0.0.1:4566',
      compose: (cloud) => ({
        services: [
          createLambda(cloud),
          createLogs(cloud),
          createEvents(cloud, ...(options.clock ? [options.clock] : [])),
          createFakeS3(objects),
          createFakeIam(iam),
        ],
        dataPlane: async () => undefined,
      }),
    });
  let embedded = await open();
  return {
    dir,
    objects,
    iam,
    call: async (service, operation, input) =>
      (await embedded.dispatch(service, operation, input, context)) as never,
    async restart() {
      await embedded.close();
      embedded = await open();
    },
    async close() {
      await embedded.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export function trust(service: string): object {
  return { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }] };
}

export function createFakeS3(objects: Map<string, Uint8Array>): Service {
  return {
    name: 's3',
    operations: {
      GetObject({ Bucket, Key }: { Bucket: string; Key: string }) {
        const Body = objects.get(`${Bucket}/${Key}`);
        if (!Body) throw new ServiceError('NoSuchKey', 'The specified key does not exist.', 404);
        return { Body };
      },
    },
  };
}

export function createFakeIam(iam: TestCloud['iam']): Service {
  return {
    name: 'iam',
    operations: {
      GetRole({ RoleName }: { RoleName: string }) {
        const document = iam.roles.get(RoleName);
        if (!document)
          throw new ServiceError('NoSuchEntity', `The role with name ${RoleName} cannot be found.`, 404);
        return {
          Role: {
            RoleName,
            Arn: `arn:aws:iam::123456789012:role/${RoleName}`,
            AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(document)),
          },
        };
      },
      SimulatePrincipalPolicy({ ActionNames }: { ActionNames: string[] }) {
        const EvalDecision = iam.logging ? 'allowed' : 'implicitDeny';
        return { EvaluationResults: ActionNames.map((EvalActionName) => ({ EvalActionName, EvalDecision })) };
      },
    },
  };
}

export function zip(files: Readonly<Record<string, string>>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}

/** A function `posts` whose `index.mjs` has this source, unless told otherwise. */
export function createPosts(
  cloud: TestCloud,
  source: string,
  settings: object = {},
): Promise<FunctionConfiguration> {
  return cloud.call('lambda', 'CreateFunction', {
    FunctionName: 'posts',
    Runtime: 'nodejs20.x',
    Handler: 'index.handler',
    Role: roleArn,
    Architectures: ['arm64' satisfies Architecture],
    Code: { ZipFile: zip({ 'index.mjs': source }) },
    ...settings,
  });
}

export interface Invoked extends Omit<InvocationResponse, 'Payload'> {
  readonly json: unknown;
}

export async function invoke(
  cloud: TestCloud,
  event: unknown = {},
  options: Record<string, unknown> = {},
): Promise<Invoked> {
  const input = { FunctionName: 'posts', Payload: Buffer.from(JSON.stringify(event)), ...options };
  const { Payload, ...rest } = await cloud.call<InvocationResponse>('lambda', 'Invoke', input);
  const text = Buffer.from(Payload ?? []).toString('utf8');
  return { ...rest, json: text === '' ? undefined : JSON.parse(text) };
}

export async function refusal(
  call: Promise<unknown>,
): Promise<{ code: string; message: string; status: number }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { code: error.code, message: error.message, status: error.status };
  }
  throw new Error('Nothing was refused');
}
