import { Cron } from 'croner';
import { ServiceError } from '../cloud.ts';
import { invalidSchedule } from './invalid-schedule.ts';
import type { Schedule } from './schedule-times.ts';

interface Field {
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const minutes: Field = { least: 0, most: 59 };
const hours: Field = { least: 0, most: 23 };
const daysOfMonth: Field = { least: 1, most: 31 };
const months: Field = {
  least: 1,
  most: 12,
  names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
};
const daysOfWeek: Field = { least: 1, most: 7, names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] };
const years: Field = { least: 1970, most: 2199 };

/**
 * AWS's six fields: minutes, hours, day of month, month, day of week (1 is Sunday), year; one of the two days is `?`.
 * Everything but `W` (nearest weekday) can be run here; that is refused as not there, the rest as AWS refuses it.
 */
export function parseCron(text: string): Schedule {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 6) throw invalidSchedule();
  const [minute, hour, dayOfMonth, month, dayOfWeek, year] = fields as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) throw invalidSchedule();
  const pattern = [
    '0',
    convertList(minute, minutes),
    convertList(hour, hours),
    convertDayOfMonth(dayOfMonth),
    convertList(month, months),
    convertDayOfWeek(dayOfWeek),
  ].join(' ');
  const runsInYear = parseYears(year);
  const cron = createCron(pattern);
  return {
    next(after) {
      for (let from = new Date(after); ;) {
        const next = cron.nextRun(from);
        if (!next || next.getUTCFullYear() > years.most) return undefined;
        if (runsInYear(next.getUTCFullYear())) return next.getTime();
        const nextYear = firstYear(next.getUTCFullYear() + 1, runsInYear);
        if (nextYear === undefined) return undefined;
        from = new Date(Date.UTC(nextYear, 0, 1) - 1);
      }
    },
  };
}

function createCron(pattern: string): Cron {
  try {
    return new Cron(pattern, { timezone: 'UTC', paused: true });
  } catch {
    throw invalidSchedule();
  }
}

function firstYear(from: number, runsInYear: (year: number) => boolean): number | undefined {
  for (let year = from; year <= years.most; year += 1) if (runsInYear(year)) return year;
  return undefined;
}

function convertDayOfMonth(text: string): string {
  if (text === '?') return '*';
  if (text === 'L') return 'L';
  if (/^(LW|\d{1,2}W)$/.test(text)) {
    throw new ServiceError(
      'NotImplemented',
      `The embedded AWS cannot run schedules with the W wildcard (${text}). AWS can.`,
      501,
    );
  }
  return convertList(text, daysOfMonth);
}

/** In croner Sunday is 0, and the last Friday is `5#L`. */
function convertDayOfWeek(text: string): string {
  if (text === '?') return '*';
  if (text === 'L') return '6';
  const nth = /^(\w+)#([1-5])$/.exec(text);
  if (nth) return `${readValue(nth[1]!, daysOfWeek) - 1}#${nth[2]}`;
  const last = /^(\w+)L$/.exec(text);
  if (last) return `${readValue(last[1]!, daysOfWeek) - 1}#L`;
  return convertList(text, daysOfWeek, -1);
}

/** Commas, ranges and steps, as a list of numbers. */
function convertList(text: string, field: Field, offset = 0): string {
  if (text === '*') return '*';
  const values = text.split(',').flatMap((part) => expand(part, field));
  return [...new Set(values)].map((value) => value + offset).join(',');
}

function expand(part: string, field: Field): number[] {
  const match = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part);
  if (!match) throw invalidSchedule();
  const [, first, last, step] = match;
  if (first === '*' && last !== undefined) throw invalidSchedule();
  const from = first === '*' ? field.least : readValue(first!, field);
  const open = first === '*' || step !== undefined;
  const to = last === undefined ? (open ? field.most : from) : readValue(last, field);
  const by = step === undefined ? 1 : Number(step);
  if (by < 1) throw invalidSchedule();
  const values: number[] = [];
  // A range may go over the end: FRI-MON.
  const length = to >= from ? to - from : field.most - from + (to - field.least) + 1;
  for (let distance = 0; distance <= length; distance += by) {
    const value = from + distance;
    values.push(value > field.most ? value - (field.most - field.least + 1) : value);
  }
  return values;
}

function readValue(text: string, field: Field): number {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1;
  const value = named >= 0 ? named + field.least : /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value >= field.least && value <= field.most)) throw invalidSchedule();
  return value;
}

function parseYears(text: string): (year: number) => boolean {
  if (text === '*') return () => true;
  const wanted = new Set(text.split(',').flatMap((part) => expand(part, years)));
  return (year) => wanted.has(year);
}
