import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { type RunningDaemon, startDaemon, type StartDaemonOptions } from '../../local/daemon.ts';
import { exitCodes } from '../exit-codes.ts';
import { CommandError } from '../report-error.ts';
import type { Session } from '../session.ts';

/** Folder of the embedded AWS's state: `--dir`, `JETS_LOCAL_DIR`, or `~/.jets/local`. */
export function localDir(session: Session, dir?: string): string {
  const chosen = dir ?? session.env['JETS_LOCAL_DIR'];
  return chosen ? resolve(session.root, chosen) : join(homedir(), '.jets', 'local');
}

/** Arguments that run the embedded AWS in the foreground: what the detached process is started with. */
export function foregroundCommand(dir: string): string[] {
  const jets = fileURLToPath(new URL('../../../bin/jets.js', import.meta.url));
  return [process.execPath, jets, 'local', 'start', '--foreground', '--dir', dir];
}

/** A port as it was given with `--port` or JETS_LOCAL_PORT. Throws CommandError. */
export function toLocalPort(given: string | number | undefined): number | undefined {
  if (given === undefined || given === '') return undefined;
  const port = Number(given);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new CommandError(
    {
      message: `A port is a whole number from 1 to 65535, not ${given}`,
      fix: 'Set it with --port or JETS_LOCAL_PORT.',
    },
    exitCodes.usage,
  );
}

/** The embedded AWS, started if it does not run. Throws CommandError. */
export async function ensureLocal(session: Session): Promise<{ endpoint: string; started: boolean }> {
  const dir = localDir(session);
  const port = toLocalPort(session.env['JETS_LOCAL_PORT']);
  const { daemon, started } = await startLocalDaemon({
    dir,
    command: [...foregroundCommand(dir), ...(port === undefined ? [] : ['--port', String(port)])],
    ...(port === undefined ? {} : { port }),
  });
  return { endpoint: daemon.endpoint, started };
}

/** As startDaemon; a process that does not come up is a problem for the person. */
export async function startLocalDaemon(
  options: StartDaemonOptions,
): Promise<{ daemon: RunningDaemon; started: boolean }> {
  try {
    return await startDaemon(options);
  } catch (error) {
    const [message = '', ...log] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new CommandError(
      {
        message: message.replace(/[.:]$/, ''),
        ...(log.length > 0 ? { why: log.join('\n') } : {}),
        fix: 'If that does not help, forget what is deployed on it and begin anew: jets local reset',
      },
      exitCodes.failed,
    );
  }
}
