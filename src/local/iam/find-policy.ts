import { findAwsManagedPolicy } from './aws-managed-policies.ts';
import { invalidInput, noSuchEntity } from './errors.ts';
import type { PolicyRecord, Records } from './records.ts';

/** What a customer-managed and an AWS-managed policy have in common. */
export type AnyPolicy = PolicyRecord & {
  /** Versions may be empty for an AWS-managed policy whose document is not known here. */
  readonly isAwsManaged: boolean;
};

/** Throws NoSuchEntity for a customer-managed policy that is not there; any well-formed AWS-managed ARN is. */
export function requirePolicy(
  records: Records,
  arn: string,
  missing = (policyArn: string) => `Policy ${policyArn} does not exist or is not attachable.`,
): AnyPolicy {
  if (!/^arn:aws[a-z-]*:iam::(aws|\d{12}):policy\/[\u0021-\u007e]+$/.test(arn))
    throw invalidInput(`ARN ${arn} is not valid.`);
  const awsManaged = findAwsManagedPolicy(arn);
  if (awsManaged) return { ...awsManaged, isAwsManaged: true };
  const policy = records.policies.get(arn);
  if (policy === undefined) throw noSuchEntity(missing(arn));
  return { ...policy, isAwsManaged: false };
}

/** For what changes a policy: AWS's own cannot be changed. */
export function requireOwnPolicy(records: Records, arn: string): PolicyRecord {
  requirePolicy(records, arn, (policyArn) => `Policy ${policyArn} was not found.`);
  const policy = records.policies.get(arn);
  if (policy === undefined)
    throw invalidInput(`Cannot perform the operation on the protected policy '${arn}'.`);
  return policy;
}
