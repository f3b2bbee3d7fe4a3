import { expect, test } from 'vitest';
import { findScheduleFaults } from '../../src/app/schedule.ts';

test.each(['1 minute', '5 minutes', '1 hour', '2 hours', '1 day', '7 days'])('rate %s is taken', (rate) => {
  expect(findScheduleFaults({ rate })).toEqual([]);
});

test.each([
  ['1 days', "Write { rate: '1 day' }."],
  ['2 day', "Write { rate: '2 days' }."],
  ['01 day', "Write { rate: '1 day' }."],
  ['0 minutes', "Write { rate: '5 minutes' }, for instance."],
  ['1  day', "Write { rate: '5 minutes' }, for instance."],
  ['-1 day', "Write { rate: '5 minutes' }, for instance."],
  ['1.5 hours', "Write { rate: '5 minutes' }, for instance."],
  ['5 seconds', "Write { rate: '5 minutes' }, for instance."],
  ['1 week', "Write { rate: '5 minutes' }, for instance."],
  [' 1 day', "Write { rate: '5 minutes' }, for instance."],
  ['day', "Write { rate: '5 minutes' }, for instance."],
  ['', "Write { rate: '5 minutes' }, for instance."],
  ['rate(1 day)', "Write { rate: '1 day' }."],
])('rate %s is refused', (rate, fix) => {
  expect(findScheduleFaults({ rate })).toMatchObject([{ message: expect.stringContaining(rate), fix }]);
});

test.each([
  '0 3 * * ? *',
  '0/15 * * * ? *',
  '*/5 8-17 ? * MON-FRI *',
  '15 10 ? * 6L *',
  '0 8 1 * ? *',
  '0 8 L * ? *',
  '0 8 3W * ? *',
  '0 8 ? * 3#2 *',
  '0 8 ? * tue#5 *',
  '0,30 0 1,15 JAN,JUL-SEP ? 2026-2030',
  '5 4 ? * L 2199',
  '0 18 ? * 2-6 2026/2',
])('cron %s is taken', (cron) => {
  expect(findScheduleFaults({ cron })).toEqual([]);
});

test.each([
  ['60 3 * * ? *', '60 as minute'],
  ['-1 3 * * ? *', '-1 as minute'],
  ['? 3 * * ? *', '? as minute'],
  ['0 24 * * ? *', '24 as hour'],
  ['0 3 0 * ? *', '0 as day of month'],
  ['0 3 32 * ? *', '32 as day of month'],
  ['0 3 32W * ? *', '32W as day of month'],
  ['0 3 1,? * ? *', '1,? as day of month'],
  ['0 3 * 13 ? *', '13 as month'],
  ['0 3 * FOO ? *', 'FOO as month'],
  ['0 3 ? * 0 *', '0 as day of week'],
  ['0 3 ? * 8 *', '8 as day of week'],
  ['0 3 ? * 3#6 *', '3#6 as day of week'],
  ['0 3 ? * 3#1,6#3 *', '3#1,6#3 as day of week'],
  ['0 3 ? * MONDAY *', 'MONDAY as day of week'],
  ['0 3 * * ? 1969', '1969 as year'],
  ['0 3 * * ? 2200', '2200 as year'],
  ['0/0 3 * * ? *', '0/0 as minute'],
  ['9-5 3 * * ? *', '9-5 as minute'],
  ['1,,2 3 * * ? *', '1,,2 as minute'],
  ['0 3 * * * *', 'neither day of month nor day of week is ?'],
  ['0 3 1 * MON *', 'neither day of month nor day of week is ?'],
  ['0 3 ? * ? *', 'both day of month and day of week are ?'],
])('cron %s is refused: %s', (cron, message) => {
  expect(findScheduleFaults({ cron })).toMatchObject([{ message: `Invalid cron ${cron}: ${message}` }]);
});

test.each([
  ['0 3 * * *', "Write { cron: '0 3 * * ? *' }."],
  ['0 3 * * 1-5', "Write { cron: '0 3 ? * 2-6 *' }."],
  ['0 3 * * 0', "Write { cron: '0 3 ? * 1 *' }."],
  ['*/10 * 1 * *', "Write { cron: '*/10 * 1 * ? *' }."],
  ['0 3 1 * 1', "Write { cron: '0 3 * * ? *' }, for instance: every day at 03:00 UTC."],
  [' 0  3 * * ? * ', "Write { cron: '0 3 * * ? *' }."],
  ['cron(0 3 * * ? *)', "Write { cron: '0 3 * * ? *' }."],
  ['@daily', "Write { cron: '0 3 * * ? *' }, for instance: every day at 03:00 UTC."],
])('cron %s is answered with what to write', (cron, fix) => {
  expect(findScheduleFaults({ cron })).toMatchObject([{ fix }]);
});

test('several wrong fields come together', () => {
  expect(findScheduleFaults({ cron: '60 24 * * ? *' })).toHaveLength(2);
});

test.each([
  [{}],
  [{ rate: '1 day', cron: '0 3 * * ? *' }],
  [undefined],
  ['1 day'],
  [{ rate: 5 }],
  [{ cron: null }],
])('%j is no schedule', (schedule) => {
  expect(findScheduleFaults(schedule)).toHaveLength(1);
});
