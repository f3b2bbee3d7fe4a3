import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Cloud, Service } from '../../src/local/cloud.ts';
import type { DataPlane } from '../../src/local/http.ts';
import { createS3 } from '../../src/local/s3/service.ts';
import { startEmbeddedAws, type EmbeddedAws, type EmbeddedAwsOptions } from '../../src/local/server.ts';
import { createSts } from '../../src/local/sts/service.ts';

export function makeTemporaryFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'jets-local-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Starts a server with S3, STS and whatever services a test brings, and closes it when the test is over. */
export async function startForTest(
  options: Partial<EmbeddedAwsOptions> & {
    services?: (cloud: Cloud) => Service[];
    dataPlane?: DataPlane;
  } = {},
): Promise<EmbeddedAws> {
  const { services = () => [], dataPlane = async () => undefined, ...rest } = options;
  const aws = await startEmbeddedAws({
    dir: rest.dir ?? makeTemporaryFolder(),
    port: 0,
    latency: 'instant',
    compose: (cloud) => ({ services: [createS3(cloud), createSts(cloud), ...services(cloud)], dataPlane }),
    ...rest,
  });
  onTestFinished(() => aws.close());
  return aws;
}

/** Settings of an SDK client for that server. */
export function clientOptions(aws: { readonly endpoint: string }, region = 'us-east-1') {
  return {
    endpoint: aws.endpoint,
    region,
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
    maxAttempts: 1,
  };
}
