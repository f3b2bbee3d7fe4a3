import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { exitCodes } from '../../src/cli/exit-codes.ts';
import { inTurn } from './support/in-turn.ts';
import { cleanEnv, jetsScript, runJets } from './support/jets.ts';
import { makeStarter, type StarterApp } from './support/starter.ts';

let app: StarterApp;
let home: string;
beforeAll(async () => {
  [app, home] = await Promise.all([makeStarter(), mkdtemp(join(tmpdir(), 'jets-home-'))]);
});
afterAll(async () => {
  await Promise.all([app.remove(), rm(home, { recursive: true, force: true })]);
});

/** A copy of the starter with other files in it. */
async function copyStarter(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const dir = join(home, name);
  await cp(app.dir, dir, { recursive: true });
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, file)), { recursive: true });
    await writeFile(join(dir, file), content);
  }
  return dir;
}

const inApp = (...args: string[]) => inTurn(() => runJets(args, { cwd: app.dir }));
const inHome = (...args: string[]) => inTurn(() => runJets(args, { cwd: home }));

describe('help', () => {
  it('is what jets alone prints, as a mistake', async () => {
    const help = await inHome('--help');
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(await inHome()).toEqual({ code: exitCodes.usage, stdout: '', stderr: help.stdout });
  });

  it('of every command says what it does, with an example', async () => {
    const commands = await listCommands([]);
    expect(commands.map((command) => command.join(' '))).toEqual(
      expect.arrayContaining(['new', 'deploy', 'build', 'routes', 'url', 'status', 'delete', 'local env']),
    );
    for (const { stdout } of await Promise.all(commands.map((command) => inHome(...command, '--help')))) {
      expect(stdout).toMatch(/^Usage: jets [^]*\n\n\w[^]*\nExample:\n {2}\$ \S/);
    }
  });

  it('knows the version of the package', async () => {
    const manifest = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
    const { version } = JSON.parse(manifest) as { version: string };
    for (const flag of ['--version', '-V']) {
      expect(await inHome(flag)).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    }
  });

  /** Names of commands, those below `local` too, as help lists them. */
  async function listCommands(parent: readonly string[]): Promise<string[][]> {
    const { stdout } = await inHome(...parent, '--help');
    const [, list = ''] = stdout.split('\nCommands:\n');
    const names = [...list.matchAll(/^ {2}(\w+)/gm)].flatMap(([, name = '']) =>
      name === 'help' ? [] : [name],
    );
    const below = await Promise.all(names.map((name) => listCommands([...parent, name])));
    return names.flatMap((name, index) => [[...parent, name], ...(below[index] ?? [])]);
  }
});

describe('a command line that makes no sense', () => {
  it.concurrent.each([
    ['depoly', 'Unknown command', 'Did you mean deploy?'],
    ['deploy --jsn', '--jsn', 'Did you mean --json?'],
    ['deploy --plan plan.json --extra 2', "cannot be used with option '--extra", 'jets deploy --help'],
    ['deploy blog', 'Too many arguments', 'jets deploy --help'],
    ['local strt', 'Unknown command', 'Did you mean start?'],
    ['local start --port abc', 'abc', 'jets local start --help'],
    ['local start --latency slow', 'instant, real', 'jets local start --help'],
    ['routes --region nowhere', 'us-east-1', 'jets routes --help'],
    ['routes --env=', 'empty', 'jets routes --help'],
    ['new', "Missing required argument 'name'", 'jets new --help'],
  ])('%s is refused with advice', async (line, message, advice) => {
    const { code, stdout, stderr } = await inApp(...line.split(' '));
    expect({ code, stdout }).toEqual({ code: exitCodes.usage, stdout: '' });
    const [first, ...rest] = stderr.split('\n');
    expect(first).toMatch(/^✖ /);
    expect(first).toContain(message);
    expect(rest.join('\n')).toContain(`    → ${advice}`);
  });
});

describe('jets new', () => {
  it('writes into a folder that exists when it is empty', async () => {
    await mkdir(join(home, 'empty'));
    expect((await inHome('new', 'empty')).code).toBe(0);
    expect(await readdir(join(home, 'empty'))).toContain('jets.config.ts');
    expect((await inHome('new', 'empty')).stderr).toContain('✖ The folder empty is not empty');
  });

  it('overwrites nothing, and takes no name that AWS would refuse', async () => {
    await writeFile(join(home, 'taken'), '');
    const names = ['taken', '9lives', 'a/b', '.', 'my blog', 'x'.repeat(41)];
    for (const { code, stderr } of await Promise.all(names.map((name) => inHome('new', name)))) {
      expect(code).toBe(exitCodes.input);
      expect(stderr).toContain('→ Choose another');
    }
    expect(await readFile(join(home, 'taken'), 'utf8')).toBe('');
  });
});

describe('jets routes', () => {
  it('prints an aligned table', async () => {
    const { code, stdout, stderr } = await inApp('routes');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatchInlineSnapshot(`
      "VERB  PATH         ACTION         FUNCTION
      GET   /            pages#home     blog-dev-pages_controller
      GET   /posts       posts#index    blog-dev-posts_controller
      GET   /posts/{id}  posts#show     blog-dev-posts_controller
      POST  /posts       posts#create   blog-dev-posts_controller
      ANY   /{path+}     pages#missing  blog-dev-pages_controller
      "
    `);
  });

  it('prints JSON', async () => {
    const { stdout, stderr } = await inApp('routes', '--json');
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toContainEqual({
      verb: 'GET',
      path: '/posts/{id}',
      action: 'posts#show',
      function: 'blog-dev-posts_controller',
      file: 'config/routes.ts',
      line: 6,
    });
  });

  it('has colours only when they are wanted', async () => {
    const escape = String.fromCharCode(27);
    const routes = async (env: Record<string, string>) =>
      (await runJets(['routes'], { cwd: app.dir, env })).stdout;
    expect(await routes({})).not.toContain(escape);
    expect(await routes({ FORCE_COLOR: '1' })).toContain(escape);
    expect(await routes({ FORCE_COLOR: '1', NO_COLOR: '1' })).not.toContain(escape);
  });

  it('keeps its data apart from what the app prints while it is loaded', async () => {
    const cwd = await copyStarter('chatty', {
      'jets.config.ts': "console.log('a debug print');\nexport default { name: 'blog' };\n",
    });
    const { stdout, stderr } = await runJets(['routes', '--json'], { cwd });
    expect(JSON.parse(stdout)).toHaveLength(5);
    expect(stderr).toContain('a debug print');
  });

  it('does not mind when nobody reads on', async () => {
    for (const args of [['routes'], ['--help'], ['--version']]) {
      expect(await runUnread(args)).toEqual({ code: 0, stderr: '' });
    }
  });

  /** With a standard output that is closed at once, as `| true` leaves it. */
  function runUnread(args: readonly string[]): Promise<{ code: number | null; stderr: string }> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [jetsScript, ...args], { cwd: app.dir, env: cleanEnv() });
      let stderr = '';
      child.stdout.destroy();
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, stderr }));
    });
  }
});

describe('which copy of the app', () => {
  const firstFunction = async (args: readonly string[], env: Record<string, string>) => {
    const { stdout, stderr } = await inTurn(() =>
      runJets(['routes', '--json', ...args], { cwd: app.dir, env }),
    );
    const [route] = JSON.parse(stdout) as { function: string }[];
    return { name: route?.function.replace(/-pages_controller$/, ''), stderr };
  };

  it.concurrent.each<[string, readonly string[], Record<string, string>, string]>([
    ['nothing', [], {}, 'blog-dev'],
    ['JETS_ENV', [], { JETS_ENV: 'production' }, 'blog-prod'],
    ['JETS_EXTRA', [], { JETS_ENV: 'staging', JETS_EXTRA: '2' }, 'blog-stag-2'],
    [
      '--env and --extra before variables',
      ['--env', 'qa', '--extra', '3'],
      { JETS_ENV: 'x', JETS_EXTRA: '2' },
      'blog-qa-3',
    ],
    ['empty variables', [], { JETS_ENV: '', JETS_EXTRA: '' }, 'blog-dev'],
  ])('%s', async (_, args, env, name) => {
    expect(await firstFunction(args, env)).toEqual({ name, stderr: '' });
  });

  it('JETS_ENV_EXTRA still works, with a warning', async () => {
    const { name, stderr } = await firstFunction([], { JETS_ENV_EXTRA: '2' });
    expect(name).toBe('blog-dev-2');
    expect(stderr).toBe('! JETS_ENV_EXTRA is deprecated. Set JETS_EXTRA=2 instead.\n');
  });

  it('a flag with a bad name is named as it was written', async () => {
    const { code, stderr } = await inApp('routes', '--env', 'a/b');
    expect(code).toBe(exitCodes.input);
    expect(stderr).toContain('✖ --env must be letters, digits and _, not "a/b"');
  });
});

describe('jets build', () => {
  it('writes templates and code, with the environment of the chosen copy, and needs no AWS', async () => {
    const cwd = await copyStarter('built', {
      '.env': 'ONE=env\nTWO=env\nTHREE=env\n',
      '.env.production': 'TWO=production\nTHREE=production\n',
      '.env.production.2': 'THREE=production.2\n',
    });
    const env = { JETS_ENV: 'production', JETS_EXTRA: '2', AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };
    const { code, stdout, stderr } = await runJets(['build', '--out', 'made', '--json'], { cwd, env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const made = JSON.parse(stdout) as { out: string; namespace: string; files: { file: string }[] };
    expect(made).toMatchObject({ out: join(cwd, 'made'), namespace: 'blog-prod-2' });
    const files = await readdir(made.out, { recursive: true, withFileTypes: true });
    expect(files.filter((entry) => entry.isFile())).toHaveLength(made.files.length);
    expect(made.files.map(({ file }) => file)).toEqual(
      expect.arrayContaining([
        'templates/toolkit.json',
        'code/posts_controller.zip',
        'code/clean_job-run.zip',
      ]),
    );
    const { Resources } = JSON.parse(await readFile(join(made.out, 'templates', 'app.json'), 'utf8')) as {
      Resources: Record<string, { Type: string; Properties: object }>;
    };
    const [lambda] = Object.values(Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
    expect(lambda?.Properties).toHaveProperty('Environment.Variables', {
      ONE: 'env',
      TWO: 'production',
      THREE: 'production.2',
      JETS_ENV: 'production',
      JETS_EXTRA: '2',
    });

    const plain = await runJets(['build', '--out', 'made'], { cwd, env });
    expect(plain).toMatchObject({ code: 0, stdout: `${join(cwd, 'made')}\n` });
  });
});

describe('outside of an app', () => {
  it('every command says so, once', async () => {
    const folder = join(home, 'outside');
    await mkdir(folder);
    const commands = ['deploy', 'build', 'routes', 'url', 'status', 'delete'];
    const runs = commands.map((command) => inTurn(() => runJets([command], { cwd: folder })));
    for (const { code, stdout, stderr } of await Promise.all(runs)) {
      expect({ code, stdout }).toEqual({ code: exitCodes.input, stdout: '' });
      expect(stderr).toMatch(/^✖ There is no app in [^]*\n {4}→ .*jets new blog\n$/);
    }
  });

  it('the way to the app is shown from a folder below it', async () => {
    const { stderr } = await runJets(['routes'], { cwd: join(app.dir, 'app', 'lib') });
    expect(stderr).toContain(`→ Change into the folder of the app: cd ${join('..', '..')}\n`);
  });
});

describe('without AWS', () => {
  const listen = async (server: Server) => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };

  const nobody = () => ({
    HOME: home,
    AWS_SHARED_CREDENTIALS_FILE: join(home, 'none'),
    AWS_CONFIG_FILE: join(home, 'none'),
  });

  it.concurrent.each(['deploy', 'url', 'status', 'delete --yes'])(
    '%s misses credentials and mentions --local',
    async (line) => {
      const { code, stdout, stderr } = await inTurn(() =>
        runJets(line.split(' '), { cwd: app.dir, env: nobody() }),
      );
      expect({ code, stdout }).toEqual({ code: exitCodes.aws, stdout: '' });
      expect(stderr).toContain('✖ No AWS credentials could be loaded');
      expect(stderr).toMatch(/→ Sign in \(aws sso login\)[^]*add --local/);
      expect(stderr).not.toMatch(/^\s+at /m);
    },
  );

  it('a metadata service that never answers is not waited for', async () => {
    const silent = createServer((socket) => socket.resume());
    const port = await listen(silent);
    const began = performance.now();
    const { code, stderr } = await runJets(['url'], {
      cwd: app.dir,
      env: {
        ...nobody(),
        AWS_EC2_METADATA_DISABLED: 'false',
        AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://127.0.0.1:${port}`,
      },
    });
    await new Promise((resolve) => silent.close(resolve));
    expect(code).toBe(exitCodes.aws);
    expect(stderr).toContain('--local');
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('an endpoint that nobody listens on is named', async () => {
    const free = createServer();
    const port = await listen(free);
    await new Promise((resolve) => free.close(resolve));
    const endpoint = `http://127.0.0.1:${port}`;
    const env = { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' };
    const { code, stderr } = await runJets(['url'], { cwd: app.dir, env });
    expect(code).toBe(exitCodes.aws);
    expect(stderr).toContain(`✖ No answer from ${endpoint}\n`);
  });
});

describe('an app that gets in the way', () => {
  it.each([
    ['ends the process', 'process.exit(0);'],
    ['never finishes loading', 'await new Promise(() => {});'],
  ])('and %s is not taken for success', async (name, line) => {
    const cwd = await copyStarter(name, { 'jets.config.ts': `${line}\nexport default { name: 'blog' };\n` });
    const { code, stdout, stderr } = await runJets(['deploy'], { cwd });
    expect({ code, stdout }).toEqual({ code: exitCodes.internal, stdout: '' });
    expect(stderr).toMatch(/^✖ The process ended before the command was done\n {4}→ [^\n]+\n$/);
  });

  it('and has a folder for a file is told which, without a stack trace', async () => {
    const cwd = await copyStarter('folder', { '.env.development/file': '' });
    await symlink('nowhere.ts', join(cwd, 'app', 'controllers', '.#posts.ts'));
    const { code, stderr } = await runJets(['routes'], { cwd });
    expect(code).toBe(exitCodes.internal);
    expect(stderr).toContain('cannot be used: illegal operation on a directory');
    expect(stderr).not.toMatch(/^\s+at |report this/m);
  });
});
