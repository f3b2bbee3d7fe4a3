import { expect, test } from 'vitest';
import { createJobHandler } from '../../src/runtime/create-job-handler.ts';

test('a job gets event and context, and its result is the answer', async () => {
  const handler = createJobHandler((event, context) => [event, context]);
  expect(await handler('event', 'context')).toEqual(['event', 'context']);
});

test('errors of a job reach Lambda', async () => {
  const error = new Error('x');
  const handler = createJobHandler(() => {
    throw error;
  });
  await expect(handler({}, {})).rejects.toBe(error);
});
