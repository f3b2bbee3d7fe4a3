import type { RootCause } from '../apply/root-cause.ts';
import type { FailedOutcome } from '../apply/stack-outcome.ts';
import type { UpdateStep } from '../plan/plan.ts';
import type { Problem } from '../problem.ts';
import type { LogicalIdDescription } from '../templates/describe-logical-ids.ts';
import { locateLogicalId, type Places } from './locate-logical-id.ts';
import { unwrapMessage } from './unwrap-message.ts';

export interface FailureContext {
  /** Name of the stack that was worked on. */
  readonly stack: string;
  /** What was asked for: decides what to do next. */
  readonly command: 'deploy' | 'delete' | 'deploy --continue-rollback';
  readonly descriptions: ReadonlyMap<string, LogicalIdDescription>;
  /** Which of a plan's updates failed; decides what is live now. */
  readonly phase?: UpdateStep['phase'];
  /**
   * Tells where routes and functions are written: the app, or the plan where the app's folder is not at hand. Not known
   * when only the config was read.
   */
  readonly app?: Places;
}

/**
 * The root cause of a failed stack operation, as the last thing a person reads: the first resource that failed in the
 * deepest stack, AWS's message, the route or function it belongs to, what to do.
 */
export function describeFailure(outcome: FailedOutcome, context: FailureContext): Problem {
  const { cause, rollbackCause } = outcome;
  const fix = adviceFor(outcome, context);
  if (!cause) {
    return {
      message: `Stack ${context.stack} failed (${outcome.status})`,
      why: outcome.reason ?? outcome.status,
      fix,
    };
  }
  const { descriptions, app } = context;
  const description = descriptions.get(cause.logicalId);
  const why = [
    unwrapMessage(cause.message),
    ...(rollbackCause ? [`Undoing it failed as well: ${describeCause(rollbackCause, descriptions)}`] : []),
  ];
  return {
    message: `${nameOf(cause, descriptions)} could not be ${verbFor(outcome, context)}`,
    ...(description && app && cause.resourceType !== 'AWS::IAM::Role'
      ? locateLogicalId(description, app)
      : {}),
    path: `${cause.resourceType} ${cause.logicalId} in stack ${cause.stackName}`,
    why: why.join('\n'),
    fix,
  };
}

function describeCause(cause: RootCause, descriptions: FailureContext['descriptions']): string {
  return `${nameOf(cause, descriptions)}: ${unwrapMessage(cause.message)}`;
}

function nameOf(
  { logicalId, resourceType }: RootCause,
  descriptions: FailureContext['descriptions'],
): string {
  const text = descriptions.get(logicalId)?.text ?? `${resourceType} ${logicalId}`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function verbFor({ status, cause }: FailedOutcome, { command }: FailureContext): string {
  if (command === 'delete') return 'deleted';
  if (command === 'deploy --continue-rollback') return 'rolled back';
  if (status === 'CHANGE_SET_FAILED') return 'deployed';
  return cause?.action === 'update' ? 'updated' : cause?.action === 'delete' ? 'deleted' : 'created';
}

function adviceFor({ status, cause }: FailedOutcome, { command, phase }: FailureContext): string {
  const mend = mendFor(cause);
  const live = phase === undefined ? undefined : liveAfter[phase];
  const again = phase === 'contract' ? 'jets deploy (it tries that again)' : 'jets deploy';
  switch (status) {
    case 'CHANGE_SET_FAILED':
      return `${live ?? 'Nothing was changed.'} ${mend}, then: ${again}`;
    case 'UPDATE_ROLLBACK_COMPLETE':
      return `${live ?? 'CloudFormation undid the update: what ran before runs on.'} ${mend}, then: ${again}`;
    case 'ROLLBACK_COMPLETE':
      return `CloudFormation undid the first deploy. ${mend}, then: jets deploy (it clears away what is left)`;
    case 'UPDATE_ROLLBACK_FAILED':
      return `${live === undefined ? '' : `${live} `}${adviseContinuing}`;
    case 'ROLLBACK_FAILED':
      return `Remove what stands in the way, then: jets delete, and: jets deploy`;
    case 'DELETE_FAILED':
      return `What is named here still stands, the rest is deleted. Remove what stands in the way, then: jets delete`;
    case 'NOT_STARTED':
      return `See what the stack does with: jets status. Then: jets ${command}`;
    case 'DELETE_COMPLETE':
      return `Somebody deleted the stack meanwhile. To make it anew: jets deploy`;
    default:
      return `See how the stack is now with: jets status`;
  }
}

/** `jets status` names every resource that stands in the way, and how to leave it out. */
const adviseContinuing =
  'Until its rollback is finished, nothing can be deployed. Remove what stands in the way, then finish it and deploy:\njets deploy --continue-rollback\nWhat stands in the way, and how to go on without it:\njets status';

/** What serves after an update of a plan with several failed. */
const liveAfter: Readonly<Record<UpdateStep['phase'], string | undefined>> = {
  prepare: 'What is live has noticed nothing and goes on serving.',
  deploy: undefined,
  expand: 'The old Rest API has noticed nothing and goes on serving.',
  contract: 'What was deployed is live and serves: only clearing away what it replaced failed.',
};

function mendFor(cause: RootCause | undefined): string {
  if (/already exists/i.test(cause?.message ?? '')) {
    return 'Delete or rename what is in the way, or deploy under another name (--extra 2)';
  }
  if (cause?.resourceType === 'AWS::IAM::Role') {
    return 'Correct iamPolicy or managedIamPolicy in jets.config.ts';
  }
  return 'Mend the cause';
}
