import { ServiceError, type Service } from '../cloud.ts';
import { deleteConflict, limitExceeded, noSuchEntity } from './errors.ts';
import { requireOwnPolicy, requirePolicy, type AnyPolicy } from './find-policy.ts';
import { takePage, type PageInput } from './page.ts';
import { checkManagedPolicy } from './policy-document.ts';
import type { PolicyRecord, PolicyVersionRecord, Records } from './records.ts';
import { now } from './time.ts';

interface VersionInput {
  readonly PolicyArn: string;
  readonly VersionId: string;
}

interface CreateVersionInput {
  readonly PolicyArn: string;
  readonly PolicyDocument: string;
  readonly SetAsDefault?: boolean;
}

/** Versions of managed policies: five at most, one of them the default. */
export function createPolicyVersionOperations(records: Records): Service['operations'] {
  return {
    CreatePolicyVersion: ({ PolicyArn, PolicyDocument, SetAsDefault }: CreateVersionInput) => {
      const policy = requireOwnPolicy(records, PolicyArn);
      checkManagedPolicy(PolicyDocument);
      if (policy.versions.length >= 5) {
        throw limitExceeded(
          'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
        );
      }
      const version = { versionId: `v${policy.nextVersion}`, document: PolicyDocument, createDate: now() };
      const defaultVersionId = SetAsDefault === true ? version.versionId : policy.defaultVersionId;
      const changed: PolicyRecord = {
        ...policy,
        versions: [...policy.versions, version],
        nextVersion: policy.nextVersion + 1,
        defaultVersionId,
        updateDate: version.createDate,
      };
      records.policies.put(PolicyArn, changed);
      return { PolicyVersion: describe(version, changed) };
    },

    GetPolicyVersion: ({ PolicyArn, VersionId }: VersionInput) => {
      const policy = requirePolicy(records, PolicyArn);
      const version = requireVersion(policy, VersionId);
      return {
        PolicyVersion: { ...describe(version, policy), Document: encodeURIComponent(version.document) },
      };
    },

    ListPolicyVersions: ({ PolicyArn, ...paging }: { PolicyArn: string } & PageInput) => {
      const policy = requirePolicy(records, PolicyArn);
      const versions = policy.versions.toReversed().map((version) => describe(version, policy));
      const { page, paging: next } = takePage(versions, paging);
      return { Versions: page, ...next };
    },

    SetDefaultPolicyVersion: ({ PolicyArn, VersionId }: VersionInput) => {
      const policy = requireOwnPolicy(records, PolicyArn);
      requireVersion(policy, VersionId);
      records.policies.put(PolicyArn, { ...policy, defaultVersionId: VersionId, updateDate: now() });
      return {};
    },

    DeletePolicyVersion: ({ PolicyArn, VersionId }: VersionInput) => {
      const policy = requireOwnPolicy(records, PolicyArn);
      requireVersion(policy, VersionId);
      if (policy.defaultVersionId === VersionId) {
        throw deleteConflict('Cannot delete the default version of a policy.');
      }
      const versions = policy.versions.filter((version) => version.versionId !== VersionId);
      records.policies.put(PolicyArn, { ...policy, versions, updateDate: now() });
      return {};
    },
  };
}

function requireVersion(policy: PolicyRecord | AnyPolicy, versionId: string): PolicyVersionRecord {
  const version = policy.versions.find((one) => one.versionId === versionId);
  if (version) return version;
  if ('isAwsManaged' in policy && policy.versions.length === 0) {
    throw new ServiceError(
      'NotImplemented',
      `The embedded AWS does not have the document of ${policy.arn}.`,
      501,
    );
  }
  throw noSuchEntity(`Policy ${policy.arn} version ${versionId} does not exist or is not attachable.`);
}

function describe(version: PolicyVersionRecord, policy: PolicyRecord) {
  return {
    VersionId: version.versionId,
    IsDefaultVersion: version.versionId === policy.defaultVersionId,
    CreateDate: new Date(version.createDate),
  };
}
