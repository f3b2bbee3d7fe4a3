import { interruptiblePause, type Pause } from '../apply/pause.ts';

export interface DrainOptions {
  /** Called each second with the seconds that have passed. */
  readonly onProgress: (seconds: number) => void;
  readonly pause?: Pause | undefined;
  /** Ends the wait with an AbortError. */
  readonly signal?: AbortSignal | undefined;
}

/** Lets requests that were on their way to the old Rest API get through. */
export async function drain(
  seconds: number,
  { onProgress, pause = interruptiblePause, signal }: DrainOptions,
): Promise<void> {
  for (let passed = 0; passed < seconds; passed += 1) {
    onProgress(passed);
    await pause(Math.min(seconds - passed, 1) * 1_000, signal);
  }
}
