import type { ScheduleFault } from './schedule-fault.ts';

/**
 * What EventBridge would refuse in the six fields of a cron expression.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cron-expressions.html
 *
 * @param cron without `cron(…)` around it.
 */
export function findCronFaults(cron: string): readonly ScheduleFault[] {
  const wrapped = /^cron\((.*)\)$/.exec(cron.trim())?.[1];
  if (wrapped !== undefined) {
    return [{ message: `cron(…) is written twice in ${cron}`, fix: `Write { cron: '${wrapped}' }.` }];
  }
  const tidy = cron.trim().replaceAll(/\s+/g, ' ');
  if (tidy !== cron) {
    return [
      {
        message: `Invalid cron ${cron}: white space beyond one space between fields`,
        fix: `Write { cron: '${tidy}' }.`,
      },
    ];
  }
  const values = cron.split(' ');
  if (values.length !== fields.length) return [explainFieldCount(cron, values)];
  const faults = fields.flatMap((field, index): ScheduleFault[] => {
    const value = values[index] ?? '';
    if (isValidField(field, value)) return [];
    return [
      {
        message: `Invalid cron ${cron}: ${value} as ${field.name}`,
        why: `The ${field.name} takes ${field.takes}.`,
      },
    ];
  });
  const [, , dayOfMonth, , dayOfWeek] = values;
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    const which =
      dayOfMonth === '?'
        ? 'both day of month and day of week are ?'
        : 'neither day of month nor day of week is ?';
    faults.push({
      message: `Invalid cron ${cron}: ${which}`,
      why: 'EventBridge wants ? in exactly one of them.',
      fix: dayOfMonth === '?' ? 'Put * in one of them.' : 'Put ? in the one that may be any day.',
    });
  }
  return faults;
}

interface CronField {
  readonly name: string;
  readonly minimum: number;
  readonly maximum: number;
  /** Names of the values from `minimum` on. */
  readonly names?: readonly string[];
  /** Forms that only this field has; matched against the whole field. */
  readonly special?: RegExp;
  readonly takes: string;
}

const fields: readonly CronField[] = [
  { name: 'minute', minimum: 0, maximum: 59, takes: '0-59 and , - * /' },
  { name: 'hour', minimum: 0, maximum: 23, takes: '0-23 and , - * /' },
  {
    name: 'day of month',
    minimum: 1,
    maximum: 31,
    special: /^(?:\?|L|(?:[1-9]|[12]\d|3[01])W)$/i,
    takes: '1-31 and , - * ? / L W',
  },
  {
    name: 'month',
    minimum: 1,
    maximum: 12,
    names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
    takes: '1-12 or JAN-DEC and , - * /',
  },
  {
    name: 'day of week',
    minimum: 1,
    maximum: 7,
    names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
    special: /^(?:\?|L|(?:[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(?:L|#[1-5]))$/i,
    takes: '1-7 (1 is Sunday) or SUN-SAT and , - * ? L #',
  },
  { name: 'year', minimum: 1970, maximum: 2199, takes: '1970-2199 and , - * /' },
];

function isValidField(field: CronField, value: string): boolean {
  if (field.special?.test(value)) return true;
  return value.split(',').every((item) => {
    const [, from = '', to, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(item) ?? [];
    if (step !== undefined && (Number(step) < 1 || Number(step) > field.maximum)) return false;
    if (from === '*') return to === undefined;
    const first = readValue(field, from);
    const last = to === undefined ? first : readValue(field, to);
    return first !== undefined && last !== undefined && first <= last;
  });
}

/** A number in the field's range, or a name that stands for one. */
function readValue({ minimum, maximum, names = [] }: CronField, text: string): number | undefined {
  const named = names.indexOf(text.toUpperCase());
  const value = named === -1 ? (/^\d+$/.test(text) ? Number(text) : Number.NaN) : named + minimum;
  return value >= minimum && value <= maximum ? value : undefined;
}

function explainFieldCount(cron: string, values: readonly string[]): ScheduleFault {
  const suggestion = values.length === 5 ? translateUnixCron(values) : undefined;
  return {
    message: `Invalid cron ${cron}: ${values.length} fields instead of 6`,
    why: 'EventBridge wants minute, hour, day of month, month, day of week and year, with ? as one of the days.',
    fix:
      suggestion === undefined
        ? "Write { cron: '0 3 * * ? *' }, for instance: every day at 03:00 UTC."
        : `Write { cron: '${suggestion}' }.`,
  };
}

/** Unix cron has no year, allows both days, and counts Sunday as 0 or 7. `undefined` when it has no counterpart. */
function translateUnixCron([minute, hour, dayOfMonth, month, dayOfWeek]: readonly string[]):
  string | undefined {
  const days = dayOfWeek?.replace(/(?<![#/\d])\d(?!\d)/g, (digit) => String((Number(digit) % 7) + 1));
  const [monthDay, weekDay] = days === '*' ? [dayOfMonth, '?'] : dayOfMonth === '*' ? ['?', days] : [];
  if (monthDay === undefined) return undefined;
  const translated = [minute, hour, monthDay, month, weekDay, '*'].join(' ');
  return findCronFaults(translated).length === 0 ? translated : undefined;
}
