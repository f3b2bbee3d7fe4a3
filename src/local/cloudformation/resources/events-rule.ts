import { ServiceError } from '../../cloud.ts';
import type {
  CallContext,
  Properties,
  ResourceContext,
  ResourceInstance,
  ResourceType,
} from '../resource-type.ts';
import { finishCreation } from './finish-creation.ts';
import { handlerError } from './handler-error.ts';
import { ignoreMissing } from './ignore-missing.ts';
import { isThere } from './is-there.ts';
import { defined, readDocument, readObjects, readString, requireString } from './properties.ts';
import { desiredTags, diffTags, tagList } from './tags.ts';

/** Ref: the rule's name on the default bus, `<bus>|<name>` on another. The targets of the template are the rule's own. */
export const rule: ResourceType = {
  type: 'AWS::Events::Rule',

  async create(properties, context) {
    const Name = readString(properties, 'Name') ?? context.generateName(64);
    const target = { Name, ...readBus(properties) };
    // PutRule would change a rule that is there; a create must not.
    if (await isThere(callEvents(context, 'DescribeRule', target)))
      throw handlerError('AlreadyExists', `${Name} already exists`, 409);
    const { RuleArn } = await putRule(
      Name,
      properties,
      { Tags: tagList(desiredTags(properties, context)) },
      context,
    );
    const instance: ResourceInstance = {
      physicalId: target.EventBusName ? `${target.EventBusName}|${Name}` : Name,
      attributes: { Arn: RuleArn, RuleName: Name },
    };
    return finishCreation(
      context,
      instance,
      () => putTargets(Name, properties, context),
      () => rule.remove(instance, properties, context),
    );
  },

  async update(instance, properties, previous, context) {
    const Name = nameOf(instance);
    const { RuleArn } = await putRule(Name, properties, {}, context);
    await putTargets(Name, properties, context);
    const kept = targetIds(properties);
    await removeTargets(
      Name,
      properties,
      targetIds(previous).filter((id) => !kept.includes(id)),
      context,
    );
    const { set, removed } = diffTags(properties, previous, context);
    if (Object.keys(set).length > 0)
      await callEvents(context, 'TagResource', { ResourceARN: RuleArn, Tags: tagList(set) });
    if (removed.length > 0)
      await callEvents(context, 'UntagResource', { ResourceARN: RuleArn, TagKeys: removed });
    return instance;
  },

  // Targets put on outside of the template stay, and make DeleteRule fail.
  async remove(instance, properties, context) {
    const Name = nameOf(instance);
    await ignoreMissing(removeTargets(Name, properties, targetIds(properties), context));
    await ignoreMissing(callEvents(context, 'DeleteRule', { Name, ...readBus(properties) }));
  },

  exists: (Name, context, properties) =>
    isThere(callEvents(context, 'DescribeRule', { Name, ...readBus(properties) })),
};

async function putRule(Name: string, properties: Properties, extra: object, context: ResourceContext) {
  return callEvents(
    context,
    'PutRule',
    defined({
      Name,
      ...readBus(properties),
      Description: readString(properties, 'Description'),
      EventPattern: readDocument(properties, 'EventPattern'),
      RoleArn: readString(properties, 'RoleArn'),
      ScheduleExpression: readString(properties, 'ScheduleExpression'),
      State: readString(properties, 'State') ?? 'ENABLED',
      ...extra,
    }),
  );
}

/** A target is the same shape in a template and in EventBridge's API. */
async function putTargets(Rule: string, properties: Properties, context: ResourceContext): Promise<void> {
  const Targets = readObjects(properties, 'Targets') ?? [];
  if (Targets.length === 0) return;
  failOnFailedEntries(await callEvents(context, 'PutTargets', { Rule, ...readBus(properties), Targets }));
}

async function removeTargets(
  Rule: string,
  properties: Properties,
  Ids: readonly string[],
  context: ResourceContext,
): Promise<void> {
  if (Ids.length === 0) return;
  failOnFailedEntries(await callEvents(context, 'RemoveTargets', { Rule, ...readBus(properties), Ids }));
}

function failOnFailedEntries(answer: {
  FailedEntries?: { ErrorCode?: string; ErrorMessage?: string }[];
}): void {
  const [failed] = answer.FailedEntries ?? [];
  if (failed)
    throw new ServiceError(
      failed.ErrorCode ?? 'InternalException',
      failed.ErrorMessage ?? 'A target failed.',
    );
}

function readBus(properties: Properties): { EventBusName?: string } {
  const EventBusName = readString(properties, 'EventBusName');
  return EventBusName === undefined || EventBusName === 'default' ? {} : { EventBusName };
}

function targetIds(properties: Properties): string[] {
  return (readObjects(properties, 'Targets') ?? []).map((target) => requireString(target, 'Id'));
}

function nameOf(instance: ResourceInstance): string {
  return instance.physicalId.slice(instance.physicalId.indexOf('|') + 1);
}

// oxlint-disable-next-line typescript/no-explicit-any -- see Cloud.call
function callEvents(context: CallContext, operation: string, input: object): Promise<any> {
  return context.cloud.call('events', operation, input, context);
}
