import type { Cloud, RequestContext, Service } from '../cloud.ts';
import { awsManagedPolicies } from './aws-managed-policies.ts';
import { checkPath, checkPolicyName } from './constraints.ts';
import { deleteConflict, entityAlreadyExists } from './errors.ts';
import { requireOwnPolicy, requirePolicy, type AnyPolicy } from './find-policy.ts';
import { takePage, type PageInput } from './page.ts';
import { checkManagedPolicy } from './policy-document.ts';
import type { PolicyRecord, Records } from './records.ts';
import { addTags, listTags, removeTags, type Tag } from './tags.ts';
import { now } from './time.ts';

interface PolicyInput {
  readonly PolicyArn: string;
}

interface CreatePolicyInput {
  readonly PolicyName: string;
  readonly Path?: string;
  readonly PolicyDocument: string;
  readonly Description?: string;
  readonly Tags?: readonly Tag[];
}

interface ListPoliciesInput extends PageInput {
  readonly Scope?: 'All' | 'AWS' | 'Local';
  readonly OnlyAttached?: boolean;
  readonly PathPrefix?: string;
}

/** Managed policies as such. */
export function createPolicyOperations(records: Records, cloud: Cloud): Service['operations'] {
  return {
    CreatePolicy: (input: CreatePolicyInput, context) => {
      const { PolicyName: policyName, Path: path = '/' } = input;
      checkPolicyName(policyName);
      checkPath(path);
      checkManagedPolicy(input.PolicyDocument);
      const isTaken = [...policiesOf(records, context)].some(
        (policy) => policy.policyName.toLowerCase() === policyName.toLowerCase(),
      );
      if (isTaken) {
        throw entityAlreadyExists(
          `A policy called ${policyName} already exists. Duplicate names are not allowed.`,
        );
      }
      const createDate = now();
      const policy: PolicyRecord = {
        policyName,
        policyId: `ANPA${cloud.generateId(17).toUpperCase()}`,
        path,
        arn: `arn:aws:iam::${context.account}:policy${path}${policyName}`,
        ...(input.Description !== undefined && { description: input.Description }),
        createDate,
        updateDate: createDate,
        defaultVersionId: 'v1',
        versions: [{ versionId: 'v1', document: input.PolicyDocument, createDate }],
        nextVersion: 2,
        tags: addTags({}, input.Tags),
      };
      records.policies.put(policy.arn, policy);
      return { Policy: describe(policy, records) };
    },

    GetPolicy: ({ PolicyArn }: PolicyInput) => {
      const policy = requirePolicy(records, PolicyArn, (arn) => `Policy ${arn} was not found.`);
      return { Policy: { ...describe(policy, records), Description: policy.description } };
    },

    ListPolicies: (
      { Scope = 'All', OnlyAttached, PathPrefix = '/', ...paging }: ListPoliciesInput,
      context,
    ) => {
      const policies = [
        ...(Scope === 'AWS' ? [] : policiesOf(records, context)),
        ...(Scope === 'Local' ? [] : awsManagedPolicies.values()),
      ]
        .filter((policy) => policy.path.startsWith(PathPrefix))
        .map((policy) => describe(policy, records))
        .filter((policy) => OnlyAttached !== true || policy.AttachmentCount > 0);
      const { page, paging: next } = takePage(policies, paging);
      return { Policies: page, ...next };
    },

    DeletePolicy: ({ PolicyArn }: PolicyInput) => {
      const policy = requireOwnPolicy(records, PolicyArn);
      const { AttachmentCount, PermissionsBoundaryUsageCount } = describe(policy, records);
      if (AttachmentCount + PermissionsBoundaryUsageCount > 0) {
        throw deleteConflict('Cannot delete a policy attached to entities.');
      }
      if (policy.versions.length > 1) {
        throw deleteConflict(
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
        );
      }
      records.policies.remove(PolicyArn);
      return {};
    },

    TagPolicy: ({ PolicyArn, Tags }: PolicyInput & { Tags: readonly Tag[] }) => {
      const policy = requireOwnPolicy(records, PolicyArn);
      records.policies.put(PolicyArn, { ...policy, tags: addTags(policy.tags, Tags) });
      return {};
    },

    UntagPolicy: ({ PolicyArn, TagKeys }: PolicyInput & { TagKeys: readonly string[] }) => {
      const policy = requireOwnPolicy(records, PolicyArn);
      records.policies.put(PolicyArn, { ...policy, tags: removeTags(policy.tags, TagKeys) });
      return {};
    },

    ListPolicyTags: ({ PolicyArn, ...paging }: PolicyInput & PageInput) => {
      const { page, paging: next } = takePage(listTags(requireOwnPolicy(records, PolicyArn).tags), paging);
      return { Tags: page, ...next };
    },
  };
}

function policiesOf(records: Records, { account }: RequestContext): PolicyRecord[] {
  return [...records.policies.values()].filter((policy) => policy.arn.startsWith(`arn:aws:iam::${account}:`));
}

/** AWS's Policy shape. */
function describe(policy: PolicyRecord | AnyPolicy, records: Records) {
  const roles = [...records.roles.values()];
  return {
    PolicyName: policy.policyName,
    PolicyId: policy.policyId,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersionId,
    AttachmentCount: roles.filter((role) => role.attachedPolicyArns.includes(policy.arn)).length,
    PermissionsBoundaryUsageCount: roles.filter((role) => role.permissionsBoundary === policy.arn).length,
    IsAttachable: true,
    CreateDate: new Date(policy.createDate),
    UpdateDate: new Date(policy.updateDate),
    Tags: Object.keys(policy.tags).length > 0 ? listTags(policy.tags) : undefined,
  };
}
