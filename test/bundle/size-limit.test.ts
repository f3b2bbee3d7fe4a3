import { expect, test } from 'vitest';
import { findOversize } from '../../src/bundle/size-limit.ts';

const inputs = { 'app/a.ts': 4_194_304, 'node_modules/b/index.js': 209_715_200, 'app/c.ts': 0 };

test('code just below the limit of Lambda is taken', () => {
  expect(findOversize('posts', 262_143_999, inputs)).toEqual([]);
});

test('code at the limit is refused, with the files that make it large', () => {
  expect(findOversize('posts', 262_144_000, inputs)).toEqual([
    {
      message: 'The code of posts is too large: 250.0 MB',
      file: 'node_modules/b/index.js',
      path: 'posts',
      why: 'Lambda takes less than 250.0 MB unzipped. Its largest files: node_modules/b/index.js (200.0 MB), app/a.ts (4.0 MB).',
      fix: 'Import less, move data to S3 or a layer, or split the function (cfn.build.controllers).',
    },
  ]);
});
