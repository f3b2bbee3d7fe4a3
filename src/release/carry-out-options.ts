import type { OnEvent } from '../apply/deploy-event.ts';
import type { Pause } from '../apply/pause.ts';

export interface CarryOutOptions {
  readonly onEvent: OnEvent;
  /** Milliseconds, for durations. */
  readonly now: () => number;
  /** Letters and digits that no other run has: names this run's change sets and tells its requests from others'. */
  readonly runId: string;
  /** What a logical id stands for, in a person's words. */
  readonly describe: (logicalId: string) => string | undefined;
  /** Where the Rest API of a stack's outputs is reached from here, without a slash at the end. */
  readonly endpointOf: (outputs: Readonly<Record<string, string>>) => string | undefined;
  /** Milliseconds that a new Rest API has to answer; 30,000 unless told otherwise. */
  readonly verifyLimit?: number;
  readonly pause?: Pause;
  /** Ends waiting with an AbortError. CloudFormation goes on with what it has begun. */
  readonly signal?: AbortSignal;
}
