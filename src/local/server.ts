import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { openEmbeddedCloud, type ComposeServices } from './embedded-cloud.ts';
import { createLatency } from './latency.ts';
import { createApi } from './wire/api.ts';
import { createFrontDoor } from './wire/front-door.ts';
import { listenOnLoopback } from './wire/http-listener.ts';
import type { WireRequest, WireResponse } from './wire/message.ts';

export interface EmbeddedAwsOptions {
  /** Folder of its state; made if missing. One process at a time. */
  readonly dir: string;
  /** 0 takes any free one; of several the first that is free. */
  readonly port: number | readonly number[];
  readonly latency: 'instant' | 'real';
  /** With `latency: 'real'`: 0.5 makes everything take half as long, quotas stay. Default 1. */
  readonly latencyScale?: number;
  /** Twelve digits. Default 123456789012. */
  readonly account?: string;
  /** Named in `/_aws/health`, so that a starter knows its own process. */
  readonly instanceId?: string;
  /** One line a request and one for whatever went wrong inside. */
  readonly log?: (line: string) => void;
  /** What it is made of; all services unless given. */
  readonly compose?: ComposeServices;
}

export interface EmbeddedAws {
  readonly port: number;
  /** `http://127.0.0.1:4566` */
  readonly endpoint: string;
  /** Accepts nothing new, finishes what is under way, ends child processes and writes the state. */
  close(): Promise<void>;
}

/** Starts the embedded AWS on the loopback interface. */
export async function startEmbeddedAws(options: EmbeddedAwsOptions): Promise<EmbeddedAws> {
  const { log = () => {}, account = '123456789012', instanceId = randomUUID() } = options;
  mkdirSync(options.dir, { recursive: true });
  const dir = realpathSync(options.dir);
  let port = 0;
  const endpoint = (): string => `http://127.0.0.1:${port}`;
  const latency = createLatency(options.latency, { scale: options.latencyScale ?? 1 });
  const compose = options.compose ?? (await import('./services.ts')).createServices;
  const embedded = await openEmbeddedCloud({ dir, latency, endpoint, compose });
  const { services, dispatch, dataPlane, cloud } = embedded;

  const health = (): object => ({
    version: readVersion(),
    port,
    pid: process.pid,
    dir,
    instanceId,
    latency: options.latency,
    services: [...services.keys()].sort(),
  });
  const open = createFrontDoor({ account, health, dataPlane, api: createApi(services, dispatch) });
  const answer = async (request: WireRequest): Promise<WireResponse> => {
    const started = performance.now();
    const response = await open(request);
    // What was answered must outlive a kill.
    await cloud.store.flush();
    const milliseconds = (performance.now() - started).toFixed(0);
    log(`${request.method} ${request.path} ${describeCall(request)}${response.status} ${milliseconds}ms`);
    if (response.status === 500) log(Buffer.from(response.body).toString('utf8'));
    return response;
  };
  const onFailure = (error: unknown): void =>
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  try {
    const listener = await listenOnLoopback([options.port].flat(), answer, onFailure);
    port = listener.port;
    return {
      port,
      endpoint: endpoint(),
      async close() {
        await listener.close();
        await embedded.close();
      },
    };
  } catch (error) {
    await embedded.close();
    throw error;
  }
}

function describeCall(request: WireRequest): string {
  const action =
    request.headers['x-amz-target'] ??
    (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')
      ? /(?:^|&)Action=(\w+)/.exec(Buffer.from(request.body.subarray(0, 300)).toString('latin1'))?.[1]
      : undefined);
  return action ? `${action} ` : '';
}

function readVersion(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
