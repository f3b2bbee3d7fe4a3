import type * as Sdk from '@aws-sdk/client-eventbridge';
import { ServiceError, type Operation, type RequestContext } from '../cloud.ts';
import { page } from './page.ts';
import { checkBus, findRule, ruleKey, type EventsRecords } from './records.ts';
import { checkTransformation } from './transform-input.ts';

/** Of one rule. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const mostTargets = 5;

export function targetOperations(records: EventsRecords): Readonly<Record<string, Operation>> {
  return {
    PutTargets: (request: Sdk.PutTargetsRequest, context) => putTargets(records, request, context),
    RemoveTargets(request: Sdk.RemoveTargetsRequest, context) {
      checkBus(request.EventBusName);
      const rule = findRule(records, request.Rule!, context);
      const targets = rule.targets.filter(({ Id }) => !request.Ids!.includes(Id!));
      records.put(ruleKey(context.region, rule.name), { ...rule, targets });
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    ListTargetsByRule(request: Sdk.ListTargetsByRuleRequest, context) {
      checkBus(request.EventBusName);
      const { targets } = findRule(records, request.Rule!, context);
      const { items, nextToken } = page(targets, request.NextToken, request.Limit);
      return { Targets: items, ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
    },
  };
}

function putTargets(records: EventsRecords, request: Sdk.PutTargetsRequest, context: RequestContext): object {
  checkBus(request.EventBusName);
  request.Targets!.forEach(checkTarget);
  const rule = findRule(records, request.Rule!, context);
  const byId = new Map(rule.targets.map((target) => [target.Id!, target]));
  for (const target of request.Targets!) byId.set(target.Id!, target);
  if (byId.size > mostTargets) {
    throw new ServiceError(
      'LimitExceededException',
      'The requested resource exceeds the maximum number allowed.',
    );
  }
  records.put(ruleKey(context.region, rule.name), { ...rule, targets: [...byId.values()] });
  return { FailedEntryCount: 0, FailedEntries: [] };
}

function checkTarget(target: Sdk.Target, index: number): void {
  const id = target.Id!;
  const problem = !/^[.\-_A-Za-z0-9]+$/.test(id)
    ? 'Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+'
    : id.length > 64
      ? 'Member must have length less than or equal to 64'
      : undefined;
  if (problem !== undefined) {
    throw new ServiceError(
      'ValidationException',
      `1 validation error detected: Value '${id}' at 'targets.${index + 1}.member.id' failed to satisfy constraint: ${problem}`,
    );
  }
  if (!/^arn:aws[a-z-]*:lambda:[^:]+:\d{12}:function:[^:]+(:[^:]+)?$/.test(target.Arn!)) {
    throw new ServiceError(
      'NotImplemented',
      `The embedded AWS sends events to Lambda functions only, not to ${target.Arn}.`,
      501,
    );
  }
  if (target.DeadLetterConfig) {
    throw new ServiceError('NotImplemented', 'The embedded AWS has no dead-letter queues for targets.', 501);
  }
  checkTransformation(target);
}
