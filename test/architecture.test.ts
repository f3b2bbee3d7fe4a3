import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { describe, expect, it } from 'vitest';

interface Cruise {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly { readonly rule: { readonly name: string } }[];
  };
}

const root = fileURLToPath(new URL('..', import.meta.url));
const depcruise = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

describe('the import rules', () => {
  it('are checked on every module of every folder, and hold', async () => {
    const { modules, summary } = await cruise(root);
    const visited = new Set(modules.map(({ source }) => source.split('/').slice(0, 2).join('/')));
    const folders = (await readdir(join(root, 'src'), { withFileTypes: true })).filter((entry) =>
      entry.isDirectory(),
    );
    expect(folders.filter(({ name }) => name !== 'release' && !visited.has(`src/${name}`))).toEqual([]);
    expect(summary.totalCruised).toBeGreaterThan(400);
    expect(summary.violations.map(({ rule }) => rule.name)).toEqual([]);
  });

  it('report what breaks them', async () => {
    const { summary } = await cruise(join(root, 'test/fixtures/import-rules'));
    expect(new Set(summary.violations.map(({ rule }) => rule.name))).toEqual(
      new Set([
        'app-imports-only-what-it-consumes',
        'local-only-from-its-commands',
        'no-circular',
        'pure-folders-import-no-node-module',
      ]),
    );
  });
});

async function cruise(cwd: string): Promise<Cruise> {
  const config = join(root, '.github/dependency-cruiser.cjs');
  const args = [depcruise, '--config', config, '--output-type', 'json', 'src'];
  // It exits with the number of violations; what it found is on stdout either way.
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd, maxBuffer: 2 ** 28 }).catch(
    (error: { stdout: string }) => error,
  );
  return JSON.parse(stdout) as Cruise;
}
