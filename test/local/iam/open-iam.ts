import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { RequestContext } from '../../../src/local/cloud.ts';
import { openEmbeddedCloud, type EmbeddedCloud } from '../../../src/local/embedded-cloud.ts';
import { createIam } from '../../../src/local/iam/service.ts';
import { createLatency } from '../../../src/local/latency.ts';

const context: RequestContext = { account: '000000000000', region: 'us-east-1', requestId: 'request' };

/** IAM alone, with a store of its own for the tests of the file. */
export function useIam() {
  let embedded: EmbeddedCloud;
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'jets-iam-'));
    embedded = await openEmbeddedCloud({
      dir,
      latency: createLatency('instant', { scale: 0 }),
      endpoint: () => 'http://127.0.0.1:1',
      compose: (cloud) => ({ services: [createIam(cloud)], dataPlane: async () => undefined }),
    });
  });
  afterAll(async () => {
    await embedded.close();
    await rm(dir, { recursive: true });
  });
  return {
    // oxlint-disable-next-line typescript/no-explicit-any -- answers have AWS's shapes
    iam: (operation: string, input: object): Promise<any> =>
      embedded.cloud.call('iam', operation, input, context),
  };
}

/** A policy document of these statements. */
export function policy(...statements: object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

export const lambdaTrust = policy({
  Effect: 'Allow',
  Principal: { Service: 'lambda.amazonaws.com' },
  Action: 'sts:AssumeRole',
});
