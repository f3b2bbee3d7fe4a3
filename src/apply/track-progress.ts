import type { StackEventRecord } from '../aws/stack-records.ts';
import type { DeployEvent, OnEvent } from './deploy-event.ts';

export interface ProgressOptions {
  readonly rootStackId: string;
  /** Resources expected to change: of the root stack by `app`, of nested stacks by their logical id. */
  readonly totals?: ReadonlyMap<string, number>;
  /** What a logical id stands for, in a person's words. */
  readonly describe?: (logicalId: string) => string | undefined;
}

/**
 * Turns CloudFormation's events into progress lines, one stack each: how many resources are through, and what is
 * being worked on now.
 */
export function trackProgress(
  { rootStackId, totals = new Map(), describe = () => undefined }: ProgressOptions,
  onEvent: OnEvent,
): (event: StackEventRecord) => void {
  const done = new Map<string, Set<string>>();
  const rollingBack = new Set<string>();
  const logicalIds = new Map<string, string>([[rootStackId, 'app']]);
  return (event) => {
    const { stackId, logicalId, physicalId, status } = event;
    const text = describe(logicalId);
    onEvent(toStackEvent(event, text));
    const finished = done.get(stackId) ?? new Set<string>();
    done.set(stackId, finished);
    const key = logicalIds.get(stackId) ?? '';
    const report = (current?: string) => {
      const total = totals.get(key);
      onEvent({
        type: 'progress',
        stack: event.stackName,
        label: key === 'app' || key === '' ? event.stackName : key,
        done: finished.size,
        ...(total === undefined || rollingBack.has(stackId) ? {} : { total: Math.max(total, finished.size) }),
        ...(current ? { current } : {}),
      });
    };
    if (physicalId === stackId) {
      if (!status.endsWith('ROLLBACK_IN_PROGRESS') || rollingBack.has(stackId)) return;
      rollingBack.add(stackId);
      finished.clear();
      report('undoing what was done');
      return;
    }
    if (event.resourceType === 'AWS::CloudFormation::Stack' && physicalId)
      logicalIds.set(physicalId, logicalId);
    // What a deletion policy retains is skipped.
    if (/_(COMPLETE|SKIPPED)$/.test(status)) finished.add(logicalId);
    const verb = rollingBack.has(stackId) ? 'rolling back' : verbOf(status);
    report(status.endsWith('_IN_PROGRESS') ? `${verb} ${text ?? logicalId}` : undefined);
  };
}

function toStackEvent(event: StackEventRecord, text: string | undefined): DeployEvent {
  return {
    type: 'stack-event',
    stack: event.stackName,
    logicalId: event.logicalId,
    resourceType: event.resourceType,
    ...(text ? { text } : {}),
    status: event.status,
    ...(event.reason ? { reason: event.reason } : {}),
    at: event.at.toISOString(),
  };
}

function verbOf(status: string): string {
  if (status.startsWith('CREATE')) return 'creating';
  if (status.startsWith('DELETE')) return 'deleting';
  return 'updating';
}
