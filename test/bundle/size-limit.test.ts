import { expect, test } from 'vitest';
import { findOversize } from '../../src/bundle/size-limit.ts';

const inputs = { 'app/a.ts': 1_048_576, 'node_modules/b/index.js': 209_715_200, 'app/c.ts': 0 };

test('code just below the limit of Lambda is taken', () => {
  expect(findOversize('posts', { size: 1, unzippedSize: 262_143_999 }, inputs)).toEqual([]);
});

test('code at the limit is refused, with its largest files first', () => {
  expect(findOversize('posts', { size: 1, unzippedSize: 262_144_000 }, inputs)).toMatchObject([
    {
      message: 'The code of posts is 250.0 MB unzipped; Lambda takes less than 250.0 MB',
      path: 'posts',
      why: 'Its largest files: node_modules/b/index.js (200.0 MB), app/a.ts (1.0 MB), app/c.ts (0.0 MB)',
    },
  ]);
});

test('a zip at the limit is refused, whatever it claims to unzip to', () => {
  expect(findOversize('posts', { size: 262_144_000, unzippedSize: 1 }, inputs)).toHaveLength(1);
});
