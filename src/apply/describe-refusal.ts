import { AwsError } from '../aws/aws-error.ts';
import type { ChangeSetRecord } from '../aws/stack-records.ts';
import type { Stacks } from '../aws/stacks.ts';
import type { FailedOutcome } from './stack-outcome.ts';

/**
 * Why CloudFormation refused to make a change set. Its own reason often only points to DescribeEvents, which knows the
 * resource (AWS-FACTS 1, early validation).
 */
export async function describeRefusal(
  stacks: Pick<Stacks, 'readChangeSetFaults'>,
  stackName: string,
  { id, status, statusReason = `The change set is in ${status}.` }: ChangeSetRecord,
): Promise<FailedOutcome> {
  const failed = { kind: 'failed', status: 'CHANGE_SET_FAILED' } as const;
  try {
    const [first, ...others] = await stacks.readChangeSetFaults(id);
    if (!first) return { ...failed, reason: statusReason };
    const { logicalId, resourceType } = first;
    const message = [first, ...others].map(({ reason }) => reason).join('\n');
    return { ...failed, reason: statusReason, cause: { stackName, logicalId, resourceType, message } };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    // The refusal counts more than the missing detail, which is named beside it.
    const missing = `(Details could not be read: ${error.operation} answered ${error.code}: ${error.message})`;
    return { ...failed, reason: `${statusReason}\n${missing}` };
  }
}
