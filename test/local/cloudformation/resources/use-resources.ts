import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { Cloud, RequestContext, Service, ServiceName } from '../../../../src/local/cloud.ts';
import { resourceTypes } from '../../../../src/local/cloudformation/resources/index.ts';
import type {
  Properties,
  ResourceContext,
  ResourceInstance,
} from '../../../../src/local/cloudformation/resource-type.ts';
import { openEmbeddedCloud, type EmbeddedCloud } from '../../../../src/local/embedded-cloud.ts';
import { createLatency } from '../../../../src/local/latency.ts';

const requestContext: RequestContext = {
  account: '000000000000',
  region: 'us-east-1',
  requestId: 'request',
};

type Tags = Readonly<Record<string, string>>;

/** A resource under test: its type and what CloudFormation remembers of it. */
export interface Made extends ResourceInstance {
  readonly type: string;
  readonly properties: Properties;
}

/** The resource types on real services, with a store of their own for the tests of the file. */
export function useResources(...services: readonly ((cloud: Cloud) => Service)[]) {
  let embedded: EmbeddedCloud;
  let dir: string;
  /** Calls so far, as `apigateway:UpdateStage`. */
  const calls: string[] = [];
  /** Operations that are to fail, with their errors. */
  const failures = new Map<string, Error>();

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'jets-resources-'));
    embedded = await openEmbeddedCloud({
      dir,
      latency: createLatency('instant', { scale: 0 }),
      endpoint: () => 'http://127.0.0.1:1',
      compose: (cloud) => ({
        services: services.map((create) => create(cloud)),
        dataPlane: async () => undefined,
      }),
    });
  });
  afterAll(async () => {
    await embedded.close();
    await rm(dir, { recursive: true });
  });

  // oxlint-disable-next-line typescript/no-explicit-any -- answers have AWS's shapes
  const call = async (service: ServiceName, operation: string, input: object): Promise<any> => {
    calls.push(`${service}:${operation}`);
    const failure = failures.get(`${service}:${operation}`);
    if (failure) throw failure;
    return embedded.cloud.call(service, operation, input, requestContext);
  };

  const contextOf = (logicalId: string, tags: Tags, previousTags?: Tags): ResourceContext => {
    const cloud: Cloud = {
      ...embedded.cloud,
      call: (service, operation, input) => call(service, operation, input),
    };
    return {
      ...requestContext,
      cloud,
      stackName: 'demo-dev',
      stackId: 'arn:aws:cloudformation:us-east-1:000000000000:stack/demo-dev/1',
      logicalId,
      tags,
      ...(previousTags && { previousTags }),
      made: () => {},
      generateName: (maxLength) =>
        `demo-dev-${logicalId}-${embedded.cloud.generateId(12)}`.slice(0, maxLength),
    };
  };

  const handlerOf = (type: string) => {
    const handler = resourceTypes.get(type);
    if (!handler) throw new Error(`There is no ${type}`);
    return handler;
  };

  return {
    call,
    calls,
    failures,
    create: async (type: string, properties: Properties, tags = {}): Promise<Made> => {
      const instance = await handlerOf(type).create(properties, contextOf('Thing', tags));
      return { ...instance, type, properties };
    },
    update: async (made: Made, properties: Properties, tags = {}, previousTags?: Tags): Promise<Made> => {
      const context = contextOf('Thing', tags, previousTags);
      const instance = await handlerOf(made.type).update(made, properties, made.properties, context);
      // Handlers may answer with what they were given; as in the engine, the properties are the new ones.
      return { ...instance, type: made.type, properties };
    },
    remove: (made: Made, tags = {}): Promise<void> =>
      handlerOf(made.type).remove(made, made.properties, contextOf('Thing', tags)),
  };
}
