import type { LivePage } from '../live/live.ts';

/** Logical ids of the nested stacks that CloudFormation can update: those that are neither deleted nor about to be. */
export function findStandingStacks(pages: readonly LivePage[]): ReadonlySet<string> {
  return new Set(
    pages.filter(({ status }) => !status?.startsWith('DELETE')).map(({ logicalId }) => logicalId),
  );
}
