import type { StackEventRecord } from '../aws/stacks.ts';

export interface RootCause {
  readonly stackName: string;
  readonly logicalId: string;
  readonly resourceType: string;
  /** AWS's own words. */
  readonly message: string;
}

/**
 * The first resource that failed in the deepest nested stack: what made the others fail.
 * Left aside: nested stacks (they fail because something in them did) and resources that were only cancelled.
 *
 * @param events of one operation, oldest first.
 */
export function findRootCause(events: readonly StackEventRecord[]): RootCause | undefined {
  const failed = events.filter((event) => event.status.endsWith('_FAILED'));
  const own = failed.filter((event) => event.physicalId !== event.stackId && !isCancelled(event));
  const cause =
    own.find((event) => event.resourceType !== 'AWS::CloudFormation::Stack') ?? own[0] ?? failed[0];
  return cause
    ? {
        stackName: cause.stackName,
        logicalId: cause.logicalId,
        resourceType: cause.resourceType,
        message: cause.reason ?? cause.status,
      }
    : undefined;
}

function isCancelled(event: StackEventRecord): boolean {
  return /^Resource (creation|update) cancelled/i.test(event.reason ?? '');
}
