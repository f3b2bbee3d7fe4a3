import type * as Sdk from '@aws-sdk/client-eventbridge';
import { ServiceError, type Operation, type RequestContext } from '../cloud.ts';
import type { Clock } from './clock.ts';
import { parseEventPattern } from './event-pattern.ts';
import { page } from './page.ts';
import { checkBus, findRule, ruleKey, rulesOf, type EventsRecords, type RuleRecord } from './records.ts';
import { parseSchedule } from './schedule.ts';
import type { Scheduler } from './scheduler.ts';

export function ruleOperations(
  records: EventsRecords,
  scheduler: Scheduler,
  clock: Clock,
): Readonly<Record<string, Operation>> {
  const save = (rule: RuleRecord): void => {
    records.put(ruleKey(rule.region, rule.name), rule);
    scheduler.schedule(rule);
  };
  const setState = (
    state: RuleRecord['state'],
    request: Sdk.EnableRuleRequest,
    context: RequestContext,
  ): object => {
    checkBus(request.EventBusName);
    const rule = findRule(records, request.Name!, context);
    if (rule.state !== state) save({ ...rule, state, scheduledFrom: clock.now() });
    return {};
  };
  return {
    PutRule(request: Sdk.PutRuleRequest, context) {
      const rule = buildRule(
        request,
        records.get(ruleKey(context.region, request.Name!)),
        clock.now(),
        context,
      );
      save(rule);
      return { RuleArn: rule.arn };
    },
    DescribeRule(request: Sdk.DescribeRuleRequest, context) {
      checkBus(request.EventBusName);
      const rule = findRule(records, request.Name!, context);
      return { ...describe(rule), CreatedBy: rule.account };
    },
    ListRules(request: Sdk.ListRulesRequest, context) {
      checkBus(request.EventBusName);
      const found = rulesOf(records, context).filter(({ name }) => name.startsWith(request.NamePrefix ?? ''));
      const { items, nextToken } = page(found, request.NextToken, request.Limit);
      return { Rules: items.map(describe), ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
    },
    ListRuleNamesByTarget(request: Sdk.ListRuleNamesByTargetRequest, context) {
      checkBus(request.EventBusName);
      const names = rulesOf(records, context)
        .filter(({ targets }) => targets.some(({ Arn }) => Arn === request.TargetArn))
        .map(({ name }) => name);
      const { items, nextToken } = page(names, request.NextToken, request.Limit);
      return { RuleNames: items, ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
    },
    DeleteRule(request: Sdk.DeleteRuleRequest, context) {
      checkBus(request.EventBusName);
      const key = ruleKey(context.region, request.Name!);
      const rule = records.get(key);
      // Deleting a rule that is not there succeeds, as on AWS.
      if (!rule) return {};
      if (rule.targets.length > 0) {
        throw new ServiceError('ValidationException', "Rule can't be deleted since it has targets.");
      }
      records.remove(key);
      scheduler.cancel(rule);
      return {};
    },
    EnableRule: (request: Sdk.EnableRuleRequest, context) => setState('ENABLED', request, context),
    DisableRule: (request: Sdk.DisableRuleRequest, context) => setState('DISABLED', request, context),
  };
}

/** Putting a rule that exists replaces all but its targets and tags. */
function buildRule(
  request: Sdk.PutRuleRequest,
  existing: RuleRecord | undefined,
  now: number,
  context: RequestContext,
): RuleRecord {
  const { ScheduleExpression, EventPattern, Description, RoleArn } = request;
  const name = request.Name!;
  checkName(name);
  checkBus(request.EventBusName);
  if (!ScheduleExpression && !EventPattern) {
    throw new ServiceError(
      'ValidationException',
      'Parameter(s) EventPattern or ScheduleExpression must be specified.',
    );
  }
  if (ScheduleExpression) parseSchedule(ScheduleExpression, now);
  if (EventPattern) parseEventPattern(EventPattern);
  const state = request.State === 'DISABLED' ? 'DISABLED' : 'ENABLED';
  const goesOn = existing?.scheduleExpression === ScheduleExpression && existing?.state === state;
  return {
    name,
    arn: `arn:aws:events:${context.region}:${context.account}:rule/${name}`,
    account: context.account,
    region: context.region,
    state,
    ...(Description ? { description: Description } : {}),
    ...(ScheduleExpression ? { scheduleExpression: ScheduleExpression } : {}),
    ...(EventPattern ? { eventPattern: EventPattern } : {}),
    ...(RoleArn ? { roleArn: RoleArn } : {}),
    scheduledFrom: goesOn ? existing.scheduledFrom : now,
    targets: existing?.targets ?? [],
    tags: existing?.tags ?? Object.fromEntries((request.Tags ?? []).map(({ Key, Value }) => [Key!, Value!])),
  };
}

function checkName(name: string): void {
  const problems = [
    ...(/^[.\-_A-Za-z0-9]+$/.test(name)
      ? []
      : ['Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+']),
    ...(name.length <= 64 ? [] : ['Member must have length less than or equal to 64']),
  ];
  if (problems.length === 0) return;
  const details = problems.map(
    (problem) => `Value '${name}' at 'name' failed to satisfy constraint: ${problem}`,
  );
  const errors = problems.length === 1 ? 'error' : 'errors';
  throw new ServiceError(
    'ValidationException',
    `${problems.length} validation ${errors} detected: ${details.join('; ')}`,
  );
}

function describe(rule: RuleRecord): Sdk.Rule {
  return {
    Name: rule.name,
    Arn: rule.arn,
    State: rule.state,
    EventBusName: 'default',
    ...(rule.description === undefined ? {} : { Description: rule.description }),
    ...(rule.scheduleExpression === undefined ? {} : { ScheduleExpression: rule.scheduleExpression }),
    ...(rule.eventPattern === undefined ? {} : { EventPattern: rule.eventPattern }),
    ...(rule.roleArn === undefined ? {} : { RoleArn: rule.roleArn }),
  };
}
