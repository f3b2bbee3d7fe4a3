import { expect, it } from 'vitest';

import { drain } from '../../src/release/drain.ts';

it('waits as long as it is told, and says how far it is', async () => {
  const waits: number[] = [];
  const progress: number[] = [];
  await drain(3, {
    onProgress: (seconds) => progress.push(seconds),
    pause: async (milliseconds) => void waits.push(milliseconds),
  });
  expect(waits).toEqual([1_000, 1_000, 1_000]);
  expect(progress).toEqual([0, 1, 2]);
});

it('does not wait for zero seconds', async () => {
  await drain(0, { onProgress: () => expect.unreachable() });
});

it('ends when it is interrupted', async () => {
  const controller = new AbortController();
  const draining = drain(3_600, { onProgress: () => controller.abort(), signal: controller.signal });
  await expect(draining).rejects.toMatchObject({ name: 'AbortError' });
});
