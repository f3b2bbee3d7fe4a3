import { readFileSync } from 'node:fs';

import type { CommanderError } from 'commander';

import { exitCodes } from './exit-codes.ts';

/**
 * Runs one command line and sets the exit code. Everything but this file is loaded when it is needed:
 * `--version` reads one file, `--help` loads commander, a command loads what it uses.
 *
 * @param argv as in `process.argv`.
 */
export async function main(argv: readonly string[]): Promise<void> {
  const [, , first] = argv;
  if (argv.length === 3 && (first === '--version' || first === '-V')) {
    process.stdout.write(`${readVersion()}\n`);
    return;
  }
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
