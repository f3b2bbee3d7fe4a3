import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSchedules } from '../../src/bundle/read-schedules.ts';
import { makeFolder } from './app-folder.ts';

const brand = "[Symbol.for('jets.job')]";

async function read(modules: Readonly<Record<string, string>>) {
  const root = await makeFolder(modules);
  const jobs = Object.keys(modules).map((file) => ({
    source: { kind: 'job' as const, name: file.replace('.mjs', ''), file },
    compiledFile: join(root, file),
  }));
  return readSchedules({ root, environment: {}, jobs, loadTimeout: 1000 });
}

test('a job that takes too long to load is ended, and the ones behind it are read', async () => {
  const { found, problems } = await read({
    'a.mjs': 'setInterval(() => {}, 1000); await new Promise(() => {});',
    'b.mjs': `export const run = Object.assign(() => 1, { ${brand}: { rate: '1 day' } });`,
  });
  expect(problems.map(({ message }) => message)).toEqual(['a.mjs did not finish loading within 1 seconds']);
  expect(found).toEqual([
    { name: 'b', file: 'b.mjs', runs: [{ exportName: 'run', schedule: { rate: '1 day' }, line: 1 }] },
  ]);
});

test('a job whose process is killed is a problem', async () => {
  const { problems } = await read({
    'a.mjs': "process.kill(process.pid, 'SIGKILL'); await new Promise(() => {});",
  });
  expect(problems.map(({ message }) => message)).toEqual(['a.mjs ended its process']);
});
