// Speed, measured on this machine and printed as tables. Nothing here passes or fails.
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const jetsScript = join(root, 'bin/jets.js');
const home = await mkdtemp(join(tmpdir(), 'jets-bench-'));
const env = Object.fromEntries(
  Object.entries({
    ...process.env,
    JETS_LOCAL_DIR: join(home, 'aws'),
    JETS_LOCAL_PORT: '0',
    NO_COLOR: '1',
  }).filter(([name]) => !/^AWS_/.test(name)),
);

console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB\n`,
);
try {
  benchStart();
  await benchDeploys();
  benchTemplates();
  benchPlan();
} finally {
  spawnSync(process.execPath, [jetsScript, 'local', 'stop'], { env, cwd: home });
  await rm(home, { recursive: true, force: true });
}

/** Start of the program, against a bare Node. */
function benchStart() {
  const runs = 21;
  const bare = medianOf(runs, () => timeRun(['-e', '0']));
  const rows = [['node -e 0', ms(bare), '1.00']];
  for (const flag of ['--version', '--help']) {
    const time = medianOf(runs, () => timeRun([jetsScript, flag]));
    rows.push([`jets ${flag}`, ms(time), (time / bare).toFixed(2)]);
  }
  table(`Start (median of ${runs})`, ['command', 'time', '× bare node'], rows);
}

/** The starter app on an embedded AWS of its own. */
async function benchDeploys() {
  jets(home, ['new', 'blog']);
  const app = join(home, 'blog');
  jets(app, ['local', 'start']);
  const rows = [];
  const deploy = async (what) => {
    const { time, stdout } = jets(app, ['deploy', '--local', '--json']);
    const result = JSON.parse(stdout.trim().split('\n').at(-1));
    rows.push([what, result.outcome, ms(time), String(result.calls.reads), String(result.calls.writes)]);
  };
  await deploy('first deploy');
  await deploy('nothing changed');
  const pages = join(app, 'app/controllers/pages.ts');
  await writeFile(
    pages,
    (await readFile(pages, 'utf8')).replace('GREETING ??', 'GREETING?.toUpperCase() ??'),
  );
  await deploy('code of one function');
  const routes = join(app, 'config/routes.ts');
  await writeFile(
    routes,
    (await readFile(routes, 'utf8')).replace(
      "  r.any('*path'",
      "  r.get('archive', 'posts#index');\n  r.any('*path'",
    ),
  );
  await deploy('one route more');
  await deploy('nothing changed');
  table(
    'Deploying the starter app on the embedded AWS (whole command, building included)',
    ['deploy', 'outcome', 'time', 'AWS reads', 'AWS writes'],
    rows,
  );
}

/** Template building alone, each size in a process of its own. */
function benchTemplates() {
  const rows = [100, 1_000, 5_000].map((routes) => {
    const { median, heap, pages, bytes } = runScript('bench-templates.mjs', routes);
    return [
      String(routes),
      ms(median),
      `${((median / routes) * 1_000).toFixed(1)} µs`,
      mib(heap),
      String(pages),
      `${(bytes / 2 ** 20).toFixed(2)} MiB`,
    ];
  });
  table(
    'Building templates (median of 7)',
    ['routes', 'time', 'a route', 'heap it adds', 'pages', 'templates'],
    rows,
  );
}

/**
 * Planning alone: everything between reading AWS and writing to it, templates included, against a live API of the same
 * size. Each size in a process of its own.
 */
function benchPlan() {
  const sizes = [100, 500, 2_000, 8_000];
  const results = sizes.map((routes) => runScript('bench-plan.mjs', routes));
  const rows = results[0].rows.flatMap(({ deploy }, row) =>
    sizes.map((routes, column) => {
      const { rows: deploys, beyondLimits, peak } = results[column];
      const { strategy, median, cpu, heap } = deploys[row];
      const before = sizes[column - 1];
      // Of processor time: what else the machine does must not look like growth.
      const growth = before && cpu / results[column - 1].rows[row].cpu;
      const allowed = before && (routes * Math.log(routes)) / (before * Math.log(before));
      return [
        deploy,
        `${routes}${beyondLimits ? ' *' : ''}`,
        strategy,
        ms(median),
        ms(cpu),
        before ? `× ${growth.toFixed(1)} (n log n: × ${allowed.toFixed(1)})` : '',
        mib(heap),
        mib(peak),
      ];
    }),
  );
  table(
    'Planning (median of 7)',
    [
      'deploy',
      'routes',
      'strategy',
      'time',
      'processor',
      'growth',
      'heap of the plan',
      'peak of the process',
    ],
    rows,
  );
  console.log('  * more than CloudFormation takes in one operation; planned all the same, for the growth\n');
}

/** @returns the JSON that a script beside this one prints. */
function runScript(name, routes) {
  const script = fileURLToPath(new URL(`./${name}`, import.meta.url));
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--expose-gc', script, String(routes)], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

function jets(cwd, args) {
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [jetsScript, ...args], {
    cwd,
    env,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`jets ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
  return { time: performance.now() - began, stdout };
}

function timeRun(args) {
  const began = performance.now();
  spawnSync(process.execPath, args, { env, stdio: 'ignore' });
  return performance.now() - began;
}

function medianOf(runs, measure) {
  const times = Array.from({ length: runs }, measure).sort((one, other) => one - other);
  return times[Math.floor(runs / 2)];
}

function ms(time) {
  return `${time < 10 ? time.toFixed(1) : Math.round(time)} ms`;
}

function mib(bytes) {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

function table(title, head, rows) {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column].length)));
  const line = (cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd();
  console.log(`${title}\n  ${[line(head), ...rows.map(line)].join('\n  ')}\n`);
}
