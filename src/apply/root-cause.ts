import type { StackEventRecord } from '../aws/stack-records.ts';

export interface RootCause {
  readonly stackName: string;
  readonly logicalId: string;
  readonly resourceType: string;
  /** What CloudFormation was at; unknown when it refused before it began. */
  readonly action?: 'create' | 'update' | 'delete';
  /** AWS's own words. */
  readonly message: string;
}

/**
 * The first resource that failed in the deepest nested stack: what made the others fail.
 * Left aside: nested stacks (they fail because something in them did) and resources that were only cancelled.
 *
 * @param events of one operation, in any order.
 */
export function findRootCause(events: readonly StackEventRecord[]): RootCause | undefined {
  const failed = byTime(events).filter((event) => event.status.endsWith('_FAILED'));
  const own = failed.filter((event) => event.physicalId !== event.stackId && !isCancelled(event));
  const cause =
    own.find((event) => event.resourceType !== 'AWS::CloudFormation::Stack') ?? own[0] ?? failed[0];
  return cause && toRootCause(cause);
}

/** What kept a rollback from ending: the first resource that failed after a rollback had begun. */
export function findRollbackCause(events: readonly StackEventRecord[]): RootCause | undefined {
  const ordered = byTime(events);
  const began = ordered.findIndex(
    (event) => event.physicalId === event.stackId && event.status.endsWith('ROLLBACK_IN_PROGRESS'),
  );
  return began < 0 ? undefined : findRootCause(ordered.slice(began));
}

/**
 * Resources that CloudFormation gave up deleting although the operation succeeded: they are left without an owner
 * (AWS-FACTS 1.2).
 */
export function findOrphans(events: readonly StackEventRecord[]): RootCause[] {
  const last = new Map(
    events.map((event) => [`${event.stackId} ${event.logicalId} ${event.physicalId ?? ''}`, event]),
  );
  return [...last.values()]
    .filter((event) => event.status === 'DELETE_FAILED' && event.physicalId !== event.stackId)
    .map(toRootCause);
}

/** Whether an event only says that a resource was stopped because another one had failed. */
export function isCancelled({ reason }: { readonly reason?: string }): boolean {
  return /^Resource (creation|update|deletion) cancelled/i.test(reason ?? '');
}

function toRootCause(event: StackEventRecord): RootCause {
  const action = actionOf(event.status);
  return {
    ...(action ? { action } : {}),
    stackName: event.stackName,
    logicalId: event.logicalId,
    resourceType: event.resourceType,
    message: event.reason ?? event.status,
  };
}

function actionOf(status: string): RootCause['action'] {
  if (status.startsWith('CREATE')) return 'create';
  if (status.startsWith('DELETE')) return 'delete';
  return status.startsWith('UPDATE') ? 'update' : undefined;
}

function byTime(events: readonly StackEventRecord[]): StackEventRecord[] {
  return events.toSorted((one, other) => one.at.getTime() - other.at.getTime());
}
