import { createHash } from 'node:crypto';
import { chmod, readFile, stat, unlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import type { App } from '../../src/app/app.ts';
import type { Artifact } from '../../src/bundle/artifact.ts';
import { buildArtifacts } from '../../src/bundle/build-artifacts.ts';
import { makeApp, makeFolder, writeFiles } from './app-folder.ts';
import { invoke, makeEvent } from './invoke.ts';

const files = {
  'package.json': '{ "name": "demo", "type": "module" }',
  'app/lib/words.ts': "export const hello: string = 'hello';\nexport const unused = 'never said';",
  'app/controllers/posts.ts': [
    "import { hello } from '../lib/words.ts';",
    'export async function index() { return { hello }; }',
    'export async function show(request: Request, { params }: { params: { id: string } }) {',
    '  return { id: params.id, query: [...new URL(request.url).searchParams] };',
    '}',
    "export async function create() { return 'only in the other function'; }",
  ].join('\n'),
  'app/jobs/clean.ts': [
    "import { job } from 'jets-deploy';",
    "export const run = job({ rate: '1 day' }, async (event) => ({ ran: event }));",
  ].join('\n'),
};

const app = makeApp({
  posts_controller: ['GET /posts posts#index', 'GET /posts/{id} posts#show'],
  'posts_controller-create': ['POST /posts posts#create'],
  'clean_job-run': 'clean#run',
});

async function build(root: string, built: App = app): Promise<readonly Artifact[]> {
  const checked = await buildArtifacts({ app: built, root, buildDir: join(root, '.jets', 'build') });
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems, undefined, 2));
  return checked.value;
}

async function readCode(artifact: Artifact | undefined): Promise<string> {
  if (!artifact) throw new Error('no artifact');
  const code = unzipSync(await readFile(artifact.file))['index.mjs'];
  return new TextDecoder().decode(code);
}

test('an artifact answers a REST event without anything else installed', async () => {
  const root = await makeFolder(files);
  const [posts] = await build(root);
  const { result } = await invoke(
    posts as Artifact,
    makeEvent('GET', '/posts/{id}', {
      path: '/posts/7',
      pathParameters: { id: '7' },
      multiValueQueryStringParameters: { a: ['1', '2'] },
    }),
  );
  expect(result).toMatchObject({ statusCode: 200, isBase64Encoded: false });
  expect(JSON.parse((result as { body: string }).body)).toEqual({
    id: '7',
    query: [
      ['a', '1'],
      ['a', '2'],
    ],
  });
});

test('an artifact of a job runs it with the event', async () => {
  const root = await makeFolder(files);
  const artifacts = await build(root);
  const { result } = await invoke(artifacts[2] as Artifact, { id: 'x' });
  expect(result).toEqual({ ran: { id: 'x' } });
});

test('an artifact holds the actions it serves and nothing else of the app', async () => {
  const root = await makeFolder(files);
  const [posts, create, clean] = await build(root);
  const code = await readCode(posts);
  expect(code).toContain('hello');
  expect(code).not.toContain('never said');
  expect(code).not.toContain('only in the other function');
  expect(await readCode(create)).toContain('only in the other function');
  // The public API and the runtime come along with what is used of them.
  expect((await readCode(clean)).length).toBeLessThan(3000);
});

test('the same sources give the same bytes in another folder, in another order, with other times and rights', async () => {
  const first = await makeFolder(files);
  const second = await makeFolder(Object.fromEntries(Object.entries(files).toReversed()));
  for (const path of Object.keys(files)) {
    await utimes(join(second, path), new Date(0), new Date(0));
    await chmod(join(second, path), 0o600);
  }
  const [a, b] = [await build(first), await build(second)];
  expect(a.map(({ sha256 }) => sha256)).toEqual(b.map(({ sha256 }) => sha256));
  for (const artifact of a) {
    const code = await readCode(artifact);
    expect(code).not.toContain(first);
    expect(code).not.toContain(process.cwd());
  }
});

test('a function has the same bytes whether it is built alone or with others', async () => {
  const root = await makeFolder(files);
  const alone = await makeFolder(files);
  const together = await build(root);
  const [single] = await build(
    alone,
    makeApp({ posts_controller: ['GET /posts/{id} posts#show', 'GET /posts posts#index'] }),
  );
  expect(single?.sha256).toBe(together[0]?.sha256);
});

test('names, digests and sizes describe the zip', async () => {
  const root = await makeFolder(files);
  const [artifact] = await build(root);
  const zip = await readFile(artifact?.file ?? '');
  expect(artifact).toMatchObject({
    functionKey: 'posts_controller',
    sha256: createHash('sha256').update(zip).digest('hex'),
    codeSha256: createHash('sha256').update(zip).digest('base64'),
    size: zip.length,
    unzippedSize: Buffer.byteLength(await readCode(artifact)),
    handler: 'index.handler',
  });
  expect(artifact?.file).toContain(artifact?.sha256 ?? 'no digest');
});

test('a zip gives every file rights that Lambda can read', async () => {
  const root = await makeFolder(files);
  const [artifact] = await build(root);
  const zip = await readFile(artifact?.file ?? '');
  const directory = zip.indexOf(Buffer.from('PK\u0001\u0002', 'latin1'));
  expect(zip.readUInt32LE(directory + 38) >>> 16).toBe(0o100644);
});

test('a second build writes nothing and takes what is there', async () => {
  const root = await makeFolder(files);
  const first = await build(root);
  const cache = join(root, '.jets/build/artifacts.json');
  const before = await stat(cache, { bigint: true });
  expect(await build(root)).toEqual(first);
  expect((await stat(cache, { bigint: true })).mtimeNs).toBe(before.mtimeNs);
});

test('a change of one file rebuilds the functions that hold it and no other', async () => {
  const root = await makeFolder(files);
  const first = await build(root);
  await writeFiles(root, { 'app/jobs/clean.ts': files['app/jobs/clean.ts'].replace('ran:', 'done:') });
  const second = await build(root);
  expect(second[0]).toEqual(first[0]);
  expect(second[2]?.sha256).not.toBe(first[2]?.sha256);
});

test('a change of the same length and time is not missed', async () => {
  const root = await makeFolder(files);
  const file = join(root, 'app/lib/words.ts');
  const mtime = new Date(1_700_000_000_000);
  await utimes(file, mtime, mtime);
  const first = await build(root);
  await writeFiles(root, { 'app/lib/words.ts': files['app/lib/words.ts'].replace("'hello'", "'HELLO'") });
  await utimes(file, mtime, mtime);
  const second = await build(root);
  expect(second[0]?.sha256).not.toBe(first[0]?.sha256);
  expect(await readCode(second[0])).toContain('HELLO');
});

test('a new file that takes the place of another is not missed', async () => {
  const root = await makeFolder({
    ...files,
    'app/controllers/posts.ts': "import { hello } from '../lib/pick';\nexport const index = () => hello;",
    'app/lib/pick.js': "export const hello = 'from js';",
  });
  const small = makeApp({ posts_controller: ['GET /posts posts#index'] });
  expect(await readCode((await build(root, small))[0])).toContain('from js');
  await writeFiles(root, { 'app/lib/pick.ts': "export const hello = 'from ts';" });
  expect(await readCode((await build(root, small))[0])).toContain('from ts');
});

test('a zip that is gone is built again', async () => {
  const root = await makeFolder(files);
  const first = await build(root);
  await unlink(first[0]?.file ?? '');
  expect(await build(root)).toEqual(first);
  await stat(first[0]?.file ?? '');
});

test('builds at the same time in one folder all succeed', async () => {
  const root = await makeFolder(files);
  const builds = await Promise.all([build(root), build(root), build(root)]);
  expect(new Set(builds.map((artifacts) => JSON.stringify(artifacts))).size).toBe(1);
  for (const artifact of builds[0]) expect((await stat(artifact.file)).size).toBe(artifact.size);
});

test('old zips that no function has any more go, young ones stay', async () => {
  const root = await makeFolder(files);
  await build(root);
  await writeFiles(root, { '.jets/build/old.zip': 'x', '.jets/build/young.zip': 'x' });
  await utimes(join(root, '.jets/build/old.zip'), new Date(0), new Date(0));
  await writeFiles(root, { 'app/lib/words.ts': "export const hello = 'changed';" });
  await build(root);
  await expect(stat(join(root, '.jets/build/old.zip'))).rejects.toThrow('ENOENT');
  await stat(join(root, '.jets/build/young.zip'));
});

test('CommonJS packages find require, __dirname and __filename; import.meta.url and top-level await work', async () => {
  const root = await makeFolder({
    'node_modules/common/package.json': '{ "name": "common", "version": "1.0.0" }',
    'node_modules/common/index.js':
      "const { basename } = require('path'); exports.name = basename(__filename); exports.dir = typeof __dirname;",
    'node_modules/modern/package.json': '{ "name": "modern", "version": "1.0.0", "type": "module" }',
    'node_modules/modern/index.js':
      "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\nexport const eol = require('node:os').EOL;",
    'app/controllers/posts.ts': [
      "import { name, dir } from 'common';",
      "import { eol } from 'modern';",
      'const scheme = await Promise.resolve(new URL(import.meta.url).protocol);',
      'export const index = () => [name, dir, eol, scheme];',
    ].join('\n'),
  });
  const [artifact] = await build(root, makeApp({ posts_controller: ['GET /posts posts#index'] }));
  const { result } = await invoke(artifact as Artifact, makeEvent('GET', '/posts'));
  expect(JSON.parse((result as { body: string }).body)).toEqual(['index.mjs', 'string', '\n', 'file:']);
});

test('a module that makes its own require keeps it', async () => {
  const root = await makeFolder({
    'app/controllers/posts.ts': [
      "import { createRequire } from 'node:module';",
      'const require = createRequire(import.meta.url);',
      "export const index = () => typeof require('node:os').cpus;",
    ].join('\n'),
  });
  const [artifact] = await build(root, makeApp({ posts_controller: ['GET /posts posts#index'] }));
  const { result } = await invoke(artifact as Artifact, makeEvent('GET', '/posts'));
  expect(result).toMatchObject({ body: '"function"' });
});

test('an action that its controller does not export is named', async () => {
  const root = await makeFolder(files);
  const checked = await buildArtifacts({
    app: makeApp({ posts_controller: ['GET /posts posts#gone'] }),
    root,
    buildDir: join(root, '.jets/build'),
  });
  expect(checked).toEqual({
    ok: false,
    problems: [{ message: 'No matching export in "app/controllers/posts.ts" for import "gone"' }],
  });
});

test("the app's tsconfig paths work", async () => {
  const root = await makeFolder({
    ...files,
    'tsconfig.json': '{ "compilerOptions": { "paths": { "@lib/*": ["./app/lib/*"] } } }',
    'app/controllers/posts.ts': "import { hello } from '@lib/words';\nexport const index = () => hello;",
  });
  const [artifact] = await build(root, makeApp({ posts_controller: ['GET /posts posts#index'] }));
  expect(await readCode(artifact)).toContain('hello');
});

test('CORS settings reach the handler', async () => {
  const root = await makeFolder(files);
  const cors = { origin: 'https://a.example', headers: [], methods: [], credentials: true, maxAge: 1 };
  const [artifact] = await build(root, makeApp({ posts_controller: ['GET /posts posts#index'] }, { cors }));
  const { result } = await invoke(artifact as Artifact, makeEvent('GET', '/posts'));
  expect(result).toMatchObject({
    multiValueHeaders: {
      'access-control-allow-origin': ['https://a.example'],
      'access-control-allow-credentials': ['true'],
    },
  });
});

test('everything that cannot be bundled is reported at once, with file and line', async () => {
  const root = await makeFolder({
    'node_modules/native/package.json': '{ "name": "native" }',
    'node_modules/native/index.js': "module.exports = require('./build.node');",
    'node_modules/native/build.node': 'binary',
    'app/controllers/posts.ts': "import 'native';\nimport '@none/such';\nexport const index = () => 1;",
    'app/controllers/pages.ts': "\nimport './gone.ts';\nexport const home = () => {\n  return 1 +;\n};",
  });
  const checked = await buildArtifacts({
    app: makeApp({ posts_controller: ['GET / posts#index'], pages_controller: ['GET /p pages#home'] }),
    root,
    buildDir: join(root, '.jets/build'),
  });
  expect(checked).toMatchObject({ ok: false });
  expect(checked).toHaveProperty(
    'problems',
    expect.arrayContaining([
      expect.objectContaining({
        message: 'node_modules/native/build.node is a native add-on and cannot be bundled',
        file: 'node_modules/native/index.js',
        line: 1,
      }),
      expect.objectContaining({
        message: 'app/controllers/posts.ts imports "@none/such", which cannot be found',
        file: 'app/controllers/posts.ts',
        line: 2,
        fix: 'Install it (npm install @none/such), or correct its name.',
      }),
      expect.objectContaining({
        message: 'app/controllers/pages.ts does not compile: Unexpected ";"',
        file: 'app/controllers/pages.ts',
        line: 4,
      }),
    ]),
  );
});

test('code that is too large for Lambda is refused with its largest files', async () => {
  const root = await makeFolder(files);
  const checked = await buildArtifacts({ app, root, buildDir: join(root, '.jets/build'), sizeLimit: 2000 });
  expect(checked).toMatchObject({ ok: false });
  expect(checked).toHaveProperty(
    'problems.0',
    expect.objectContaining({
      message: expect.stringContaining('The code of posts_controller is'),
      why: expect.stringMatching(/Its largest files: jets-deploy:runtime\//),
    }),
  );
});

test('a runtime that is no Node.js is refused', async () => {
  const root = await makeFolder(files);
  const checked = await buildArtifacts({
    app: makeApp({ posts_controller: ['GET /posts posts#index'] }, { runtime: 'python3.12' }),
    root,
    buildDir: join(root, '.jets/build'),
  });
  expect(checked).toMatchObject({ ok: false, problems: [{ path: 'function.runtime' }] });
});
