import { parseCron } from './cron.ts';
import { invalidSchedule } from './invalid-schedule.ts';
import type { Schedule } from './schedule-times.ts';

const units = { minute: 60_000, hour: 60 * 60_000, day: 24 * 60 * 60_000 };

/**
 * Reads `rate(5 minutes)` or `cron(0 3 * * ? *)`; throws as EventBridge does when it is neither. A rate runs first one period
 * after `from`. Cron is in UTC.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function parseSchedule(expression: string, from: number): Schedule {
  const cron = /^cron\((.*)\)$/.exec(expression);
  if (cron) return parseCron(cron[1]!);
  const rate = /^rate\(([1-9]\d*) (minute|hour|day)(s?)\)$/.exec(expression);
  if (!rate) throw invalidSchedule();
  const count = Number(rate[1]);
  // Exactly one takes the singular, everything else the plural.
  if ((count === 1) !== (rate[3] === '')) throw invalidSchedule();
  const period = count * units[rate[2] as keyof typeof units];
  return { next: (after) => from + (Math.floor(Math.max(after - from, 0) / period) + 1) * period };
}
