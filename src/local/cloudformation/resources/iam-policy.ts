import type { Properties, ResourceContext, ResourceType } from '../resource-type.ts';
import { handlerError } from './handler-error.ts';
import { finishCreation } from './finish-creation.ts';
import { callIam, readHolders, removeFromIam, withoutHolders, type PolicyHolder } from './iam.ts';
import { readDocument, requireString } from './properties.ts';

/** An inline policy put on every role, user and group it names. Ref and Id: a generated name. */
export const policy: ResourceType = {
  type: 'AWS::IAM::Policy',

  async create(properties, context) {
    const id = context.generateName(128);
    const holders = requireHolders(properties);
    const put: PolicyHolder[] = [];
    return finishCreation(
      context,
      { physicalId: id, attributes: { Id: id } },
      async () => {
        for (const holder of holders) {
          await putPolicy(holder, properties, context);
          put.push(holder);
        }
      },
      () => deletePolicies(put, properties, context),
    );
  },

  async update(instance, properties, previous, context) {
    const holders = requireHolders(properties);
    for (const holder of holders) await putPolicy(holder, properties, context);
    const isRenamed = requireString(properties, 'PolicyName') !== requireString(previous, 'PolicyName');
    const gone = isRenamed ? readHolders(previous) : withoutHolders(readHolders(previous), holders);
    await deletePolicies(gone, previous, context);
    return instance;
  },

  remove: (_instance, properties, context) => deletePolicies(readHolders(properties), properties, context),
};

function requireHolders(properties: Properties): PolicyHolder[] {
  const holders = readHolders(properties);
  if (holders.length > 0) return holders;
  throw handlerError('InvalidRequest', 'At least one of [Groups,Roles,Users] must be non-empty.');
}

async function putPolicy(
  { kind, name }: PolicyHolder,
  properties: Properties,
  context: ResourceContext,
): Promise<void> {
  const PolicyName = requireString(properties, 'PolicyName');
  const PolicyDocument = readDocument(properties, 'PolicyDocument');
  await callIam(context, `Put${kind}Policy`, { [`${kind}Name`]: name, PolicyName, PolicyDocument });
}

async function deletePolicies(
  holders: readonly PolicyHolder[],
  properties: Properties,
  context: ResourceContext,
): Promise<void> {
  const PolicyName = requireString(properties, 'PolicyName');
  for (const { kind, name } of holders) {
    await removeFromIam(context, `Delete${kind}Policy`, { [`${kind}Name`]: name, PolicyName });
  }
}
