import { ServiceError } from '../../cloud.ts';

const missingCodes = new Set([
  'NoSuchBucket',
  'NoSuchBucketPolicy',
  'NoSuchEntity',
  'NoSuchEntityException',
  'NoSuchHostedZone',
  'NotFound',
  'NotFoundException',
  'ResourceNotFoundException',
]);

/** Waits for a removal; what is gone already counts as removed. */
export async function ignoreMissing(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

export function isMissing(error: unknown): boolean {
  if (!(error instanceof ServiceError)) return false;
  // Route 53 answers so to the deletion of a record that is not there.
  const isMissingRecord = error.code === 'InvalidChangeBatch' && /\bnot found\b/.test(error.message);
  return missingCodes.has(error.code) || isMissingRecord;
}
