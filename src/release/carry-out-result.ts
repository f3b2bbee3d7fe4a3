import type { FailedOutcome } from '../apply/stack-outcome.ts';
import type { SwitchStep, UpdateStep } from '../plan/plan.ts';
import type { MappingTarget } from './switch-mapping.ts';

/** How a plan ended. Every failure is a state that the next deploy goes on from. */
export type CarryOutResult =
  | { readonly kind: 'created' | 'updated' | 'unchanged'; readonly outputs: Readonly<Record<string, string>> }
  | ({ readonly kind: 'failed'; readonly serving: Serving } & FailedStep);

/**
 * What answers at the address that people use: `old` is what answered before the deploy, `new` what it was to bring.
 * `unknown` after an update in place that CloudFormation could not undo.
 */
export type Serving = 'nothing' | 'old' | 'new' | 'unknown';

/** The step that failed, with what is known. Steps after it were not begun. */
export type FailedStep =
  | {
      readonly step: 'toolkit' | 'clean-up' | UpdateStep['phase'];
      /** Name of the stack that was worked on. */
      readonly stack: string;
      readonly outcome: FailedOutcome;
    }
  /** The new Rest API did not answer; it stands beside the old one. */
  | {
      readonly step: 'verify';
      /** Absent when the stack's outputs name none. */
      readonly url?: string;
      /** Of the last attempt: `answered 502: {"message": "Internal server error"}`, `ECONNREFUSED`. */
      readonly fault: string;
      readonly attempts: number;
      readonly seconds: number;
    }
  /** The mapping points to something that is not the app's, or does not stay where it was pointed to. */
  | {
      readonly step: 'switch';
      readonly domain: string;
      /** Empty for none. */
      readonly basePath: string;
      /** What it was to point to before; absent when there was to be none. */
      readonly expected?: SwitchStep['from'];
      /** What it points to; absent when there is none. */
      readonly found?: MappingTarget;
      /** What it was to be pointed to. */
      readonly target: MappingTarget;
    };
