import type { CarryOutResult } from '../release/carry-out-result.ts';
import { formatPlace } from '../release/describe-step.ts';
import type { Problem } from '../problem.ts';
import { describeFailure, type FailureContext } from './describe-failure.ts';
import { countOf, formatSeconds } from './format-quantity.ts';

type Failure = Extract<CarryOutResult, { readonly kind: 'failed' }>;
type Failed<Step extends Failure['step']> = Extract<Failure, { readonly step: Step }>;

/** Why a plan was not carried out to its end, what is live now, and what to do: the last thing a person reads. */
export function describeFailedStep(
  failure: Failure,
  context: Pick<FailureContext, 'descriptions' | 'app'>,
): Problem {
  switch (failure.step) {
    case 'verify':
      return describeVerify(failure);
    case 'switch':
      return describeSwitch(failure);
    case 'toolkit':
    case 'clean-up':
      return describeFailure(failure.outcome, { ...context, stack: failure.stack, command: 'deploy' });
    case 'prepare':
    case 'deploy':
    case 'expand':
    case 'contract': {
      const { outcome, stack, step } = failure;
      return describeFailure(outcome, { ...context, stack, command: 'deploy', phase: step });
    }
  }
}

function describeVerify({ url, fault, attempts, seconds }: Failed<'verify'>): Problem {
  return {
    message: 'The new Rest API does not answer as it should',
    ...(url === undefined ? {} : { path: url }),
    why: `The last attempt: ${fault} (${countOf(attempts, 'attempt')} in ${formatSeconds(seconds)})`,
    fix: 'The old Rest API goes on serving, and the new one stands beside it. Mend the cause, then: jets deploy (it goes on from here)',
  };
}

function describeSwitch({ domain, basePath, expected, found, target }: Failed<'switch'>): Problem {
  const place = formatPlace({ domain, basePath });
  return {
    message: `${place} does not point to where it is meant to`,
    why: [
      `It points to ${describeTarget(found)}.`,
      `Before the deploy that was to be ${describeTarget(expected)}, and after it ${describeTarget(target)}.`,
    ].join('\n'),
    fix: 'Somebody else changes this base path mapping: nothing more was done. Find out who, then: jets deploy (it goes on from here)',
  };
}

function describeTarget(target: { readonly restApiId: string; readonly stage: string } | undefined): string {
  if (target === undefined) return 'nothing';
  // An empty stage is one that callers name in the path.
  return `Rest API ${target.restApiId}${target.stage === '' ? '' : ` at stage ${target.stage}`}`;
}
