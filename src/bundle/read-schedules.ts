import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { FoundJob } from '../app/app.ts';
import type { Problem } from '../problem.ts';
import type { CompiledSource } from './compile-sources.ts';
import { findExportLine } from './find-export-line.ts';

/** What the child process says about one job. */
type Report =
  | { readonly index: number; readonly runs: FoundJob['runs'] }
  | { readonly index: number; readonly message: string; readonly stack: string };

/**
 * Milliseconds one job may take to load: what Lambda gives a function to initialise.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
const defaultLoadTimeout = 10_000;

/**
 * The schedules of jobs: what their exports carry under `Symbol.for('jets.job')`. The modules are loaded in a child
 * process of its own, so that nothing they start or change at load time reaches this one.
 */
export async function readSchedules(options: {
  readonly root: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly jobs: readonly CompiledSource[];
  readonly loadTimeout?: number;
}): Promise<{ readonly found: readonly FoundJob[]; readonly problems: readonly Problem[] }> {
  const jobs = options.jobs.flatMap(({ source, compiledFile }) =>
    compiledFile === undefined ? [] : [{ ...source, compiledFile }],
  );
  const found: FoundJob[] = [];
  const problems: Problem[] = [];
  let next = 0;
  // A job that ends or hangs its process takes the ones behind it along: they get another process.
  while (next < jobs.length) {
    const files = jobs.slice(next).map(({ compiledFile }) => compiledFile);
    const reports = await loadJobs(files, {
      root: options.root,
      environment: options.environment,
      loadTimeout: options.loadTimeout ?? defaultLoadTimeout,
    });
    for (const report of reports) {
      const job = jobs[next + report.index];
      if (!job) continue;
      if ('message' in report) problems.push(describeFailure(options.root, job, report));
      else if (report.runs.length === 0) problems.push(describeEmpty(job));
      else {
        const source = await readFile(join(options.root, job.file), 'utf8');
        const runs = report.runs.map((run) => {
          const line = findExportLine(source, run.exportName);
          return line === undefined ? run : { ...run, line };
        });
        found.push({ name: job.name, file: job.file, runs });
      }
    }
    next += reports.length;
  }
  return { found, problems };
}

/** Loads modules one after another; the last report is a failure when the process did not survive a module. */
async function loadJobs(
  files: readonly string[],
  options: {
    readonly root: string;
    readonly environment: Readonly<Record<string, string>>;
    readonly loadTimeout: number;
  },
): Promise<readonly Report[]> {
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', '--input-type=module', '--eval', childScript, ...files],
    {
      cwd: options.root,
      env: { ...systemVariables(), ...options.environment },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    },
  );
  return new Promise((resolve, reject) => {
    const reports: Report[] = [];
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, options.loadTimeout);
    child.on('message', (report: Report) => {
      timer.refresh();
      reports.push(report);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      if (reports.length < files.length) {
        const message = timedOut
          ? `did not finish loading within ${String(options.loadTimeout / 1000)} seconds`
          : code === unsettledAwait
            ? 'never finished loading: it awaits something that never comes'
            : 'ended its process';
        reports.push({ index: reports.length, message, stack: '' });
      }
      resolve(reports);
    });
  });
}

/** Node.js's exit code when nothing is left to do while a module still awaits at its top level. */
const unsettledAwait = 13;

/** What Node.js itself needs; everything else would make schedules depend on the machine. */
function systemVariables(): Record<string, string> {
  const names = ['PATH', 'HOME', 'SystemRoot', 'TEMP', 'TMPDIR'];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

const childScript = `
import { pathToFileURL } from 'node:url';
const brand = Symbol.for('jets.job');
const send = (report) => new Promise((resolve) => process.send(report, resolve));
for (const [index, file] of process.argv.slice(1).entries()) {
  try {
    const exported = Object.entries(await import(pathToFileURL(file).href));
    const runs = exported
      .filter(([, value]) => typeof value === 'function' && value[brand] !== undefined)
      .map(([exportName, value]) => ({ exportName, schedule: value[brand] }));
    await send({ index, runs });
  } catch (error) {
    await send({ index, message: String(error?.message ?? error), stack: String(error?.stack ?? '') });
  }
}
process.exit(0);
`;

interface Job {
  readonly name: string;
  readonly file: string;
}

function describeEmpty(job: Job): Problem {
  return {
    message: `${job.file} exports no job`,
    file: job.file,
    why: 'Every file below app/jobs is a job, unless its name starts with _.',
    fix: "Export one: export const run = job({ rate: '1 day' }, async (event, context) => { … })",
  };
}

function describeFailure(root: string, job: Job, report: { message: string; stack: string }): Problem {
  const place = findPlace(root, report.stack) ?? { file: job.file };
  const thrown = report.stack !== '';
  return {
    message: thrown
      ? `${job.file} throws when it is loaded: ${report.message}`
      : `${job.file} ${report.message}`,
    ...place,
    why: 'Its schedule is read by loading it, as Lambda does before it runs.',
    fix: 'Do that work inside the function of the job, or set what it needs in .env.',
  };
}

/** The first line of the app itself in a stack trace. */
function findPlace(root: string, stack: string): { file: string; line: number } | undefined {
  for (const [, path, line] of stack.matchAll(/(?:file:\/\/)?((?:\/|[A-Z]:\\)[^():\n]*):(\d+):\d+/g)) {
    const file = relative(root, path ?? '').replaceAll('\\', '/');
    if (!file.startsWith('..') && !/^(?:\.jets|node_modules)\//.test(file))
      return { file, line: Number(line) };
  }
  return undefined;
}
