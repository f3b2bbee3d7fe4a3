import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { Artifact } from '../../src/bundle/artifact.ts';
import { buildArtifacts } from '../../src/bundle/build-artifacts.ts';
import { findSources } from '../../src/bundle/find-sources.ts';
import { InputError } from '../../src/problem.ts';
import { writeStarter } from '../../src/starter/write-starter.ts';
import { makeApp, makeFolder, writeFiles } from '../bundle/app-folder.ts';
import { invoke, makeEvent } from '../bundle/invoke.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));

async function makeStarter(name = 'blog'): Promise<string> {
  const dir = join(await makeFolder(), 'made', name);
  await writeStarter({ dir, name });
  return dir;
}

test('the starter has its files under their true names and says which it wrote', async () => {
  const dir = join(await makeFolder(), 'blog');
  expect(await writeStarter({ dir, name: 'blog' })).toEqual([
    '.env',
    '.gitignore',
    'README.md',
    'app/controllers/pages.ts',
    'app/controllers/posts.ts',
    'app/jobs/clean.ts',
    'app/lib/posts.ts',
    'config/routes.ts',
    'jets.config.ts',
    'package.json',
    'test/posts.test.ts',
    'tsconfig.json',
  ]);
});

test('the name is where it belongs, and the name of the template nowhere', async () => {
  const dir = await makeStarter('My_blog');
  expect(await readFile(join(dir, 'jets.config.ts'), 'utf8')).toContain("name: 'My_blog'");
  expect(JSON.parse(await readFile(join(dir, 'package.json'), 'utf8'))).toMatchObject({ name: 'my_blog' });
  for (const file of ['README.md', 'app/controllers/pages.ts']) {
    expect(await readFile(join(dir, file), 'utf8')).not.toContain('my-app');
  }
});

test('the starter asks for the versions this package is made with', async () => {
  const own = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as {
    version: string;
    devDependencies: Record<string, string>;
  };
  const { '@types/node': node, typescript, vitest } = own.devDependencies;
  expect(JSON.parse(await readFile(join(await makeStarter(), 'package.json'), 'utf8'))).toMatchObject({
    devDependencies: { 'jets-deploy': own.version, '@types/node': node, typescript, vitest },
  });
});

test('an empty folder is written into, one that is not stays as it is', async () => {
  const empty = await makeFolder();
  await mkdir(join(empty, 'app'));
  await writeStarter({ dir: join(empty, 'app'), name: 'blog' });
  const full = await makeFolder({ 'notes.txt': 'mine' });
  await expect(writeStarter({ dir: full, name: 'blog' })).rejects.toThrow(/is not empty$/);
  expect(await readFile(join(full, 'notes.txt'), 'utf8')).toBe('mine');
  await expect(writeStarter({ dir: join(full, 'notes.txt'), name: 'blog' })).rejects.toThrow(
    'notes.txt is a file',
  );
});

test.each(['', '1st', 'a b', 'a/b', '../up', 'ä', 'a'.repeat(41)])('%j is no name', async (name) => {
  const dir = join(await makeFolder(), 'new');
  const error: unknown = await writeStarter({ dir, name }).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(InputError);
  expect((error as InputError).problems[0]?.why).toContain('starts with a letter');
});

test('every controller and job of the starter is found without a problem', async () => {
  const found = await findSources(await makeStarter());
  expect(found).toMatchObject({
    controllers: [
      { name: 'pages', actions: ['home', 'missing'] },
      { name: 'posts', actions: ['create', 'index', 'show'] },
    ],
    jobs: [{ name: 'clean', runs: [{ exportName: 'run', schedule: { cron: '0 3 * * ? *' } }] }],
    problems: [],
  });
});

test('the starter answers once it is built', async () => {
  const dir = await makeStarter();
  const checked = await buildArtifacts({
    app: makeApp({
      posts_controller: ['GET /posts posts#index', 'GET /posts/{id} posts#show', 'POST /posts posts#create'],
      pages_controller: ['GET / pages#home', 'ANY /{path+} pages#missing'],
      'clean_job-run': 'clean#run',
    }),
    root: dir,
    buildDir: join(dir, '.jets/build'),
  });
  const [posts, pages, clean] = (checked.ok ? checked.value : []) as [Artifact, Artifact, Artifact];
  const shown = await invoke(posts, makeEvent('GET', '/posts/{id}', { pathParameters: { id: '1' } }));
  expect(shown.result).toMatchObject({ statusCode: 200, body: expect.stringContaining('Hello') });
  const created = await invoke(
    posts,
    makeEvent('POST', '/posts', {
      body: Buffer.from('{"title":"T","body":"B"}').toString('base64'),
      isBase64Encoded: true,
    }),
  );
  expect(created.result).toMatchObject({
    statusCode: 201,
    multiValueHeaders: { location: ['posts/3'] },
    body: '{"id":"3","title":"T","body":"B"}',
  });
  const missing = await invoke(
    pages,
    makeEvent('GET', '/{path+}', { path: '/x/y', pathParameters: { path: 'x/y' } }),
  );
  expect(missing.result).toMatchObject({ statusCode: 404, body: '{"message":"Nothing at /x/y"}' });
  expect((await invoke(clean, {})).result).toEqual({ empty: 0 });
});

test("the starter's own tests pass and its types are sound", async () => {
  const dir = await makeStarter();
  await mkdir(join(dir, 'node_modules'));
  for (const name of ['vitest', 'vite', '@types', 'undici-types']) {
    await symlink(join(repository, 'node_modules', name), join(dir, 'node_modules', name));
  }
  // Stands for the installed package: its public API, as types and as code.
  await writeFiles(dir, {
    'node_modules/jets-deploy/package.json':
      '{ "name": "jets-deploy", "type": "module", "exports": "./index.ts" }',
    'node_modules/jets-deploy/index.ts': `export * from '${join(repository, 'src/index.ts')}';`,
  });
  // Who publishes a part of an app emits declarations: what it exports must have types that can be named.
  await writeFiles(dir, {
    'tsconfig.declarations.json':
      '{ "extends": "./tsconfig.json", "compilerOptions": { "declaration": true }, "include": ["jets.config.ts", "config", "app/jobs"] }',
  });
  const bin = (...path: string[]) => join(repository, 'node_modules', ...path);
  const run = promisify(execFile);
  const options = { cwd: dir, env: { ...process.env, NO_COLOR: '1' } };
  const checkTypes = (project: string) =>
    run(process.execPath, [bin('typescript', 'bin', 'tsc'), '--noEmit', '-p', project], options).catch(
      (error: unknown) => error,
    );
  const [tests, types, declarations] = await Promise.all([
    run(process.execPath, [bin('vitest', 'vitest.mjs'), 'run'], options),
    checkTypes('tsconfig.json'),
    checkTypes('tsconfig.declarations.json'),
  ]);
  expect(tests.stdout).toContain('5 passed');
  expect(types).toHaveProperty('stdout', '');
  expect(declarations).toHaveProperty('stdout', '');
});
