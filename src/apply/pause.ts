import { setTimeout as delay } from 'node:timers/promises';

/** Waits so many milliseconds, unless it is told to stop. */
export type Pause = (milliseconds: number, signal?: AbortSignal) => Promise<unknown>;

/** Rejects with an AbortError as soon as the signal says so. */
export const interruptiblePause: Pause = (milliseconds, signal) =>
  delay(milliseconds, undefined, signal ? { signal } : {});
