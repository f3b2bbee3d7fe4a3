import type { Service } from '../cloud.ts';
import { checkPolicyName } from './constraints.ts';
import { limitExceeded, noSuchEntity } from './errors.ts';
import { putRole, requireRole } from './find-role.ts';
import { takePage, type PageInput } from './page.ts';
import { checkIdentityPolicy, countCharacters } from './policy-document.ts';
import type { Records } from './records.ts';

/** Characters of all inline policies of a role together; white space does not count. */
const inlinePolicyQuota = 10_240;

interface RolePolicyInput {
  readonly RoleName: string;
  readonly PolicyName: string;
}

/** A role's own policies. */
export function createInlinePolicyOperations(records: Records): Service['operations'] {
  return {
    PutRolePolicy: (
      { RoleName, PolicyName, PolicyDocument }: RolePolicyInput & { PolicyDocument: string },
      context,
    ) => {
      checkPolicyName(PolicyName);
      const role = requireRole(records, RoleName, context);
      checkIdentityPolicy(PolicyDocument);
      const inlinePolicies = { ...role.inlinePolicies, [PolicyName]: PolicyDocument };
      const size = Object.values(inlinePolicies).reduce(
        (sum, document) => sum + countCharacters(document),
        0,
      );
      if (size > inlinePolicyQuota) {
        throw limitExceeded(
          `Maximum policy size of ${inlinePolicyQuota} bytes exceeded for role ${RoleName}`,
        );
      }
      putRole(records, { ...role, inlinePolicies }, context);
      return {};
    },

    GetRolePolicy: ({ RoleName, PolicyName }: RolePolicyInput, context) => {
      const { inlinePolicies } = requireRole(records, RoleName, context);
      const document = inlinePolicies[PolicyName];
      if (document === undefined) throw noSuchPolicy(PolicyName);
      return { RoleName, PolicyName, PolicyDocument: encodeURIComponent(document) };
    },

    DeleteRolePolicy: ({ RoleName, PolicyName }: RolePolicyInput, context) => {
      const role = requireRole(records, RoleName, context);
      const { [PolicyName]: gone, ...inlinePolicies } = role.inlinePolicies;
      if (gone === undefined) throw noSuchPolicy(PolicyName);
      putRole(records, { ...role, inlinePolicies }, context);
      return {};
    },

    ListRolePolicies: ({ RoleName, ...paging }: { RoleName: string } & PageInput, context) => {
      const { inlinePolicies } = requireRole(records, RoleName, context);
      const { page, paging: next } = takePage(Object.keys(inlinePolicies).sort(), paging);
      return { PolicyNames: page, ...next };
    },
  };
}

function noSuchPolicy(policyName: string) {
  return noSuchEntity(`The role policy with name ${policyName} cannot be found.`);
}
