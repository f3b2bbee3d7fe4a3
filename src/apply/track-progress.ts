import type { StackEventRecord } from '../aws/stacks.ts';
import type { DeployEvent, OnEvent } from './deploy-event.ts';

/**
 * Turns CloudFormation's events into progress lines, one stack each: how many resources are through, and what is
 * being worked on now.
 *
 * @param totals resources expected to change, by stack name as events carry it, or by logical id for nested stacks.
 */
export function trackProgress(
  rootStackId: string,
  totals: ReadonlyMap<string, number>,
  onEvent: OnEvent,
): (event: StackEventRecord) => void {
  const done = new Map<string, Set<string>>();
  const logicalIds = new Map<string, string>([[rootStackId, 'app']]);
  return (event) => {
    if (event.resourceType === 'AWS::CloudFormation::Stack' && event.physicalId !== event.stackId) {
      if (event.physicalId) logicalIds.set(event.physicalId, event.logicalId);
    }
    onEvent(toStackEvent(event));
    if (event.physicalId === event.stackId) return;
    const finished = done.get(event.stackId) ?? new Set<string>();
    done.set(event.stackId, finished);
    if (event.status.endsWith('_COMPLETE')) finished.add(event.logicalId);
    const total = totals.get(logicalIds.get(event.stackId) ?? '');
    onEvent({
      type: 'progress',
      stack: event.stackName,
      done: finished.size,
      ...(total === undefined ? {} : { total: Math.max(total, finished.size) }),
      ...(event.status.endsWith('_IN_PROGRESS')
        ? { current: `${verbOf(event.status)} ${event.logicalId}` }
        : {}),
    });
  };
}

function toStackEvent(event: StackEventRecord): DeployEvent {
  return {
    type: 'stack-event',
    stack: event.stackName,
    logicalId: event.logicalId,
    resourceType: event.resourceType,
    status: event.status,
    ...(event.reason ? { reason: event.reason } : {}),
    at: event.at.toISOString(),
  };
}

function verbOf(status: string): string {
  if (status.includes('ROLLBACK')) return 'rolling back';
  if (status.startsWith('CREATE')) return 'creating';
  if (status.startsWith('DELETE')) return 'deleting';
  return 'updating';
}
