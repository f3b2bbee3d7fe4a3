import type { OnEvent, StepName } from './deploy-event.ts';

export type TakeStep = <T>(
  step: StepName,
  text: string,
  act: () => Promise<T>,
  describe?: (result: T) => { readonly text: string; readonly failed?: boolean },
) => Promise<T>;

/**
 * Wraps each step of a deploy in its started, done and failed events.
 *
 * @param now milliseconds.
 */
export function takeSteps(onEvent: OnEvent, now: () => number): TakeStep {
  return async (step, text, act, describe) => {
    const began = now();
    const end = (state: 'done' | 'failed', endText: string) =>
      onEvent({ type: 'step', step, state, text: endText, seconds: (now() - began) / 1_000 });
    onEvent({ type: 'step', step, state: 'started', text });
    try {
      const result = await act();
      const described = describe?.(result) ?? { text };
      end(described.failed ? 'failed' : 'done', described.text);
      return result;
    } catch (error) {
      end('failed', text);
      throw error;
    }
  };
}
