import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { exitCodes } from '../../src/cli/exit-codes.ts';
import type { Problem } from '../../src/problem.ts';
import { inTurn } from './support/in-turn.ts';
import { runJets } from './support/jets.ts';
import { makeStarter, type StarterApp } from './support/starter.ts';

/** What is changed in a copy of the starter: new content, a change of the present content, or no file any more. */
type Edits = Readonly<Record<string, string | ((text: string) => string) | undefined>>;

interface BrokenApp {
  readonly edits: Edits;
  readonly env?: Record<string, string>;
  /** Every problem, in order; texts are parts of the true ones. */
  readonly problems: readonly Problem[];
}

const replace = (from: string, to: string) => (text: string) => {
  if (!text.includes(from)) throw new Error(`The starter has no ${from}`);
  return text.replace(from, to);
};
const routes = (...lines: string[]) =>
  ["import { routes } from 'jets-deploy';", 'export default routes((r) => {', ...lines, '});', ''].join('\n');
const config = (settings: string) =>
  `import { defineConfig } from 'jets-deploy';\n\nexport default defineConfig({\n${settings}\n});\n`;

const brokenApps: Record<string, BrokenApp> = {
  'no config': {
    edits: { 'jets.config.ts': undefined },
    problems: [{ message: 'No jets.config.ts', file: 'jets.config.ts', fix: 'jets new' }],
  },
  'a config that is no TypeScript': {
    edits: {
      'jets.config.ts':
        "import { defineConfig } from 'jets-deploy';\n\nexport default defineConfig({\n  name: \n});\n",
    },
    problems: [{ message: 'jets.config.ts is not valid', file: 'jets.config.ts', line: 5 }],
  },
  'a config that throws': {
    edits: { 'jets.config.ts': "\nthrow new Error('no such secret');\nexport default {};\n" },
    problems: [{ message: 'no such secret', file: 'jets.config.ts', line: 2 }],
  },
  'a config that imports what is not there': {
    edits: { 'jets.config.ts': "import { x } from 'left-pad-of-nobody';\nexport default { name: x };\n" },
    problems: [
      {
        message: 'left-pad-of-nobody',
        file: 'jets.config.ts',
        line: 1,
        fix: 'npm install left-pad-of-nobody',
      },
    ],
  },
  'a config without a default export': {
    edits: { 'jets.config.ts': "export const name = 'blog';\n" },
    problems: [{ message: 'has no default export', file: 'jets.config.ts' }],
  },
  'unknown and wrong settings': {
    edits: {
      'jets.config.ts': config(
        [
          "  name: 'blog',",
          "  regoin: 'us-east-1',",
          '  function: { memory_size: 256, timeout: 901 },',
          "  cfn: { build: { controllers: 'one_lambda' } },",
          '  logs: { retentionInDays: 8 },',
        ].join('\n'),
      ),
    },
    problems: [
      { message: 'Unknown setting regoin', file: 'jets.config.ts', line: 5, path: 'regoin', fix: 'region' },
      { message: 'function.timeout must be', line: 6, path: 'function.timeout' },
      { message: 'Unknown setting function.memory_size', line: 6, fix: 'memorySize' },
      { message: 'cfn.build.controllers must be', line: 7, path: 'cfn.build.controllers' },
      { message: 'logs.retentionInDays must be', line: 8, path: 'logs.retentionInDays' },
    ],
  },
  'no routes file': {
    edits: { 'config/routes.ts': undefined },
    problems: [{ message: 'No config/routes.ts', file: 'config/routes.ts' }],
  },
  'routes to nowhere, and routes that API Gateway cannot hold': {
    edits: {
      'config/routes.ts': routes(
        "  r.get('a', 'post#index');",
        "  r.get('b', 'posts#indx');",
        "  r.get('c', 'posts.index');",
        "  r.get('posts', 'posts#index');",
        "  r.get('/posts', 'posts#show');",
        "  r.get('posts/:id', 'posts#show');",
        "  r.get('posts/:slug/comments', 'posts#index');",
        "  r.get('files/*path/edit', 'pages#home');",
      ),
    },
    problems: [
      {
        message: 'There is no controller post',
        file: 'config/routes.ts',
        line: 3,
        path: 'GET /a',
        fix: 'Did you mean posts?',
      },
      {
        message: 'The controller posts has no action indx',
        line: 4,
        path: 'GET /b',
        fix: 'Did you mean index?',
      },
      { message: 'The target posts.index is not controller#action', line: 5, path: 'GET /c' },
      { message: 'Two routes for GET /posts', line: 7, path: 'GET /posts', why: 'config/routes.ts:6' },
      {
        message: ':slug and :id are both variables under /posts',
        line: 9,
        path: 'GET /posts/:slug/comments',
        why: 'config/routes.ts:8',
        fix: ':id',
      },
      {
        message: '*path is not the last part',
        line: 10,
        path: 'GET /files/*path/edit',
        why: 'greedy path variable',
      },
    ],
  },
  'a controller that does not compile': {
    edits: {
      'app/controllers/posts.ts': replace('return { posts: listPosts() };', 'return { posts: listPosts( };'),
    },
    problems: [{ message: 'Unexpected "}"', file: 'app/controllers/posts.ts', line: 6 }],
  },
  'a controller that imports what is not there': {
    edits: {
      'app/controllers/posts.ts': replace("'../lib/posts.ts'", "'../lib/post.ts'"),
      'app/controllers/pages.ts': (text) => `import pad from 'left-pad-of-nobody';\n${text}\npad();\n`,
    },
    problems: [
      { message: '../lib/post.ts', file: 'app/controllers/posts.ts', line: 2 },
      { message: 'left-pad-of-nobody', file: 'app/controllers/pages.ts', line: 1 },
    ],
  },
  'reserved and invalid environment names': {
    edits: {
      '.env': 'GREETING=Hello\nAWS_REGION=us-east-1\n2ND=x\n',
      '.env.development': '\n_HANDLER=x\n',
      'jets.config.ts': config("  name: 'blog',\n  function: { environment: { 'MY-KEY': 'x' } },"),
    },
    problems: [
      {
        message: '"MY-KEY" is not a name',
        file: 'jets.config.ts',
        line: 5,
        path: 'function.environment.MY-KEY',
      },
      { message: 'AWS_REGION is a reserved', file: '.env', line: 2, path: 'AWS_REGION' },
      { message: '"2ND" is not a name', file: '.env', line: 3, path: '2ND' },
      { message: '_HANDLER is a reserved', file: '.env.development', line: 2, path: '_HANDLER' },
    ],
  },
  'invalid rates and crons, and a job file without a job': {
    edits: {
      'app/jobs/none.ts': 'export const run = async () => {};\n',
      'app/jobs/clean.ts': [
        "import { job } from 'jets-deploy';",
        "export const often = job({ rate: '1 days' }, async () => {});",
        "export const nightly = job({ cron: '0 3 * * *' }, async () => {});",
        "export const never = job({ cron: '0 25 * * ? *' }, async () => {});",
        '',
      ].join('\n'),
    },
    problems: [
      { message: 'app/jobs/none.ts exports no job', file: 'app/jobs/none.ts' },
      {
        message: 'Invalid rate: 1 days',
        file: 'app/jobs/clean.ts',
        line: 2,
        path: 'clean#often',
        fix: "'1 day'",
      },
      { message: 'Invalid cron 0 3 * * *', file: 'app/jobs/clean.ts', line: 3, path: 'clean#nightly' },
      { message: '25 as hour', file: 'app/jobs/clean.ts', line: 4, path: 'clean#never' },
    ],
  },
  'names that are too long': {
    edits: {
      'jets.config.ts': config(`  name: '${'b'.repeat(30)}',`),
      [`app/controllers/${'p'.repeat(30)}.ts`]: 'export const index = () => 1;\n',
      'config/routes.ts': routes(`  r.get('posts', '${'p'.repeat(30)}#index');`),
    },
    problems: [
      {
        message: "function's name has 76 characters",
        file: `app/controllers/${'p'.repeat(30)}.ts`,
        path: `${'p'.repeat(30)}_controller`,
        why: 'Lambda takes 64',
        fix: 'by 12',
      },
    ],
  },
  'two files for one controller': {
    edits: { 'app/controllers/posts.js': 'export const index = () => 1;\n' },
    problems: [{ message: 'Two files are the controller posts', file: 'app/controllers/posts.ts' }],
  },
  'a name that no stack can have': {
    edits: { 'jets.config.ts': config("  name: 'my blog',") },
    problems: [{ message: 'name must be', file: 'jets.config.ts', line: 4, path: 'name' }],
  },
  'an environment that is no word': {
    edits: {},
    env: { JETS_ENV: 'my-env' },
    problems: [{ message: 'JETS_ENV must be', path: 'JETS_ENV' }],
  },
  'more API resources than a Rest API has': {
    edits: {
      'config/routes.ts': routes("  for (let n = 0; n < 301; n++) r.get(`p${n}`, 'pages#home');"),
    },
    problems: [
      { message: 'need 301 API resources', file: 'config/routes.ts', path: 'api.resourceQuota', why: '300' },
    ],
  },
  'more functions than a stage has variables': {
    edits: {
      ...Object.fromEntries(
        Array.from({ length: 101 }, (_, n) => [
          `app/controllers/c${n}.ts`,
          'export const index = () => 1;\n',
        ]),
      ),
      'config/routes.ts': routes('  for (let n = 0; n < 101; n++) r.get(`p${n}`, `c${n}#index`);'),
    },
    problems: [
      { message: 'lead to 101 functions', path: 'cfn.build.controllers', fix: 'one_lambda_for_all' },
    ],
  },
  'more resources than a stack has': {
    edits: {
      'app/jobs/clean.ts': [
        "import { job } from 'jets-deploy';",
        ...Array.from(
          { length: 120 },
          (_, n) => `export const run${n} = job({ rate: '1 day' }, () => ${n});`,
        ),
        '',
      ].join('\n'),
    },
    problems: [{ message: 'resources', why: 'CloudFormation allows 500' }],
  },
  'problems of many kinds': {
    edits: {
      'jets.config.ts': config("  name: 'blog',\n  function: { memory_size: 256 },"),
      'config/routes.ts': routes(
        "  r.get('posts/:id', 'posts#shwo');",
        "  r.get('posts/:slug/x', 'posts#index');",
        "  r.get('posts', 'posts#index');",
        "  r.get('posts', 'posts#index');",
        "  r.get('f/*path/x', 'page#home');",
      ),
      'app/controllers/pages.ts': 'export const home = ;\n',
      'app/controllers/posts.ts': (text) => `import pad from 'left-pad-of-nobody';\n${text}\npad();\n`,
      '.env': 'AWS_REGION=x\n',
      'app/jobs/clean.ts': replace("cron: '0 3 * * ? *'", "rate: '1 days'"),
    },
    env: { JETS_EXTRA: 'my-copy' },
    problems: [
      { message: 'JETS_EXTRA must be', path: 'JETS_EXTRA' },
      { message: 'Unknown setting function.memory_size', file: 'jets.config.ts', line: 5 },
      { message: 'AWS_REGION is a reserved', file: '.env', line: 1 },
      { message: 'pages.ts does not compile', file: 'app/controllers/pages.ts', line: 1 },
      { message: 'has no action shwo', file: 'config/routes.ts', line: 3 },
      { message: ':slug and :id are both variables', file: 'config/routes.ts', line: 4 },
      { message: 'Two routes for GET /posts', file: 'config/routes.ts', line: 6 },
      { message: '*path is not the last part', file: 'config/routes.ts', line: 7 },
      { message: 'There is no controller page', file: 'config/routes.ts', line: 7 },
      { message: 'Invalid rate: 1 days', file: 'app/jobs/clean.ts', line: 5 },
      { message: 'left-pad-of-nobody', file: 'app/controllers/posts.ts', line: 1 },
    ],
  },
};

describe('an app with mistakes is refused before anything is sent', () => {
  let starter: StarterApp;
  let aws: Server;
  let connections = 0;
  const folders: string[] = [];
  beforeAll(async () => {
    aws = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => aws.listen(0, '127.0.0.1', resolve));
    starter = await makeStarter();
  });
  afterAll(async () => {
    await starter.remove();
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
    await new Promise((resolve) => aws.close(resolve));
  });

  const copyStarter = async (edits: Edits) => {
    const dir = await mkdtemp(join(tmpdir(), 'jets-bad-'));
    folders.push(dir);
    await cp(starter.dir, dir, { recursive: true });
    for (const [file, edit] of Object.entries(edits)) {
      const path = join(dir, file);
      if (edit === undefined) {
        await rm(path);
        continue;
      }
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, typeof edit === 'string' ? edit : edit(await readFile(path, 'utf8')));
    }
    return dir;
  };

  const deploy = (cwd: string, args: readonly string[], env: Record<string, string> = {}) =>
    runJets(['deploy', ...args], {
      cwd,
      env: {
        ...env,
        AWS_ENDPOINT_URL: `http://127.0.0.1:${(aws.address() as AddressInfo).port}`,
        AWS_ACCESS_KEY_ID: 'key',
        AWS_SECRET_ACCESS_KEY: 'secret',
      },
    });

  it.concurrent.each(Object.entries(brokenApps))('%s', async (_, { edits, env, problems }) => {
    const cwd = await copyStarter(edits);
    const run = await inTurn(() => deploy(cwd, ['--json'], env));
    expect(run.stderr).toBe('');
    const result = JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '') as object;
    expect(result).toMatchObject({ type: 'result', outcome: 'failed', exitCode: exitCodes.input });
    expect(result).toHaveProperty('problems', problems.map(asPattern));
    expect(run.code).toBe(exitCodes.input);
    expect(connections).toBe(0);
  });

  it('a person reads what, where, why and what to do', async () => {
    const cwd = await copyStarter({
      'jets.config.ts': replace('timeout: 10', 'time_out: 10'),
      'config/routes.ts': replace("'posts#show'", "'posts#shwo'"),
      'app/controllers/pages.ts': 'export const home = ;\n',
      'app/jobs/clean.ts': replace("cron: '0 3 * * ? *'", "rate: '1 days'"),
    });
    const run = await deploy(cwd, []);
    expect(run).toMatchObject({ code: exitCodes.input, stdout: '' });
    expect(run.stderr).toMatchInlineSnapshot(`
      "✖ Unknown setting function.time_out
          jets.config.ts:6  function.time_out
          → Did you mean timeout?

      ✖ app/controllers/pages.ts does not compile: Unexpected ";"
          app/controllers/pages.ts:1

      ✖ The controller posts has no action shwo
          config/routes.ts:6  GET /posts/:id
          app/controllers/posts.ts exports create, index, show.
          → Did you mean show? If not, export it: export async function shwo(request, context) { … }

      ✖ Invalid rate: 1 days
          app/jobs/clean.ts:5  clean#run
          EventBridge wants the singular after 1 and the plural after other numbers.
          → Write { rate: '1 day' }.

      4 problems. Nothing was uploaded or changed.
      "
    `);
    expect(connections).toBe(0);
  });

  it('a sound app is sent, so that the refusals above mean something', async () => {
    const run = await deploy(starter.dir, []);
    expect(run.code).toBe(exitCodes.aws);
    expect(connections).toBeGreaterThan(0);
  });
});

/** Texts are parts of the true ones. */
function asPattern({ message, why, fix, ...place }: Problem): unknown {
  const texts = Object.entries({ message, why, fix }).flatMap(([name, text]) =>
    text === undefined ? [] : [[name, expect.stringContaining(text)]],
  );
  return expect.objectContaining({ ...place, ...Object.fromEntries(texts) });
}
