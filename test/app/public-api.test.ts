import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import * as api from '../../src/index.ts';

test('apps import defineConfig, job and routes', () => {
  expect(Object.keys(api).sort()).toEqual(['defineConfig', 'job', 'routes']);
});

test('what controllers carry into Lambda is small and imports nothing', async () => {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL('../../src/index.ts', import.meta.url))],
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: 'esm',
    packages: 'external',
    platform: 'node',
  });
  const [output] = Object.values(metafile.outputs);
  expect(output?.imports).toEqual([]);
  expect(output?.bytes).toBeLessThan(2_000);
});
