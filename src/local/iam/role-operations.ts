import type { Cloud, RequestContext, Service } from '../cloud.ts';
import { checkDescription, checkPath, checkRoleName, checkSessionDuration } from './constraints.ts';
import { deleteConflict, entityAlreadyExists, limitExceeded } from './errors.ts';
import { putRole, requireRole } from './find-role.ts';
import { takePage, type PageInput } from './page.ts';
import { checkTrustPolicy } from './policy-document.ts';
import { roleKey, type Records, type RoleRecord } from './records.ts';
import { requirePolicy } from './find-policy.ts';
import { now } from './time.ts';
import { addTags, listTags, removeTags, type Tag } from './tags.ts';

interface RoleInput {
  readonly RoleName: string;
}

interface CreateRoleInput extends RoleInput {
  readonly Path?: string;
  readonly AssumeRolePolicyDocument: string;
  readonly Description?: string;
  readonly MaxSessionDuration?: number;
  readonly PermissionsBoundary?: string;
  readonly Tags?: readonly Tag[];
}

/** Roles as such: what they are, not what they may do. */
export function createRoleOperations(records: Records, cloud: Cloud): Service['operations'] {
  const change = (role: RoleRecord, changed: Partial<RoleRecord>, context: RequestContext) => {
    const after: RoleRecord = { ...role, ...changed };
    putRole(records, after, context);
    return after;
  };

  return {
    CreateRole: (input: CreateRoleInput, context) => {
      const { RoleName: roleName, Path: path = '/', MaxSessionDuration: maxSessionDuration = 3600 } = input;
      checkRoleName(roleName);
      checkPath(path);
      checkDescription(input.Description);
      checkSessionDuration(maxSessionDuration);
      checkTrustPolicy(input.AssumeRolePolicyDocument);
      if (input.PermissionsBoundary !== undefined) requirePolicy(records, input.PermissionsBoundary);
      if (records.roles.has(roleKey(context.account, roleName))) {
        throw entityAlreadyExists(`Role with name ${roleName} already exists.`);
      }
      if (rolesOf(records, context).length >= 1000)
        throw limitExceeded('Cannot exceed quota for RolesPerAccount: 1000');
      const role: RoleRecord = {
        roleName,
        roleId: `AROA${cloud.generateId(17).toUpperCase()}`,
        path,
        arn: `arn:aws:iam::${context.account}:role${path}${roleName}`,
        createDate: now(),
        assumeRolePolicyDocument: input.AssumeRolePolicyDocument,
        ...(input.Description !== undefined && { description: input.Description }),
        maxSessionDuration,
        ...(input.PermissionsBoundary !== undefined && { permissionsBoundary: input.PermissionsBoundary }),
        tags: addTags({}, input.Tags),
        inlinePolicies: {},
        attachedPolicyArns: [],
      };
      putRole(records, role, context);
      return { Role: describe(role) };
    },

    GetRole: ({ RoleName }: RoleInput, context) => {
      const role = requireRole(records, RoleName, context);
      return { Role: { ...describe(role), RoleLastUsed: {} } };
    },

    ListRoles: ({ PathPrefix = '/', ...paging }: PageInput & { PathPrefix?: string }, context) => {
      const roles = rolesOf(records, context)
        .filter((role) => role.path.startsWith(PathPrefix))
        .toSorted((a, b) => (a.roleName.toLowerCase() < b.roleName.toLowerCase() ? -1 : 1));
      const { page, paging: next } = takePage(roles, paging);
      // Tags and the boundary are left out of lists.
      const Roles = page.map((role) => ({
        ...describe(role),
        Tags: undefined,
        PermissionsBoundary: undefined,
      }));
      return { Roles, ...next };
    },

    UpdateRole: (input: RoleInput & { Description?: string; MaxSessionDuration?: number }, context) => {
      const role = requireRole(records, input.RoleName, context);
      checkDescription(input.Description);
      if (input.MaxSessionDuration !== undefined) checkSessionDuration(input.MaxSessionDuration);
      change(
        role,
        {
          ...(input.Description !== undefined && { description: input.Description }),
          ...(input.MaxSessionDuration !== undefined && { maxSessionDuration: input.MaxSessionDuration }),
        },
        context,
      );
      return {};
    },

    UpdateRoleDescription: ({ RoleName, Description }: RoleInput & { Description: string }, context) => {
      checkDescription(Description);
      const role = requireRole(records, RoleName, context);
      return { Role: describe(change(role, { description: Description }, context)) };
    },

    UpdateAssumeRolePolicy: (
      { RoleName, PolicyDocument }: RoleInput & { PolicyDocument: string },
      context,
    ) => {
      const role = requireRole(records, RoleName, context);
      checkTrustPolicy(PolicyDocument);
      change(role, { assumeRolePolicyDocument: PolicyDocument }, context);
      return {};
    },

    PutRolePermissionsBoundary: (
      { RoleName, PermissionsBoundary }: RoleInput & { PermissionsBoundary: string },
      context,
    ) => {
      const role = requireRole(records, RoleName, context);
      requirePolicy(records, PermissionsBoundary);
      change(role, { permissionsBoundary: PermissionsBoundary }, context);
      return {};
    },

    DeleteRolePermissionsBoundary: ({ RoleName }: RoleInput, context) => {
      const { permissionsBoundary: _gone, ...role } = requireRole(records, RoleName, context);
      putRole(records, role, context);
      return {};
    },

    DeleteRole: ({ RoleName }: RoleInput, context) => {
      const role = requireRole(records, RoleName, context);
      if (role.attachedPolicyArns.length > 0) {
        throw deleteConflict('Cannot delete entity, must detach all policies first.');
      }
      if (Object.keys(role.inlinePolicies).length > 0) {
        throw deleteConflict('Cannot delete entity, must delete policies first.');
      }
      records.roles.remove(roleKey(context.account, RoleName));
      return {};
    },

    TagRole: ({ RoleName, Tags }: RoleInput & { Tags: readonly Tag[] }, context) => {
      const role = requireRole(records, RoleName, context);
      change(role, { tags: addTags(role.tags, Tags) }, context);
      return {};
    },

    UntagRole: ({ RoleName, TagKeys }: RoleInput & { TagKeys: readonly string[] }, context) => {
      const role = requireRole(records, RoleName, context);
      change(role, { tags: removeTags(role.tags, TagKeys) }, context);
      return {};
    },

    ListRoleTags: ({ RoleName, ...paging }: RoleInput & PageInput, context) => {
      const { page, paging: next } = takePage(listTags(requireRole(records, RoleName, context).tags), paging);
      return { Tags: page, ...next };
    },

    // Instance profiles cannot be made here, so no role is in one.
    ListInstanceProfilesForRole: ({ RoleName }: RoleInput, context) => {
      requireRole(records, RoleName, context);
      return { InstanceProfiles: [], IsTruncated: false };
    },
  };
}

function rolesOf(records: Records, { account }: RequestContext): RoleRecord[] {
  return [...records.roles.entries()]
    .filter(([key]) => key.startsWith(`${account}/`))
    .map(([, role]) => role);
}

/** AWS's Role shape; documents are URL-encoded in every answer of IAM. */
function describe(role: RoleRecord) {
  return {
    Path: role.path,
    RoleName: role.roleName,
    RoleId: role.roleId,
    Arn: role.arn,
    CreateDate: new Date(role.createDate),
    AssumeRolePolicyDocument: encodeURIComponent(role.assumeRolePolicyDocument),
    Description: role.description,
    MaxSessionDuration: role.maxSessionDuration,
    PermissionsBoundary: role.permissionsBoundary && {
      PermissionsBoundaryType: 'Policy',
      PermissionsBoundaryArn: role.permissionsBoundary,
    },
    Tags: Object.keys(role.tags).length > 0 ? listTags(role.tags) : undefined,
  };
}
