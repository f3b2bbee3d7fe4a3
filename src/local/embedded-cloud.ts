import { randomInt } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Cloud, Service, ServiceName } from './cloud.ts';
import { createDispatch } from './dispatch.ts';
import type { DataPlane } from './http.ts';
import type { ThrottlingLatency } from './latency.ts';
import { openStore } from './store.ts';
import type { Dispatch } from './wire/api.ts';

export type ComposeServices = (cloud: Cloud) => {
  readonly services: readonly Service[];
  readonly dataPlane: DataPlane;
};

export interface EmbeddedCloud {
  readonly cloud: Cloud;
  readonly services: ReadonlyMap<ServiceName, Service>;
  readonly dataPlane: DataPlane;
  readonly dispatch: Dispatch;
  /** Ends what the services run, then writes what is left to write. */
  close(): Promise<void>;
}

/** Opens the state in `dir` and puts the services together around it. */
export async function openEmbeddedCloud(options: {
  readonly dir: string;
  readonly latency: ThrottlingLatency;
  readonly endpoint: () => string;
  readonly compose: ComposeServices;
}): Promise<EmbeddedCloud> {
  const { dir, latency, endpoint } = options;
  const filesDir = join(dir, 'files');
  mkdirSync(filesDir, { recursive: true });
  const store = await openStore(join(dir, 'state'));
  const services = new Map<ServiceName, Service>();
  const dispatch = createDispatch(services, latency, 'wire');
  const call = createDispatch(services, latency, 'service');
  const cloud: Cloud = { call, store, latency, endpoint, filesDir, generateId };
  const composed = options.compose(cloud);
  for (const service of composed.services) services.set(service.name, service);
  return {
    cloud,
    services,
    dataPlane: composed.dataPlane,
    dispatch,
    async close() {
      try {
        await Promise.all([...services.values()].map(async (service) => service.close?.()));
      } finally {
        await store.close();
      }
    },
  };
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';

function generateId(length: number): string {
  let id = '';
  while (id.length < length) id += alphabet[randomInt(alphabet.length)]!;
  return id;
}
