import type { ResourceContext, ResourceInstance, ResourceType } from '../resource-type.ts';
import { finishCreation } from './finish-creation.ts';
import { ignoreMissing } from './ignore-missing.ts';
import { callIam, readHolders, removeFromIam, withoutHolders, type PolicyHolder } from './iam.ts';
import { isThere } from './is-there.ts';
import { defined, isSame, readDocument, readString } from './properties.ts';

/** Ref: the policy's ARN. A changed document becomes a new default version; the oldest goes when there are five. */
export const managedPolicy: ResourceType = {
  type: 'AWS::IAM::ManagedPolicy',

  async create(properties, context) {
    const { Policy } = await callIam(
      context,
      'CreatePolicy',
      defined({
        PolicyName: readString(properties, 'ManagedPolicyName') ?? context.generateName(128),
        Path: readString(properties, 'Path'),
        Description: readString(properties, 'Description'),
        PolicyDocument: readDocument(properties, 'PolicyDocument'),
      }),
    );
    const PolicyArn: string = Policy.Arn;
    return finishCreation(
      context,
      { physicalId: PolicyArn, attributes: { PolicyArn } },
      async () => {
        for (const holder of readHolders(properties)) await attach(holder, PolicyArn, context);
        return describe(PolicyArn, context);
      },
      () => removePolicy(PolicyArn, readHolders(properties), context),
    );
  },

  async update(instance, properties, previous, context) {
    const PolicyArn = instance.physicalId;
    if (!isSame(properties['PolicyDocument'], previous['PolicyDocument'])) {
      await makeRoomForVersion(PolicyArn, context);
      const PolicyDocument = readDocument(properties, 'PolicyDocument');
      await callIam(context, 'CreatePolicyVersion', { PolicyArn, PolicyDocument, SetAsDefault: true });
    }
    const holders = readHolders(properties);
    const before = readHolders(previous);
    for (const holder of withoutHolders(holders, before)) await attach(holder, PolicyArn, context);
    for (const holder of withoutHolders(before, holders)) await detach(holder, PolicyArn, context);
    return describe(PolicyArn, context);
  },

  remove: (instance, properties, context) =>
    removePolicy(instance.physicalId, readHolders(properties), context),

  exists: (name, context, properties) => {
    const path = readString(properties, 'Path') ?? '/';
    return isThere(
      callIam(context, 'GetPolicy', { PolicyArn: `arn:aws:iam::${context.account}:policy${path}${name}` }),
    );
  },
};

async function attach(
  { kind, name }: PolicyHolder,
  PolicyArn: string,
  context: ResourceContext,
): Promise<void> {
  await callIam(context, `Attach${kind}Policy`, { [`${kind}Name`]: name, PolicyArn });
}

async function detach(
  { kind, name }: PolicyHolder,
  PolicyArn: string,
  context: ResourceContext,
): Promise<void> {
  await removeFromIam(context, `Detach${kind}Policy`, { [`${kind}Name`]: name, PolicyArn });
}

async function removePolicy(
  PolicyArn: string,
  holders: readonly PolicyHolder[],
  context: ResourceContext,
): Promise<void> {
  for (const holder of holders) await detach(holder, PolicyArn, context);
  await ignoreMissing(deleteOtherVersions(PolicyArn, context));
  await removeFromIam(context, 'DeletePolicy', { PolicyArn });
}

async function deleteOtherVersions(PolicyArn: string, context: ResourceContext): Promise<void> {
  for (const VersionId of await otherVersions(PolicyArn, context)) {
    await removeFromIam(context, 'DeletePolicyVersion', { PolicyArn, VersionId });
  }
}

async function makeRoomForVersion(PolicyArn: string, context: ResourceContext): Promise<void> {
  const others = await otherVersions(PolicyArn, context);
  const oldest = others.at(-1);
  if (others.length < 4 || oldest === undefined) return;
  await callIam(context, 'DeletePolicyVersion', { PolicyArn, VersionId: oldest });
}

/** Ids of the versions that are not the default, newest first. */
async function otherVersions(PolicyArn: string, context: ResourceContext): Promise<string[]> {
  const { Versions } = await callIam(context, 'ListPolicyVersions', { PolicyArn });
  const others = (Versions as { VersionId: string; IsDefaultVersion: boolean }[]).filter(
    (one) => !one.IsDefaultVersion,
  );
  return others.map((one) => one.VersionId).sort((a, b) => Number(b.slice(1)) - Number(a.slice(1)));
}

async function describe(PolicyArn: string, context: ResourceContext): Promise<ResourceInstance> {
  const { Policy } = await callIam(context, 'GetPolicy', { PolicyArn });
  return {
    physicalId: PolicyArn,
    attributes: {
      PolicyArn,
      PolicyId: Policy.PolicyId,
      DefaultVersionId: Policy.DefaultVersionId,
      AttachmentCount: Policy.AttachmentCount,
      PermissionsBoundaryUsageCount: Policy.PermissionsBoundaryUsageCount,
      IsAttachable: Policy.IsAttachable,
      CreateDate: Policy.CreateDate.toISOString(),
      UpdateDate: Policy.UpdateDate.toISOString(),
    },
  };
}
