import { ServiceError, type Cloud, type RequestContext } from '../../cloud.ts';
import { recordKey, type LambdaRecords } from '../records.ts';
import type { Invocation, Invoker } from './invoker.ts';

/** Events that nobody waits for. They do not outlive the embedded AWS. */
export interface AsyncQueue {
  enqueue(invocation: Omit<Invocation, 'wantsLog'>, context: RequestContext): void;
  /** Drops what is waiting. */
  close(): void;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const retryDelays = [60_000, 120_000];
const defaultMaximumAge = 6 * 60 * 60_000;
/** Throttled events come back after a second, then after longer, up to five minutes. */
const firstBackoff = 1_000;
const longestBackoff = 5 * 60_000;

/**
 * Runs events in the background: twice more when the function fails, for up to six hours while it is throttled.
 * The waits are AWS's with `latency: real`, and next to nothing otherwise.
 */
export function createAsyncQueue(cloud: Cloud, records: LambdaRecords, invoker: Invoker): AsyncQueue {
  const waits = new Set<{ readonly timer: NodeJS.Timeout; readonly cancel: () => void }>();
  const state = { closed: false };

  /** False when the queue was closed meanwhile. */
  function pause(milliseconds: number): Promise<boolean> {
    if (state.closed) return Promise.resolve(false);
    const duration = cloud.latency.mode === 'real' ? milliseconds : milliseconds / 1_000;
    return new Promise((resolve) => {
      const wait = {
        timer: setTimeout(() => settle(true), duration),
        cancel: () => settle(false),
      };
      const settle = (goOn: boolean): void => {
        clearTimeout(wait.timer);
        waits.delete(wait);
        resolve(goOn);
      };
      wait.timer.unref();
      waits.add(wait);
    });
  }

  async function run(invocation: Invocation, context: RequestContext): Promise<void> {
    const { name, qualifier = '$LATEST' } = invocation.reference;
    const config = records.eventInvokeConfigs.get(recordKey(context.region, name, qualifier));
    const attempts = 1 + (config?.maximumRetryAttempts ?? retryDelays.length);
    const age =
      config?.maximumEventAgeInSeconds === undefined
        ? defaultMaximumAge
        : config.maximumEventAgeInSeconds * 1000;
    const expires = Date.now() + age;
    let backoff = firstBackoff;
    for (let failures = 0; failures < attempts && Date.now() < expires && !state.closed;) {
      try {
        const { failed } = await invoker.invoke(invocation, context);
        if (!failed) return;
        failures += 1;
        if (failures < attempts && !(await pause(retryDelays[failures - 1]!))) return;
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        if (error.status !== 429) return; // Deleted meanwhile, or not to be run here.
        if (!(await pause(backoff))) return;
        backoff = Math.min(backoff * 2, longestBackoff);
      }
    }
  }

  return {
    enqueue(invocation, context) {
      run({ ...invocation, wantsLog: false }, context).catch((error: unknown) => {
        if (!state.closed)
          process.emitWarning(`An event for ${invocation.reference.name} was lost: ${String(error)}`);
      });
    },
    close() {
      state.closed = true;
      for (const { cancel } of waits) cancel();
    },
  };
}
