import type { FailedResource } from '../live/failed-resources.ts';
import { type Live, type LiveStack, toolkitStackName } from '../live/live.ts';
import type { Problem } from '../problem.ts';
import type { Blocked } from './plan.ts';

/** What is known of a stack beyond its state; not needed to tell whether it blocks. */
export interface BlockedDetails {
  /** Of the stack that blocks: see `readFailedResources`. */
  readonly failed?: readonly FailedResource[];
  /** What a logical id stands for, in a person's words. */
  readonly describe?: (logicalId: string) => string | undefined;
  /** What is to be done; a deploy unless given. Decides what is advised. */
  readonly command?: 'deploy' | 'delete';
}

/**
 * Whether CloudFormation would refuse any operation on one of our stacks right now (AWS-FACTS 1.3, 1.4).
 * ROLLBACK_COMPLETE and REVIEW_IN_PROGRESS are no obstacles: the plan handles them. Nor is a toolkit that is being made
 * or updated: another app's deploy does that, and this one waits for it.
 */
export function findBlocked({ toolkit, stack }: Live, details: BlockedDetails = {}): Blocked | undefined {
  const isToolkitOnItsWay = /^(CREATE|UPDATE|UPDATE_COMPLETE_CLEANUP)_IN_PROGRESS$/.test(
    toolkit?.status ?? '',
  );
  return (
    (toolkit && !isToolkitOnItsWay ? blockedBy(toolkit, details) : undefined) ??
    (stack && blockedBy(stack.record, details))
  );
}

function blockedBy(
  { name, status, statusReason }: LiveStack['record'],
  details: BlockedDetails,
): Blocked | undefined {
  if (status === 'REVIEW_IN_PROGRESS' || status === 'ROLLBACK_COMPLETE') return undefined;
  // What CloudFormation says of every operation that somebody asked for tells nobody anything.
  const why =
    statusReason && statusReason !== 'User Initiated'
      ? { why: `CloudFormation says: ${statusReason.trim()}` }
      : {};
  const block = (kind: Blocked['kind'], message: string, fix: string): Blocked => {
    const failed = kind === 'busy' ? [] : (details.failed ?? []);
    const resources = failed.map((resource) => toProblem(resource, details));
    return { kind, stackName: name, problems: [...resources, { message, ...why, fix }] };
  };
  if (status.endsWith('_IN_PROGRESS')) {
    return block(
      'busy',
      `Stack ${name} is in the middle of an operation (${status})`,
      `Wait until CloudFormation is done, then run the same command again.${details.command === 'delete' ? '' : ' To wait for it and deploy then:\njets deploy --wait'}`,
    );
  }
  switch (status) {
    case 'UPDATE_ROLLBACK_FAILED':
      return block(
        'rollback-failed',
        `Stack ${name} is stuck: its last update failed and could not be rolled back (${status})`,
        adviseContinuing(details.failed ?? []),
      );
    case 'IMPORT_ROLLBACK_FAILED':
      return block(
        'stuck',
        `Stack ${name} is stuck: an import of resources failed and could not be rolled back (${status})`,
        'Mend it where it was begun: jets imports nothing. Then: jets deploy',
      );
    case 'ROLLBACK_FAILED':
    case 'CREATE_FAILED':
      return block(
        'stuck',
        `Stack ${name} is stuck: it could not be created, and what was made of it still stands (${status})`,
        `It never served anything and can only be deleted. Remove what stood in the way, then:\n${deleteCommand(name)}\njets deploy`,
      );
    case 'DELETE_FAILED':
      return block(
        'stuck',
        `Stack ${name} is stuck in DELETE_FAILED and can only be deleted`,
        `${details.failed?.length ? 'What is named here still stands. ' : ''}Remove what stood in the way, delete the stack, then deploy again:\n${deleteCommand(name)}\njets deploy`,
      );
    default:
      return undefined;
  }
}

/** Skipping is named second: what is skipped stays as it is, and CloudFormation takes it for rolled back. */
function adviseContinuing(failed: readonly FailedResource[]): string {
  const mend = 'Remove what stood in the way, then let CloudFormation finish the rollback and deploy:';
  const names = failed.flatMap(({ skipName }) => skipName ?? []);
  if (names.length === 0) return `${mend}\njets deploy --continue-rollback`;
  return [
    mend,
    'jets deploy --continue-rollback',
    'What cannot be mended can be left as it is:',
    `jets deploy --continue-rollback ${names.map((skipName) => `--skip ${skipName}`).join(' ')}`,
  ].join('\n');
}

function toProblem(
  { stackName, logicalId, type, status, reason, skipName }: FailedResource,
  { describe }: BlockedDetails,
): Problem {
  const name = describe?.(logicalId) ?? `${type} ${logicalId}`;
  return {
    message: `${name.charAt(0).toUpperCase()}${name.slice(1)} could not be ${skipName === undefined ? participleOf(status) : 'rolled back'}`,
    path: `${type} ${logicalId} in stack ${stackName}`,
    why: reason ?? `CloudFormation says: ${status}`,
  };
}

function participleOf(status: string): string {
  if (status.startsWith('DELETE')) return 'deleted';
  return status.startsWith('CREATE') ? 'created' : 'updated';
}

/** The toolkit serves every app of the account and region, so no command of an app deletes it. */
function deleteCommand(name: string): string {
  return name === toolkitStackName ? `aws cloudformation delete-stack --stack-name ${name}` : 'jets delete';
}
