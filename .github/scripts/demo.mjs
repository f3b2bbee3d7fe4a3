// The starter app from nothing to deleted, typed as a user would type it: new, deploy, call, change, deploy, call, delete.
// Everything happens in a temporary folder and on an embedded AWS of its own; both are gone at the end.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const jetsScript = fileURLToPath(new URL('../../bin/jets.js', import.meta.url));
const began = performance.now();
const home = await mkdtemp(join(tmpdir(), 'jets-demo-'));
const app = join(home, 'blog');
const env = withoutAws({ ...process.env, JETS_LOCAL_DIR: join(home, 'aws'), JETS_LOCAL_PORT: '0' });

try {
  say('A new app');
  await jets(home, 'new blog');

  say('Its first deploy: CloudFormation makes a stack on the embedded AWS');
  type('cd blog');
  await jets(app, 'deploy --local');
  const url = await jetsData(app, 'url --local');
  await curl(`${url}/`);
  await curl(`${url}/posts/1`);
  await curl(`${url}/about`);

  say('Other code, and one more route');
  await edit(
    'app/controllers/pages.ts',
    (text) =>
      `${text.replace('GREETING ??', 'GREETING?.toUpperCase() ??')}\n/** GET /about */\nexport async function about() {\n  return { about: 'deployed by jets' };\n}\n`,
  );
  await edit('config/routes.ts', (text) =>
    text.replace("  r.any('*path'", "  r.get('about', 'pages#about');\n  r.any('*path'"),
  );
  await jets(app, 'deploy --local');
  await curl(`${url}/`);
  await curl(`${url}/about`);

  say('Nothing changed: nothing is done');
  await jets(app, 'deploy --local');

  say('Away with it');
  await jets(app, 'delete --local --yes');
  await jets(app, 'local stop');
  say(`Done in ${((performance.now() - began) / 1_000).toFixed(1)} seconds`);
} finally {
  await run(app, ['local', 'stop'], 'ignore').catch(() => {});
  await rm(home, { recursive: true, force: true });
}

function say(text) {
  process.stdout.write(`\n# ${text}\n`);
}

function type(command) {
  process.stdout.write(`$ ${command}\n`);
}

async function jets(cwd, command) {
  type(`jets ${command}`);
  await run(cwd, command.split(' '), 'inherit');
}

async function jetsData(cwd, command) {
  return (await run(cwd, command.split(' '), 'pipe')).trim();
}

async function curl(address) {
  type(`curl ${address}`);
  const response = await fetch(address);
  process.stdout.write(`${response.status} ${(await response.text()).trim()}\n`);
  if (response.status >= 500) throw new Error(`${address} answered ${response.status}`);
}

async function edit(file, change) {
  const before = await readFile(join(app, file), 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`The demo's change to ${file} changed nothing`);
  await writeFile(join(app, file), after);
  const lines = after.split('\n').filter((line) => line.trim() !== '' && !before.split('\n').includes(line));
  type(`edit ${file}`);
  process.stdout.write(lines.map((line) => `  + ${line}\n`).join(''));
}

function run(cwd, args, stdout) {
  return new Promise((resolve, reject) => {
    const quiet = stdout === 'ignore';
    const child = spawn(process.execPath, [jetsScript, ...args], {
      cwd,
      env,
      stdio: ['ignore', stdout === 'inherit' ? 'inherit' : 'pipe', quiet ? 'ignore' : 'inherit'],
    });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => (output += text));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`jets ${args.join(' ')} ended with ${code}`)),
    );
  });
}

/** Whatever AWS the surrounding shell points at is none of the demo's business. */
function withoutAws(variables) {
  return Object.fromEntries(
    Object.entries(variables).filter(
      ([name]) => !/^AWS_/.test(name) && !/^JETS_(ENV|EXTRA|ENV_EXTRA)$/.test(name),
    ),
  );
}
