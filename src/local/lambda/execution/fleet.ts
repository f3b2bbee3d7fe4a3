import { availableParallelism } from 'node:os';
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { RequestContext } from '../../cloud.ts';
import type { VersionRecord } from '../records.ts';
import { startInstance, type Instance, type InstanceParts } from './instance.ts';

/** All processes of all functions. */
export interface Fleet {
  /** Lends a process that nobody else uses meanwhile: a warm one, or a new one. */
  use<T>(
    version: VersionRecord,
    context: RequestContext,
    work: (instance: Instance) => Promise<T>,
  ): Promise<T>;
  /**
   * A version was changed or deleted: its idle processes end now, the others when they are done.
   * Resolves when the last has gone.
   */
  retire(configuration: FunctionConfiguration): Promise<void>;
  close(): Promise<void>;
}

export interface FleetLimits {
  /** Processes beyond this number start only when no other became free for `patience` milliseconds. */
  readonly eager: number;
  readonly patience: number;
  /** Idle processes that are kept; the one unused for longest goes first. */
  readonly idle: number;
  /** Milliseconds after which an idle process ends. */
  readonly idleTime: number;
}

const defaultLimits: FleetLimits = {
  eager: Math.max(8, availableParallelism() * 2),
  patience: 250,
  idle: 16,
  idleTime: 5 * 60_000,
};

interface Pool {
  readonly idle: { readonly instance: Instance; readonly since: number }[];
  readonly waiting: ((instance: Instance | Error) => void)[];
  /** Processes that are alive or starting. */
  size: number;
  retired: boolean;
  readonly onEmpty: (() => void)[];
}

/** Processes are pooled by revision: every change of a function makes a new one. */
export function createFleet(parts: InstanceParts, limits: FleetLimits = defaultLimits): Fleet {
  const pools = new Map<string, Pool>();
  const alive = new Set<Instance>();
  let size = 0;
  let closed = false;

  const sweeper = setInterval(() => endIdle((since) => performance.now() - since > limits.idleTime), 15_000);
  sweeper.unref();

  const use: Fleet['use'] = async (version, context, work) => {
    const key = version.configuration.RevisionId!;
    const pool = poolOf(key);
    const instance = await acquire(pool, key, version, context);
    try {
      return await work(instance);
    } finally {
      putBack(pool, key, instance, context);
    }
  };

  function poolOf(key: string): Pool {
    let pool = pools.get(key);
    if (!pool) pools.set(key, (pool = { idle: [], waiting: [], size: 0, retired: false, onEmpty: [] }));
    return pool;
  }

  function acquire(
    pool: Pool,
    key: string,
    version: VersionRecord,
    context: RequestContext,
  ): Promise<Instance> {
    const warm = pool.idle.pop();
    if (warm) return Promise.resolve(warm.instance);
    if (size >= limits.eager) endOldestIdle();
    if (size < limits.eager) return start(pool, key, version, context);
    return new Promise((resolve, reject) => {
      const waiter = (given: Instance | Error): void => {
        clearTimeout(timer);
        if (given instanceof Error) reject(given);
        else resolve(given);
      };
      const timer = setTimeout(() => {
        pool.waiting.splice(pool.waiting.indexOf(waiter), 1);
        start(pool, key, version, context).then(resolve, reject);
      }, limits.patience);
      pool.waiting.push(waiter);
    });
  }

  async function start(
    pool: Pool,
    key: string,
    version: VersionRecord,
    context: RequestContext,
  ): Promise<Instance> {
    if (closed) throw new Error('The embedded AWS is stopping');
    size += 1;
    pool.size += 1;
    let counted = true;
    const uncount = (): void => {
      if (!counted) return;
      counted = false;
      size -= 1;
      pool.size -= 1;
      dropIfEmpty(pool, key);
    };
    try {
      const instance = await startInstance(parts, version, context, () => {
        alive.delete(instance);
        const place = pool.idle.findIndex((entry) => entry.instance === instance);
        if (place >= 0) pool.idle.splice(place, 1);
        uncount();
      });
      alive.add(instance);
      if (closed) await instance.environment.end();
      return instance;
    } catch (error) {
      uncount();
      throw error;
    }
  }

  function putBack(pool: Pool, key: string, instance: Instance, context: RequestContext): void {
    const waiter = pool.waiting.shift();
    if (instance.environment.alive()) {
      if (waiter) return waiter(instance);
      if (pool.retired || closed) return end(instance);
      pool.idle.push({ instance, since: performance.now() });
      while (countIdle() > limits.idle) endOldestIdle();
    } else if (waiter) {
      start(pool, key, instance.version, context).then(waiter, (error: unknown) =>
        waiter(error instanceof Error ? error : new Error(String(error))),
      );
    }
  }

  function end(instance: Instance): void {
    void instance.environment.end();
  }

  function countIdle(): number {
    let count = 0;
    for (const pool of pools.values()) count += pool.idle.length;
    return count;
  }

  function endOldestIdle(): void {
    let oldest: Pool | undefined;
    for (const pool of pools.values()) {
      if (pool.idle[0] && (!oldest || pool.idle[0].since < oldest.idle[0]!.since)) oldest = pool;
    }
    const entry = oldest?.idle.shift();
    if (entry) end(entry.instance);
  }

  function endIdle(isDue: (since: number) => boolean): void {
    for (const pool of pools.values()) {
      while (pool.idle[0] && isDue(pool.idle[0].since)) end(pool.idle.shift()!.instance);
    }
  }

  function dropIfEmpty(pool: Pool, key: string): void {
    if (pool.size > 0 || pool.waiting.length > 0) return;
    pools.delete(key);
    for (const tell of pool.onEmpty) tell();
  }

  return {
    use,
    async retire(configuration) {
      const pool = pools.get(configuration.RevisionId!);
      if (!pool) return;
      pool.retired = true;
      for (const { instance } of pool.idle.splice(0)) end(instance);
      await new Promise<void>((resolve) => pool.onEmpty.push(resolve));
    },
    async close() {
      closed = true;
      clearInterval(sweeper);
      await Promise.all([...alive].map((instance) => instance.environment.end()));
    },
  };
}
