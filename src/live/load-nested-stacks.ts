import type { StackResourceRecord } from '../aws/stack-records.ts';
import type { Stacks } from '../aws/stacks.ts';
import { findNested } from './find-nested.ts';
import { inParallel } from './in-parallel.ts';
import type { LivePage } from './live.ts';

export interface NestedStack {
  readonly page: LivePage;
  readonly resources: readonly StackResourceRecord[];
}

/** Reads templates and resources of the nested stacks that are among a root stack's resources. */
export async function loadNestedStacks(
  stacks: Stacks,
  rootResources: readonly StackResourceRecord[],
): Promise<NestedStack[]> {
  const nested = await inParallel(findNested(rootResources), ({ logicalId, stackId }) =>
    loadNestedStack(stacks, logicalId, stackId),
  );
  return nested.flat();
}

/**
 * A nested stack that was deleted by itself is not there, whatever the root stack has on record: its template and
 * resources can be read for 90 days all the same. One that is being deleted or could not be deleted still holds what it
 * has not lost yet; its status tells.
 *
 * @returns none when it is gone or was never given a template.
 */
async function loadNestedStack(stacks: Stacks, logicalId: string, stackId: string): Promise<NestedStack[]> {
  const record = await stacks.readStack(stackId);
  if (!record) return [];
  const [templateBody, resources] = await Promise.all([
    stacks.readTemplate(stackId),
    listStanding(stacks, stackId),
  ]);
  if (!templateBody) return [];
  return [{ page: { logicalId, stackId, templateBody, status: record.status }, resources }];
}

/** What a stack holds: without what is deleted already, and what it let go (`DeletionPolicy: Retain`). */
export async function listStanding(
  stacks: Pick<Stacks, 'listResources'>,
  stackId: string,
): Promise<StackResourceRecord[]> {
  const resources = await stacks.listResources(stackId);
  return resources.filter(({ status }) => status !== 'DELETE_COMPLETE' && status !== 'DELETE_SKIPPED');
}
