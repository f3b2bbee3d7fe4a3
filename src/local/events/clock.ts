export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once, after some milliseconds. @returns cancels it. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** Its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
