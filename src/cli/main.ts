import { Console } from 'node:console';
import { readFileSync, writeSync } from 'node:fs';

import type { CommanderError } from 'commander';

import { exitCodes } from './exit-codes.ts';

/**
 * Runs one command line and sets the exit code. Everything but this file is loaded when it is needed:
 * `--version` reads one file, `--help` loads commander, a command loads what it uses.
 *
 * @param argv as in `process.argv`.
 */
export async function main(argv: readonly string[]): Promise<void> {
  ignoreClosedPipes();
  const [, , first] = argv;
  if (argv.length === 3 && (first === '--version' || first === '-V')) {
    process.stdout.write(`${readVersion()}\n`);
    return;
  }
  const finish = refuseToEndEarly();
  try {
    await runCommand(argv);
  } finally {
    finish();
  }
}

async function runCommand(argv: readonly string[]): Promise<void> {
  // What the app's config and routes print while they are loaded is no data of ours.
  globalThis.console = new Console({ stdout: process.stderr, stderr: process.stderr });
  // The pinned SDK runs on every Node that package.json allows; what its later versions need is no user's concern.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const { buildProgram } = await import('./program.ts');
  const program = buildProgram(readVersion(), (code) => {
    process.exitCode = code;
  });
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    if (isCommanderError(error)) {
      process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
      return;
    }
    const { reportError } = await import('./report-error.ts');
    process.exitCode = reportError(error, process.env);
  }
}

/** `jets routes | head -1` closes our output early: what is written after that is wanted by nobody. */
function ignoreClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}

/**
 * The app's config, routes and packages run in this process: one that calls `process.exit()`, or awaits what never
 * comes, must not look like a command that was carried out.
 *
 * @returns what to call when the command was.
 */
function refuseToEndEarly(): () => void {
  const onExit = (code: number) => {
    if (code !== 0) return;
    process.exitCode = exitCodes.internal;
    writeSync(
      process.stderr.fd,
      '✖ The process ended before the command was done\n' +
        '    → Look in jets.config and config/routes for code that calls process.exit() or awaits what never comes.\n',
    );
  };
  process.once('exit', onExit);
  return () => process.off('exit', onExit);
}

function readVersion(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

function isCommanderError(error: unknown): error is CommanderError {
  return (
    error instanceof Error &&
    'exitCode' in error &&
    String(Reflect.get(error, 'code')).startsWith('commander.')
  );
}
