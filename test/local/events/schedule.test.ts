import { describe, expect, it } from 'vitest';
import { parseSchedule } from '../../../src/local/events/schedule.ts';

const at = (text: string): number => Date.parse(text);
const times = (expression: string, from: string, count: number): (string | undefined)[] => {
  const schedule = parseSchedule(expression, at(from));
  const found: (string | undefined)[] = [];
  for (let time: number | undefined = at(from); time !== undefined && found.length < count;) {
    time = schedule.next(time);
    found.push(time === undefined ? undefined : new Date(time).toISOString().slice(0, 16));
  }
  return found;
};

describe('schedules', () => {
  it.each([
    ['rate(1 minute)', ['2026-01-10T00:01', '2026-01-10T00:02']],
    ['rate(5 minutes)', ['2026-01-10T00:05', '2026-01-10T00:10']],
    ['rate(1 day)', ['2026-01-11T00:00', '2026-01-12T00:00']],
    ['cron(0 3 * * ? *)', ['2026-01-10T03:00', '2026-01-11T03:00']],
    ['cron(0/15 * * * ? *)', ['2026-01-10T00:15', '2026-01-10T00:30']],
    ['cron(5/30 8-9 ? * MON-FRI *)', ['2026-01-12T08:05', '2026-01-12T08:35']],
    ['cron(0 2 ? * SAT *)', ['2026-01-10T02:00', '2026-01-17T02:00']],
    ['cron(0 2 ? * 1 *)', ['2026-01-11T02:00', '2026-01-18T02:00']],
    ['cron(0 2 ? * FRI-MON *)', ['2026-01-10T02:00', '2026-01-11T02:00']],
    ['cron(0 2 ? * SAT#3 *)', ['2026-01-17T02:00', '2026-02-21T02:00']],
    ['cron(15 10 ? * 6L *)', ['2026-01-30T10:15', '2026-02-27T10:15']],
    ['cron(0 12 L * ? *)', ['2026-01-31T12:00', '2026-02-28T12:00']],
    ['cron(0 12 1 JAN,JUL ? *)', ['2026-07-01T12:00', '2027-01-01T12:00']],
    ['cron(0 0 1 1 ? 2028/2)', ['2028-01-01T00:00', '2030-01-01T00:00']],
    ['cron(15 10 ? * 6L 2002-2005)', [undefined]],
  ])('%s', (expression, expected) => {
    expect(times(expression, '2026-01-10T00:00:00Z', expected.length)).toEqual(expected);
  });

  it('a rate keeps its beat, whenever it is asked', () => {
    const schedule = parseSchedule('rate(10 minutes)', at('2026-01-10T00:03:00Z'));
    expect(new Date(schedule.next(at('2026-01-10T01:00:00Z'))!).toISOString()).toBe(
      '2026-01-10T01:03:00.000Z',
    );
  });

  it.each([
    'rate(10 seconds)',
    'rate(10 years)',
    'rate(1 minutes)',
    'rate(1 hours)',
    'rate(1 days)',
    'rate(10 minute)',
    'rate()',
    'rate(10)',
    'rate(10 minutess)',
    'rate(foo minutes)',
    'rate(0 minutes)',
    'rate(-10 minutes)',
    'rate(10 MINUTES)',
    'rate( 10 minutes )',
    ' rate(10 minutes)',
    'cron(0 1 * * * *)',
    'cron(7 20 * * NOT *)',
    'cron(INVALID)',
    'cron(0 dummy ? * MON-FRI *)',
    'cron(71 8 1 * ? *)',
    'cron(0 3 * * ?)',
    'cron(0 3 ? * ? *)',
    '1 day',
    '0 3 * * ? *',
  ])('%s is not valid', (expression) => {
    expect(() => parseSchedule(expression, 0)).toThrow('Parameter ScheduleExpression is not valid.');
  });

  it('the W wildcard is refused as not there', () => {
    expect(() => parseSchedule('cron(0 3 15W * ? *)', 0)).toThrow(
      'The embedded AWS cannot run schedules with the W wildcard',
    );
  });
});
