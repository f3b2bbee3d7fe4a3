import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('shares no file between the planner and the engine that it is proved against', () => {
  const planner = collectModules('src/plan');
  const engine = collectModules('src/local');
  expect(planner.size).toBeGreaterThan(30);
  expect(engine.size).toBeGreaterThan(200);
  expect([...planner].filter((file) => engine.has(file))).toEqual([]);
});

/** Every file of a folder and everything that they import, directly or not, packages apart. */
function collectModules(folder: string): Set<string> {
  const found = new Set<string>();
  const pending = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    if (!file.endsWith('.ts')) continue;
    const { importedFiles } = ts.preProcessFile(readFileSync(resolve(root, file), 'utf8'));
    for (const { fileName } of importedFiles) {
      if (fileName.startsWith('.')) pending.push(relative(root, resolve(root, dirname(file), fileName)));
    }
  }
  return found;
}
