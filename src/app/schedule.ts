import { findCronFaults } from './cron.ts';
import type { ScheduleFault } from './schedule-fault.ts';

/**
 * What EventBridge would refuse in a schedule; empty when it is sound. Jobs are JavaScript, so any value may come.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cron-expressions.html and eb-rate-expressions.html
 */
export function findScheduleFaults(schedule: unknown): readonly ScheduleFault[] {
  const { rate, cron } =
    typeof schedule === 'object' && schedule !== null ? (schedule as Record<string, unknown>) : {};
  if ((rate === undefined) === (cron === undefined)) {
    const found = rate === undefined ? 'neither rate nor cron' : 'both rate and cron';
    return [
      { message: `The schedule has ${found}`, fix: "Write { rate: '1 day' } or { cron: '0 3 * * ? *' }." },
    ];
  }
  const expression = rate ?? cron;
  if (typeof expression !== 'string') {
    return [
      {
        message: `The schedule must be a text, not ${JSON.stringify(expression)}`,
        fix: "Write { rate: '1 day' }.",
      },
    ];
  }
  return rate === undefined ? findCronFaults(expression) : findRateFaults(expression);
}

function findRateFaults(rate: string): readonly ScheduleFault[] {
  const wrapped = /^rate\((.*)\)$/.exec(rate)?.[1];
  if (wrapped !== undefined)
    return [{ message: `rate(…) is written twice in ${rate}`, fix: `Write { rate: '${wrapped}' }.` }];
  const [, digits, unit] = /^(\d+) (minute|hour|day)s?$/.exec(rate) ?? [];
  if (digits === undefined || unit === undefined || Number(digits) === 0) {
    return [
      {
        message: `Invalid rate: ${rate}`,
        why: 'A rate is a number above 0 and minutes, hours or days, with one space between.',
        fix: "Write { rate: '5 minutes' }, for instance.",
      },
    ];
  }
  const correct = `${Number(digits)} ${unit}${Number(digits) === 1 ? '' : 's'}`;
  if (rate === correct) return [];
  return [
    {
      message: `Invalid rate: ${rate}`,
      why: 'EventBridge wants the singular after 1 and the plural after other numbers.',
      fix: `Write { rate: '${correct}' }.`,
    },
  ];
}
