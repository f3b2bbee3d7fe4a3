import type { Collection, Store } from '../cloud.ts';

/** A role as it is stored. Times are ISO 8601; documents are the text that was given. */
export interface RoleRecord {
  readonly roleName: string;
  readonly roleId: string;
  readonly path: string;
  readonly arn: string;
  readonly createDate: string;
  readonly assumeRolePolicyDocument: string;
  readonly description?: string;
  /** Seconds. */
  readonly maxSessionDuration: number;
  readonly permissionsBoundary?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Policy name → document. */
  readonly inlinePolicies: Readonly<Record<string, string>>;
  readonly attachedPolicyArns: readonly string[];
}

/** A customer-managed policy as it is stored. */
export interface PolicyRecord {
  readonly policyName: string;
  readonly policyId: string;
  readonly path: string;
  readonly arn: string;
  readonly description?: string;
  readonly createDate: string;
  readonly updateDate: string;
  readonly defaultVersionId: string;
  /** Oldest first; ids are never used again. */
  readonly versions: readonly PolicyVersionRecord[];
  readonly nextVersion: number;
  readonly tags: Readonly<Record<string, string>>;
}

export interface PolicyVersionRecord {
  readonly versionId: string;
  readonly document: string;
  readonly createDate: string;
}

/** IAM is global, so keys carry the account only. */
export interface Records {
  /** By {@link roleKey}. */
  readonly roles: Collection<RoleRecord>;
  /** By ARN. */
  readonly policies: Collection<PolicyRecord>;
}

export function openRecords(store: Store): Records {
  return { roles: store.collection('iam.roles'), policies: store.collection('iam.policies') };
}

/** Role names are unique without regard to case. */
export function roleKey(account: string, roleName: string): string {
  return `${account}/${roleName.toLowerCase()}`;
}
