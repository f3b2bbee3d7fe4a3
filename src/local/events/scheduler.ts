import { randomUUID } from 'node:crypto';
import type { Clock } from './clock.ts';
import type { Delivery } from './delivery.ts';
import { ruleKey, type EventsRecords, type RuleRecord } from './records.ts';
import { parseSchedule } from './schedule.ts';

/** Runs enabled rules with a schedule while the embedded AWS runs; what falls into its pauses is not made up for. */
export interface Scheduler {
  /** Takes up the rules that exist already. */
  start(): void;
  /** A rule was put, enabled or disabled. */
  schedule(rule: RuleRecord): void;
  cancel(rule: RuleRecord): void;
  close(): void;
}

/** Timers reach no further than 2^31 milliseconds, about 24 days. */
const longestWait = 2 ** 31 - 1;

export function createScheduler(records: EventsRecords, delivery: Delivery, clock: Clock): Scheduler {
  const timers = new Map<string, () => void>();

  function cancel({ region, name }: RuleRecord): void {
    const key = ruleKey(region, name);
    timers.get(key)?.();
    timers.delete(key);
  }

  function schedule(rule: RuleRecord): void {
    cancel(rule);
    if (rule.state !== 'ENABLED' || rule.scheduleExpression === undefined) return;
    const due = parseSchedule(rule.scheduleExpression, rule.scheduledFrom).next(clock.now());
    if (due !== undefined) waitUntil(due, ruleKey(rule.region, rule.name));
  }

  function waitUntil(due: number, key: string): void {
    const wait = due - clock.now();
    timers.set(
      key,
      clock.after(Math.min(Math.max(wait, 0), longestWait), () => {
        const rule = records.get(key);
        if (!rule) return;
        if (due > clock.now()) return waitUntil(due, key);
        delivery.deliver(rule, buildScheduledEvent(rule, due));
        schedule(rule);
      }),
    );
  }

  return {
    start() {
      for (const rule of records.values()) schedule(rule);
    },
    schedule,
    cancel,
    close() {
      for (const stop of timers.values()) stop();
      timers.clear();
    },
  };
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html */
function buildScheduledEvent(rule: RuleRecord, due: number): object {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: rule.account,
    time: `${new Date(due).toISOString().slice(0, 19)}Z`,
    region: rule.region,
    resources: [rule.arn],
    detail: {},
  };
}
