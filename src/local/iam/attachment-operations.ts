import type { Service } from '../cloud.ts';
import { limitExceeded, noSuchEntity } from './errors.ts';
import { requirePolicy } from './find-policy.ts';
import { putRole, requireRole } from './find-role.ts';
import { takePage, type PageInput } from './page.ts';
import type { Records } from './records.ts';

interface AttachmentInput {
  readonly RoleName: string;
  readonly PolicyArn: string;
}

/** Which managed policies a role has. */
export function createAttachmentOperations(records: Records): Service['operations'] {
  return {
    AttachRolePolicy: ({ RoleName, PolicyArn }: AttachmentInput, context) => {
      const role = requireRole(records, RoleName, context);
      requirePolicy(records, PolicyArn);
      if (role.attachedPolicyArns.includes(PolicyArn)) return {};
      if (role.attachedPolicyArns.length >= 10)
        throw limitExceeded('Cannot exceed quota for PoliciesPerRole: 10');
      putRole(records, { ...role, attachedPolicyArns: [...role.attachedPolicyArns, PolicyArn] }, context);
      return {};
    },

    DetachRolePolicy: ({ RoleName, PolicyArn }: AttachmentInput, context) => {
      const role = requireRole(records, RoleName, context);
      if (!role.attachedPolicyArns.includes(PolicyArn))
        throw noSuchEntity(`Policy ${PolicyArn} was not found.`);
      const attachedPolicyArns = role.attachedPolicyArns.filter((arn) => arn !== PolicyArn);
      putRole(records, { ...role, attachedPolicyArns }, context);
      return {};
    },

    ListAttachedRolePolicies: (
      { RoleName, PathPrefix = '/', ...paging }: { RoleName: string; PathPrefix?: string } & PageInput,
      context,
    ) => {
      const role = requireRole(records, RoleName, context);
      const policies = role.attachedPolicyArns
        .map((arn) => requirePolicy(records, arn))
        .filter((policy) => policy.path.startsWith(PathPrefix))
        .map((policy) => ({ PolicyName: policy.policyName, PolicyArn: policy.arn }));
      const { page, paging: next } = takePage(policies, paging);
      return { AttachedPolicies: page, ...next };
    },

    ListEntitiesForPolicy: ({ PolicyArn, ...paging }: { PolicyArn: string } & PageInput) => {
      requirePolicy(records, PolicyArn);
      const roles = [...records.roles.values()]
        .filter((role) => role.attachedPolicyArns.includes(PolicyArn))
        .map((role) => ({ RoleName: role.roleName, RoleId: role.roleId }));
      const { page, paging: next } = takePage(roles, paging);
      return { PolicyRoles: page, PolicyUsers: [], PolicyGroups: [], ...next };
    },
  };
}
