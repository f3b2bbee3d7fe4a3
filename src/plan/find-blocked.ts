import { type Live, type LiveStack, toolkitStackName } from '../live/live.ts';
import type { Blocked } from './plan.ts';

/**
 * Whether CloudFormation would refuse any operation on one of our stacks right now (AWS-FACTS 1.3, 1.4).
 * ROLLBACK_COMPLETE and REVIEW_IN_PROGRESS are no obstacles: the plan handles them. Nor is a toolkit that is being made
 * or updated: another app's deploy does that, and this one waits for it.
 */
export function findBlocked({ toolkit, stack }: Live): Blocked | undefined {
  const isToolkitOnItsWay = /^(CREATE|UPDATE|UPDATE_COMPLETE_CLEANUP)_IN_PROGRESS$/.test(
    toolkit?.status ?? '',
  );
  return (
    (toolkit && !isToolkitOnItsWay ? blockedBy(toolkit) : undefined) ?? (stack && blockedBy(stack.record))
  );
}

function blockedBy({ name, status, statusReason }: LiveStack['record']): Blocked | undefined {
  if (status === 'REVIEW_IN_PROGRESS' || status === 'ROLLBACK_COMPLETE') return undefined;
  // What CloudFormation says of every operation that somebody asked for tells nobody anything.
  const why =
    statusReason && statusReason !== 'User Initiated' ? { why: `CloudFormation says: ${statusReason}` } : {};
  if (status.endsWith('_IN_PROGRESS')) {
    return {
      kind: 'busy',
      problem: {
        message: `Stack ${name} is in the middle of an operation (${status})`,
        ...why,
        fix: `Wait until CloudFormation is done, then run the same command again. To wait for it:\n${waitCommand(name, status)}`,
      },
    };
  }
  if (/^UPDATE_ROLLBACK_FAILED$|^IMPORT_ROLLBACK_FAILED$/.test(status)) {
    return {
      kind: 'stuck',
      problem: {
        message: `Stack ${name} is stuck: its last update failed and could not be rolled back (${status})`,
        ...why,
        fix: `Remove what stood in the way, let CloudFormation finish the rollback, then deploy again:\naws cloudformation continue-update-rollback --stack-name ${name}`,
      },
    };
  }
  if (/^(ROLLBACK_FAILED|CREATE_FAILED|DELETE_FAILED)$/.test(status)) {
    return {
      kind: 'stuck',
      problem: {
        message: `Stack ${name} is stuck in ${status} and can only be deleted`,
        ...why,
        fix: `Remove what stood in the way, delete the stack, then deploy again:\n${deleteCommand(name)}`,
      },
    };
  }
  return undefined;
}

/** The toolkit serves every app of the account and region, so no command of an app deletes it. */
function deleteCommand(name: string): string {
  return name === toolkitStackName ? `aws cloudformation delete-stack --stack-name ${name}` : 'jets delete';
}

function waitCommand(name: string, status: string): string {
  if (status.startsWith('DELETE'))
    return `aws cloudformation wait stack-delete-complete --stack-name ${name}`;
  const waiter = /^CREATE|^ROLLBACK/.test(status)
    ? 'stack-create-complete'
    : status.includes('ROLLBACK')
      ? 'stack-rollback-complete'
      : 'stack-update-complete';
  return `aws cloudformation wait ${waiter} --stack-name ${name}`;
}
