import type { StackEventRecord, StackResourceRecord } from '../aws/stack-records.ts';
import type { Stacks } from '../aws/stacks.ts';
import { inParallel } from './in-parallel.ts';

/** A resource that the last operation on a stack could not bring to where it was to be. */
export interface FailedResource {
  /** Name of the stack it is in: the root or a nested one. */
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  /** CloudFormation's word: `UPDATE_FAILED`, `DELETE_FAILED`. */
  readonly status: string;
  readonly reason?: string;
  /**
   * As `ResourcesToSkip` of ContinueUpdateRollback wants it: `LogicalId` in the root stack, else the NAME of the nested
   * stack (not its logical id) and a dot before it. Absent where CloudFormation would not skip it: it skips only what
   * is in UPDATE_FAILED because a rollback failed, not because the update did, and no nested stack that stands.
   * Source: docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ContinueUpdateRollback.html.
   */
  readonly skipName?: string;
}

/**
 * What failed in a root stack and its nested stacks, with CloudFormation's reasons; sorted by stack, the root first.
 * Left out: nested stacks in which something else failed, and what was only cancelled because of that. Reads only.
 */
export async function readFailedResources(
  stacks: Pick<Stacks, 'listResources' | 'readEvents'>,
  root: { readonly id: string; readonly name: string },
): Promise<FailedResource[]> {
  const read = async (stackId: string, stackName: string): Promise<FailedResource[]> => {
    const resources = await stacks.listResources(stackId);
    const nested = resources.filter(
      ({ type, status }) => type === nestedStackType && status !== 'DELETE_COMPLETE',
    );
    const within = new Map(
      await inParallel(nested, async ({ logicalId, physicalId = '' }) => {
        const name = nameOf(physicalId);
        return [logicalId, name === undefined ? [] : await read(physicalId, name)] as const;
      }),
    );
    const failed = resources.filter(
      (resource) => isFailure(resource) && (within.get(resource.logicalId) ?? []).length === 0,
    );
    const skippable = failed.some(mayBeSkipped)
      ? await findFailedRollbacks(stacks, stackId)
      : new Set<string>();
    const prefix = stackName === root.name ? '' : `${stackName}.`;
    const own = failed.map((resource) => ({
      ...toFailedResource(resource, stackName),
      ...(mayBeSkipped(resource) && skippable.has(resource.logicalId)
        ? { skipName: `${prefix}${resource.logicalId}` }
        : {}),
    }));
    return [...own, ...[...within.values()].flat()];
  };
  return await read(root.id, root.name);
}

const nestedStackType = 'AWS::CloudFormation::Stack';

/** `arn:aws:cloudformation:us-east-1:123456789012:stack/<name>/<uuid>`. A nested stack that was never made has none. */
function nameOf(stackId: string): string | undefined {
  return stackId.startsWith('arn:') ? stackId.split('/')[1] : undefined;
}

function isFailure({ status, reason = '' }: StackResourceRecord): boolean {
  return status.endsWith('_FAILED') && !/^Resource (creation|update|deletion) cancelled/i.test(reason);
}

function mayBeSkipped({ status, type }: StackResourceRecord): boolean {
  return status === 'UPDATE_FAILED' && type !== nestedStackType;
}

/**
 * Logical ids of what failed in a stack since its last update began to be rolled back, however often that was tried. The
 * resource itself does not tell: what made the update fail is in UPDATE_FAILED until the rollback comes to it.
 */
async function findFailedRollbacks(
  stacks: Pick<Stacks, 'readEvents'>,
  stackId: string,
): Promise<ReadonlySet<string>> {
  const isOwn = (event: StackEventRecord, status: string) =>
    event.physicalId === stackId && event.status === status;
  const events = (await stacks.readEvents(stackId, (event) => isOwn(event, 'UPDATE_IN_PROGRESS'))) ?? [];
  const began = events.findLastIndex((event) => isOwn(event, 'UPDATE_ROLLBACK_IN_PROGRESS'));
  const since = events.slice(0, Math.max(0, began));
  return new Set(since.filter(({ status }) => status === 'UPDATE_FAILED').map(({ logicalId }) => logicalId));
}

function toFailedResource(
  { logicalId, type, status, reason }: StackResourceRecord,
  stackName: string,
): FailedResource {
  return { stackName, logicalId, type, status, ...(reason ? { reason } : {}) };
}
