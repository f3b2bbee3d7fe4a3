import { findAwsManagedPolicy } from './aws-managed-policies.ts';
import { compilePolicy, type CompiledPolicy } from './evaluate-policies.ts';
import { roleKey, type PolicyRecord, type Records, type RoleRecord } from './records.ts';

export interface RolePolicies {
  readonly policies: readonly CompiledPolicy[];
  /** The permissions boundary, when the role has one. */
  readonly boundary?: readonly CompiledPolicy[];
}

/**
 * A role's policies by the role's ARN; undefined when there is no such role. Documents are compiled once for every stored
 * record, so asking for every request of an API costs next to nothing: records are replaced, never changed.
 */
export function createRolePolicyIndex(records: Records): (roleArn: string) => RolePolicies | undefined {
  const inline = new WeakMap<RoleRecord, readonly CompiledPolicy[]>();
  const managed = new WeakMap<PolicyRecord, CompiledPolicy>();

  const compileInline = (role: RoleRecord): readonly CompiledPolicy[] => {
    const compiled =
      inline.get(role) ??
      Object.entries(role.inlinePolicies).map(([name, document]) =>
        compilePolicy(`role_${role.roleName}_${name}`, document),
      );
    inline.set(role, compiled);
    return compiled;
  };

  const compileManaged = (arn: string): CompiledPolicy => {
    const policy = findAwsManagedPolicy(arn) ?? records.policies.get(arn);
    const version = policy?.versions.find((one) => one.versionId === policy.defaultVersionId);
    // A document that is not known here grants nothing.
    if (policy === undefined || version === undefined) return { sourceId: arn, statements: [] };
    const compiled = managed.get(policy) ?? compilePolicy(policy.policyName, version.document);
    managed.set(policy, compiled);
    return compiled;
  };

  return (roleArn) => {
    const role = findRole(records, roleArn);
    return (
      role && {
        policies: [...compileInline(role), ...role.attachedPolicyArns.map(compileManaged)],
        ...(role.permissionsBoundary !== undefined && {
          boundary: [compileManaged(role.permissionsBoundary)],
        }),
      }
    );
  };
}

function findRole(records: Records, roleArn: string): RoleRecord | undefined {
  const [, account = '', path = ''] = /^arn:aws[a-z-]*:iam::(\d{12}):role\/(.+)$/.exec(roleArn) ?? [];
  const role = records.roles.get(roleKey(account, path.slice(path.lastIndexOf('/') + 1)));
  return role?.arn === roleArn ? role : undefined;
}
