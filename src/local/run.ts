import { randomUUID } from 'node:crypto';
import { mkdirSync, realpathSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { readDaemonRecord, removeDaemonRecord, writeDaemonRecord } from './daemon-record.ts';
import type { ComposeServices } from './embedded-cloud.ts';
import { readHealth } from './health.ts';
import { acquireInstanceLock, type InstanceLock } from './instance-lock.ts';
import { startEmbeddedAws } from './server.ts';

export interface RunOptions {
  readonly dir: string;
  /** Absent: 4566, or the next free one. 0: any. */
  readonly port?: number;
  readonly latency: 'instant' | 'real';
  readonly log: (line: string) => void;
  /** What it is made of; all services unless given. */
  readonly compose?: ComposeServices;
  /** Called once it answers. */
  readonly onReady?: (aws: { readonly port: number; readonly endpoint: string }) => void;
}

/** Another process serves this folder. */
export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';

  constructor(
    readonly dir: string,
    readonly pid: number,
  ) {
    super(`An embedded AWS (process ${pid}) already serves ${dir}`);
  }
}

/**
 * Serves until SIGTERM or SIGINT, then closes gracefully and resolves; a second signal ends the process at once.
 * @throws AlreadyRunningError when another process serves `dir`.
 */
export async function runForeground(options: RunOptions): Promise<void> {
  mkdirSync(options.dir, { recursive: true });
  const dir = realpathSync(options.dir);
  const instanceId = randomUUID();
  const lock = await takeOver(dir, instanceId);
  try {
    const stopped = listenForSignals();
    const aws = await startEmbeddedAws({
      dir,
      port: options.port ?? Array.from({ length: 100 }, (_, index) => defaultPort + index),
      latency: options.latency,
      instanceId,
      log: options.log,
      ...(options.compose ? { compose: options.compose } : {}),
    });
    try {
      const { latency } = options;
      const started = new Date().toISOString();
      writeDaemonRecord(dir, { pid: process.pid, port: aws.port, instanceId, latency, started });
      options.log(`Embedded AWS at ${aws.endpoint}, state in ${dir}`);
      options.onReady?.(aws);
      options.log(`${await stopped}: closing`);
    } finally {
      // First, so that whoever looks now starts another instead of talking to this one.
      removeDaemonRecord(dir, instanceId);
      await aws.close();
      options.log('Closed');
    }
  } finally {
    lock.release();
  }
}

const defaultPort = 4566;

/** A holder that does not answer yet, or is closing, is given time to do either. */
async function takeOver(dir: string, instanceId: string): Promise<InstanceLock> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const acquired = acquireInstanceLock(dir, instanceId);
    if ('lock' in acquired) return acquired.lock;
    const record = readDaemonRecord(dir);
    const health = record && (await readHealth(record.port));
    const answers = health !== undefined && health.instanceId === record?.instanceId;
    if (answers || Date.now() > deadline) throw new AlreadyRunningError(dir, acquired.heldBy);
    await sleep(50);
  }
}

function listenForSignals(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        resolve(signal);
        process.once(signal, () => process.exit(1));
      });
    }
  });
}
