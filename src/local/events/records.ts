import type { Target } from '@aws-sdk/client-eventbridge';
import { ServiceError, type Cloud, type Collection, type RequestContext } from '../cloud.ts';

export interface RuleRecord {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly state: 'ENABLED' | 'DISABLED';
  readonly description?: string;
  readonly scheduleExpression?: string;
  /** JSON. */
  readonly eventPattern?: string;
  readonly roleArn?: string;
  /** Rates count from here: when the rule was put or enabled. Milliseconds since 1970. */
  readonly scheduledFrom: number;
  readonly targets: readonly Target[];
  readonly tags: Readonly<Record<string, string>>;
}

/** Rules of the default event bus, by `us-east-1/<name>`. */
export type EventsRecords = Collection<RuleRecord>;

export function openEventsRecords(cloud: Cloud): EventsRecords {
  return cloud.store.collection('events.rules');
}

export function ruleKey(region: string, name: string): string {
  return `${region}/${name}`;
}

export function rulesOf(records: EventsRecords, context: RequestContext): RuleRecord[] {
  const found: RuleRecord[] = [];
  for (const [key, rule] of records.entries())
    if (key.startsWith(ruleKey(context.region, ''))) found.push(rule);
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Throws unless the event bus, given by name or ARN, is the default one: there is no other. */
export function checkBus(bus: string | undefined): void {
  const name = bus?.replace(/^arn:[^/]*:event-bus\//, '') ?? 'default';
  if (name !== 'default')
    throw new ServiceError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
}

export function findRule(records: EventsRecords, name: string, context: RequestContext): RuleRecord {
  const rule = records.get(ruleKey(context.region, name));
  if (!rule) {
    throw new ServiceError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`);
  }
  return rule;
}
