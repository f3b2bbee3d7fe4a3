import { setTimeout as sleep } from 'node:timers/promises';
import type { Latency, RequestContext, ServiceName } from './cloud.ts';
import { durations, otherCall, otherDeletion, otherResource } from './durations.ts';
import { createQuotas } from './quotas.ts';

/** What {@link Latency} is to those who run operations: they also ask whether one may begin. */
export interface ThrottlingLatency extends Latency {
  /**
   * Takes one request out of the quotas of this operation in this account and region; the input matters where an edge
   * API has another quota than a regional one.
   * @throws ServiceError 429 TooManyRequestsException when they are used up.
   */
  admit(service: ServiceName, operation: string, input: object, context: RequestContext): void;
}

/**
 * `instant` waits for nothing and refuses nothing. `real` waits as durations.ts says and enforces API Gateway's quotas.
 * @param options.scale factor on every wait; quotas stay as they are.
 */
export function createLatency(mode: Latency['mode'], options: { readonly scale: number }): ThrottlingLatency {
  if (mode === 'instant') return { mode, wait: () => Promise.resolve(), admit: () => {} };
  return {
    mode,
    async wait(what) {
      const seconds = durations[what] ?? estimateOther(what);
      if (seconds > 0) await sleep(seconds * 1000 * options.scale);
    },
    admit: createQuotas(() => performance.now()),
  };
}

function estimateOther(what: string): number {
  if (!what.startsWith('AWS::')) return otherCall;
  return what.endsWith(' (delete)') ? otherDeletion : otherResource;
}
