import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Aws, connectAws } from '../../src/aws/connection.ts';
import type { Cloud, RequestContext, ServiceName } from '../../src/local/cloud.ts';
import { startEmbeddedAws } from '../../src/local/server.ts';
import { createServices } from '../../src/local/services.ts';
import { createMemoryStore } from './memory-store.ts';

/** An embedded AWS in this process: for calls by its name, and behind its loopback port for the SDK. */
export interface EngineHandle {
  /** Calls an operation as another service inside AWS would. */
  readonly call: <Output>(service: ServiceName, operation: string, input: object) => Promise<Output>;
  /** Resolves with the stack's status when no operation is running on it. */
  readonly settled: (stackId: string) => Promise<SettledStack>;
  /** The ports through which jets reads AWS. */
  readonly aws: Aws;
  readonly endpoint: string;
  readonly region: string;
  readonly close: () => Promise<void>;
}

export interface SettledStack {
  readonly status: string;
}

const region = 'us-east-1';
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/**
 * Opens an empty embedded AWS. It waits for nothing, and its records live in memory; what is under test, the order of
 * CloudFormation's work and what services refuse, is the same code as in `jets local`.
 */
export async function openEngine(): Promise<EngineHandle> {
  const dir = mkdtempSync(join(tmpdir(), 'jets-proof-'));
  const waiting = new Map<string, (stack: SettledStack) => void>();
  const statuses = new Map<string, string>();
  const store = createMemoryStore((collection, value) => {
    if (collection !== 'cloudformation.stacks') return;
    const { id, status } = value as { readonly id: string; readonly status: string };
    statuses.set(id, status);
    if (isBusy(status)) return;
    waiting.get(id)?.({ status });
    waiting.delete(id);
  });
  let composed: Cloud | undefined;
  const server = await startEmbeddedAws({
    dir,
    port: 0,
    latency: 'instant',
    compose: (cloud) => {
      composed = { ...cloud, store };
      return createServices(composed);
    },
  });
  const cloud = composed;
  if (!cloud) throw new Error('The embedded AWS was put together without services');
  const context = (): RequestContext => ({
    account: '123456789012',
    region,
    requestId: randomUUID(),
    accessKeyId: credentials.accessKeyId,
  });
  return {
    call: (service, operation, input) => cloud.call(service, operation, input, context()),
    settled: (stackId) => {
      const status = statuses.get(stackId);
      if (status !== undefined && !isBusy(status)) return Promise.resolve({ status });
      return new Promise((resolve) => waiting.set(stackId, resolve));
    },
    aws: connectAws({ region, endpoint: server.endpoint, pathStyleBuckets: true, credentials }),
    endpoint: server.endpoint,
    region,
    async close() {
      try {
        await server.close();
      } finally {
        rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
      }
    },
  };
}

function isBusy(status: string): boolean {
  return status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS';
}
