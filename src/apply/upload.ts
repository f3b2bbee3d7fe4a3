import { readFile } from 'node:fs/promises';

import type { Aws } from '../aws/connection.ts';
import type { Plan } from '../plan/plan.ts';
import type { OnEvent } from './deploy-event.ts';

interface Upload {
  readonly key: string;
  readonly contentType: string;
  readonly bytes: number;
  readonly read: () => Promise<Uint8Array>;
}

/**
 * Brings templates and function code into the artifact bucket. Keys are digests of the content, so what is there
 * already is the same and is left alone.
 *
 * @returns how many objects and bytes were sent.
 */
export async function uploadArtifacts(
  aws: Pick<Aws, 'objects'>,
  plan: Pick<Plan, 'templates' | 'artifacts'>,
  bucket: string,
  onEvent: OnEvent,
): Promise<{ count: number; bytes: number }> {
  const objects = await aws.objects();
  const pending = findUploads(plan);
  let count = 0;
  let bytes = 0;
  const bring = async (upload: Upload) => {
    if (await objects.hasObject(bucket, upload.key)) return;
    await objects.putObject(bucket, upload.key, await upload.read(), upload.contentType);
    count += 1;
    bytes += upload.bytes;
    onEvent({ type: 'upload', key: upload.key, bytes: upload.bytes });
  };
  const worker = async () => {
    try {
      for (let upload = pending.shift(); upload; upload = pending.shift()) await bring(upload);
    } catch (error) {
      // The others end with what they are at.
      pending.length = 0;
      throw error;
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: concurrency }, worker));
  for (const ended of workers) if (ended.status === 'rejected') throw ended.reason;
  return { count, bytes };
}

/** Parallel uploads; more gains nothing on an ordinary line. */
const concurrency = 8;

function findUploads(plan: Pick<Plan, 'templates' | 'artifacts'>): Upload[] {
  const templates = plan.templates.map(({ key, body }) => ({
    key,
    contentType: 'application/json',
    bytes: Buffer.byteLength(body),
    read: () => Promise.resolve(Buffer.from(body)),
  }));
  const code = plan.artifacts.map(({ key, file, size }) => ({
    key,
    contentType: 'application/zip',
    bytes: size,
    read: () => readFile(file),
  }));
  return [...new Map([...templates, ...code].map((upload) => [upload.key, upload])).values()];
}
