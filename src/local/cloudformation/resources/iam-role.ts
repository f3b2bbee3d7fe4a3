import type { Properties, ResourceContext, ResourceInstance, ResourceType } from '../resource-type.ts';
import { finishCreation } from './finish-creation.ts';
import { callIam, removeFromIam } from './iam.ts';
import { isThere } from './is-there.ts';
import {
  defined,
  isSame,
  readDocument,
  readNumber,
  readObjects,
  readString,
  readStrings,
  requireString,
} from './properties.ts';
import { desiredTags, diffTags, tagList } from './tags.ts';

/** Ref: the role's name. Its inline policies and attachments are the template's; others keep a removal from succeeding. */
export const role: ResourceType = {
  type: 'AWS::IAM::Role',

  async create(properties, context) {
    const RoleName = readString(properties, 'RoleName') ?? context.generateName(64);
    const { Role } = await callIam(
      context,
      'CreateRole',
      defined({
        RoleName,
        AssumeRolePolicyDocument: readDocument(properties, 'AssumeRolePolicyDocument'),
        Path: readString(properties, 'Path'),
        Description: readString(properties, 'Description'),
        MaxSessionDuration: readNumber(properties, 'MaxSessionDuration'),
        PermissionsBoundary: readString(properties, 'PermissionsBoundary'),
        Tags: tagList(desiredTags(properties, context)),
      }),
    );
    const instance: ResourceInstance = {
      physicalId: RoleName,
      attributes: { Arn: Role.Arn, RoleId: Role.RoleId },
    };
    return finishCreation(
      context,
      instance,
      () => putPolicies(RoleName, properties, {}, context),
      () => role.remove(instance, properties, context),
    );
  },

  async update(instance, properties, previous, context) {
    const RoleName = instance.physicalId;
    if (!isSame(properties['AssumeRolePolicyDocument'], previous['AssumeRolePolicyDocument'])) {
      const PolicyDocument = readDocument(properties, 'AssumeRolePolicyDocument');
      await callIam(context, 'UpdateAssumeRolePolicy', { RoleName, PolicyDocument });
    }
    const settings = ['Description', 'MaxSessionDuration'];
    if (settings.some((name) => !isSame(properties[name], previous[name]))) {
      const Description = readString(properties, 'Description') ?? '';
      const MaxSessionDuration = readNumber(properties, 'MaxSessionDuration') ?? 3600;
      await callIam(context, 'UpdateRole', { RoleName, Description, MaxSessionDuration });
    }
    if (!isSame(properties['PermissionsBoundary'], previous['PermissionsBoundary'])) {
      const PermissionsBoundary = readString(properties, 'PermissionsBoundary');
      await (PermissionsBoundary === undefined
        ? callIam(context, 'DeleteRolePermissionsBoundary', { RoleName })
        : callIam(context, 'PutRolePermissionsBoundary', { RoleName, PermissionsBoundary }));
    }
    await putPolicies(RoleName, properties, previous, context);
    await changeTags(RoleName, properties, previous, context);
    return instance;
  },

  async remove(instance, properties, context) {
    const RoleName = instance.physicalId;
    for (const PolicyArn of readStrings(properties, 'ManagedPolicyArns') ?? []) {
      await removeFromIam(context, 'DetachRolePolicy', { RoleName, PolicyArn });
    }
    for (const [PolicyName] of readPolicies(properties)) {
      await removeFromIam(context, 'DeleteRolePolicy', { RoleName, PolicyName });
    }
    await removeFromIam(context, 'DeleteRole', { RoleName });
  },

  exists: (RoleName, context) => isThere(callIam(context, 'GetRole', { RoleName })),
};

/** What is new or changed is put before what is gone is taken away: a running function never lacks a permission it keeps. */
async function putPolicies(
  RoleName: string,
  properties: Properties,
  previous: Properties,
  context: ResourceContext,
): Promise<void> {
  const policies = readPolicies(properties);
  const policiesBefore = readPolicies(previous);
  const arns = readStrings(properties, 'ManagedPolicyArns') ?? [];
  const arnsBefore = readStrings(previous, 'ManagedPolicyArns') ?? [];

  for (const PolicyArn of arns.filter((arn) => !arnsBefore.includes(arn))) {
    await callIam(context, 'AttachRolePolicy', { RoleName, PolicyArn });
  }
  for (const [PolicyName, PolicyDocument] of policies) {
    if (policiesBefore.get(PolicyName) === PolicyDocument) continue;
    await callIam(context, 'PutRolePolicy', { RoleName, PolicyName, PolicyDocument });
  }
  for (const PolicyArn of arnsBefore.filter((arn) => !arns.includes(arn))) {
    await removeFromIam(context, 'DetachRolePolicy', { RoleName, PolicyArn });
  }
  for (const PolicyName of policiesBefore.keys()) {
    if (!policies.has(PolicyName)) await removeFromIam(context, 'DeleteRolePolicy', { RoleName, PolicyName });
  }
}

function readPolicies(properties: Properties): Map<string, string | undefined> {
  const policies = readObjects(properties, 'Policies') ?? [];
  return new Map(
    policies.map((one) => [requireString(one, 'PolicyName'), readDocument(one, 'PolicyDocument')]),
  );
}

async function changeTags(
  RoleName: string,
  properties: Properties,
  previous: Properties,
  context: ResourceContext,
): Promise<void> {
  const { set, removed } = diffTags(properties, previous, context);
  if (Object.keys(set).length > 0) await callIam(context, 'TagRole', { RoleName, Tags: tagList(set) });
  if (removed.length > 0) await callIam(context, 'UntagRole', { RoleName, TagKeys: removed });
}
