import { readFile } from 'node:fs/promises';

import { expect, it } from 'vitest';

it('the planner and the embedded AWS have the same schemas of AWS, and no code in common', async () => {
  const read = (path: string) => readFile(new URL(`../../src/${path}`, import.meta.url), 'utf8');
  expect(await read('plan/collisions/schemas.json')).toBe(
    await read('local/cloudformation/resources/schemas.json'),
  );
});
