import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findSources } from '../../src/bundle/find-sources.ts';
import { makeFolder, writeFiles } from './app-folder.ts';

const job = "import { job } from 'jets-deploy';\n";

test('controllers are found by their files, with their exported names', async () => {
  const root = await makeFolder({
    'app/controllers/posts.ts':
      "import type { A } from '../none';\nexport interface B {}\nexport { index } from '../lib/list';\nexport const show = (a: A) => a;",
    'app/lib/list.ts': 'export const index = () => [];\nexport const other = 1;',
    'app/controllers/admin/posts.js': 'export async function edit() {}',
    'app/controllers/pages.mjs': 'export const home = () => 1;\nexport default home;',
    'app/controllers/_shared.ts': 'export const no = 1;',
    'app/controllers/_base/one.ts': 'export const no = 1;',
    'app/controllers/.#posts.ts': 'export const no = 1;',
    'app/controllers/posts.test.ts': 'export const no = 1;',
    'app/controllers/posts.spec.ts': 'export const no = 1;',
    'app/controllers/types.d.ts': 'export type No = 1;',
    'app/controllers/readme.md': '# no',
  });
  expect(await findSources(root)).toEqual({
    controllers: [
      { name: 'admin/posts', file: 'app/controllers/admin/posts.js', actions: ['edit'] },
      { name: 'pages', file: 'app/controllers/pages.mjs', actions: ['default', 'home'] },
      { name: 'posts', file: 'app/controllers/posts.ts', actions: ['index', 'show'] },
    ],
    jobs: [],
    problems: [],
  });
});

test('an app without controllers and jobs has none', async () => {
  expect(await findSources(await makeFolder())).toEqual({ controllers: [], jobs: [], problems: [] });
});

test('controllers are not run', async () => {
  const root = await makeFolder({
    'app/controllers/posts.ts': "export const index = () => 1;\nthrow new Error('ran');",
  });
  expect((await findSources(root)).problems).toEqual([]);
});

test('schedules of jobs are read by loading them', async () => {
  const root = await makeFolder({
    'app/jobs/clean.ts': `${job}const every = 2;
      export const run = job({ rate: \`\${every} days\` }, async () => {});
      export const night = job({ cron: '0 3 * * ? *' }, async () => {});
      export const helper = () => 1;`,
    'app/jobs/admin/report.ts': `${job}export const run = job({ rate: '1 hour' }, () => 1);`,
  });
  expect(await findSources(root)).toEqual({
    controllers: [],
    jobs: [
      {
        name: 'admin/report',
        file: 'app/jobs/admin/report.ts',
        runs: [{ exportName: 'run', schedule: { rate: '1 hour' }, line: 2 }],
      },
      {
        name: 'clean',
        file: 'app/jobs/clean.ts',
        runs: [
          { exportName: 'night', schedule: { cron: '0 3 * * ? *' }, line: 4 },
          { exportName: 'run', schedule: { rate: '2 days' }, line: 3 },
        ],
      },
    ],
    problems: [],
  });
});

test('jobs find the packages of the app', async () => {
  const root = await makeFolder({
    'node_modules/rates/package.json': '{ "name": "rates", "type": "module", "exports": "./index.js" }',
    'node_modules/rates/index.js': "export const daily = '1 day';",
    'app/jobs/clean.ts': `${job}import { daily } from 'rates';\nexport const run = job({ rate: daily }, () => 1);`,
  });
  const { jobs, problems } = await findSources(root);
  expect(problems).toEqual([]);
  expect(jobs[0]?.runs).toEqual([{ exportName: 'run', schedule: { rate: '1 day' }, line: 3 }]);
});

test('jobs are loaded with the environment of their functions and nothing else of this process', async () => {
  process.env['JETS_TEST_SECRET'] = 'leaked';
  const root = await makeFolder({
    'app/jobs/clean.ts': `${job}export const run = job({ rate: process.env.RATE + (process.env.JETS_TEST_SECRET ?? '') }, () => 1);`,
  });
  const { jobs } = await findSources(root, { environment: { RATE: '1 day' } });
  delete process.env['JETS_TEST_SECRET'];
  expect(jobs[0]?.runs[0]?.schedule).toEqual({ rate: '1 day' });
  const again = await findSources(root, { environment: { RATE: '2 days' } });
  expect(again.jobs[0]?.runs[0]?.schedule).toEqual({ rate: '2 days' });
});

test('every error of every file is reported, and sound files are found beside broken ones', async () => {
  const root = await makeFolder({
    'app/controllers/bad.ts': 'export const a = 1;\nconst a = 2;\nconst b = 1;\nconst b = 2;',
    'app/controllers/worse.ts': "import './gone.ts';\nexport const index = () => 1;",
    'app/controllers/good.ts': 'export const index = () => 1;',
    'app/jobs/clean.ts': `${job}export const run = job({ rate: '1 day' }, () => 1);`,
    'app/jobs/bad.ts': 'export const = 1;',
  });
  const { controllers, jobs, problems } = await findSources(root);
  expect(controllers).toEqual([
    { name: 'bad', file: 'app/controllers/bad.ts', actions: [], broken: true },
    { name: 'good', file: 'app/controllers/good.ts', actions: ['index'] },
    { name: 'worse', file: 'app/controllers/worse.ts', actions: [], broken: true },
  ]);
  expect(jobs.map(({ name }) => name)).toEqual(['clean']);
  expect(problems.map(({ file, line, message }) => [file, line, message])).toEqual([
    [
      'app/controllers/bad.ts',
      2,
      'app/controllers/bad.ts does not compile: The symbol "a" has already been declared',
    ],
    [
      'app/controllers/bad.ts',
      4,
      'app/controllers/bad.ts does not compile: The symbol "b" has already been declared',
    ],
    ['app/controllers/worse.ts', 1, 'app/controllers/worse.ts imports "./gone.ts", which cannot be found'],
    ['app/jobs/bad.ts', 1, 'app/jobs/bad.ts does not compile: Expected identifier but found "="'],
  ]);
});

test('a job that throws, ends its process, never loads or holds no job is a problem, and the others are read', async () => {
  const root = await makeFolder({
    'app/jobs/a.ts': `${job}\nthrow new Error('no database');\nexport const run = job({ rate: '1 day' }, () => 1);`,
    'app/jobs/b.ts': 'process.exit(0);',
    'app/jobs/c.ts': 'await new Promise(() => {});',
    'app/jobs/d.ts': 'export const run = () => 1;',
    'app/jobs/e.ts': `${job}setInterval(() => {}, 1000);\nexport const run = job({ rate: '1 day' }, () => 1);`,
  });
  const { jobs, problems } = await findSources(root);
  expect(jobs.map(({ name }) => name)).toEqual(['e']);
  expect(problems.map(({ file, line, message }) => [file, line, message])).toEqual([
    ['app/jobs/a.ts', 3, 'app/jobs/a.ts throws when it is loaded: no database'],
    ['app/jobs/b.ts', undefined, 'app/jobs/b.ts ended its process'],
    [
      'app/jobs/c.ts',
      undefined,
      'app/jobs/c.ts never finished loading: it awaits something that never comes',
    ],
    ['app/jobs/d.ts', undefined, 'app/jobs/d.ts exports no job'],
  ]);
});

test('two files for one controller are both found, for the check of the app to refuse', async () => {
  const root = await makeFolder({
    'app/controllers/posts.js': 'export const index = () => 1;',
    'app/controllers/posts.ts': 'export const index = () => 1;',
  });
  const { controllers, problems } = await findSources(root);
  expect(controllers.map(({ name, file }) => [name, file])).toEqual([
    ['posts', 'app/controllers/posts.js'],
    ['posts', 'app/controllers/posts.ts'],
  ]);
  expect(problems).toEqual([]);
});

test('what did not change is not compiled or loaded again, and changes are seen', async () => {
  const root = await makeFolder({
    'app/controllers/posts.ts': "export * from '../lib/actions';",
    'app/lib/actions.ts': 'export const index = () => 1;',
    'app/jobs/clean.ts': `${job}import { rate } from '../lib/rate';\nexport const run = job({ rate }, () => 1);`,
    'app/lib/rate.ts': "export const rate = '1 day';",
  });
  const cache = join(root, '.jets/build/sources.json');
  const first = await findSources(root);
  const before = await stat(cache, { bigint: true });
  expect(await findSources(root)).toEqual(first);
  expect((await stat(cache, { bigint: true })).mtimeNs).toBe(before.mtimeNs);
  await writeFiles(root, { 'app/lib/actions.ts': 'export const list = () => 1;' });
  expect((await findSources(root)).controllers[0]?.actions).toEqual(['list']);
  await writeFiles(root, { 'app/lib/rate.ts': "export const rate = '9 day';" });
  expect((await findSources(root)).jobs[0]?.runs[0]?.schedule).toEqual({ rate: '9 day' });
});

test('no compiled file stays behind', async () => {
  const root = await makeFolder({ 'app/controllers/posts.ts': 'export const index = () => 1;' });
  await findSources(root);
  expect(await readdir(join(root, '.jets/build'))).toEqual(['sources.json']);
});
