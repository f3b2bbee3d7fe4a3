import type { LambdaContext, ScheduledEvent } from './action.ts';

/** When a job runs: `{ rate: '1 day' }` or `{ cron: '0 3 * * ? *' }` (UTC), in EventBridge's words. */
export type Schedule = { readonly rate: string } | { readonly cron: string };

/** The property that tells a job from any other export; it holds the job's {@link Schedule}. */
export const jobBrand = Symbol.for('jets.job');

/**
 * Runs a handler on a schedule. Returns the handler itself, so that a test can call it.
 *
 * @example
 * export const run = job({ rate: '1 day' }, async (event, context) => { … });
 */
export function job<Handler extends (event: ScheduledEvent, context: LambdaContext) => unknown>(
  schedule: Schedule,
  handler: Handler,
): Handler {
  if (typeof handler !== 'function') {
    throw new TypeError('job(schedule, handler) needs a function as its second argument');
  }
  return Object.assign(handler, { [jobBrand]: schedule });
}
