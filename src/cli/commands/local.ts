import { open } from 'node:fs/promises';

import { readDaemonStatus, resetDaemon, stopDaemon } from '../../local/daemon.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { CommandError } from '../report-error.ts';
import type { Session } from '../session.ts';
import { runLocalForeground } from './local-foreground.ts';
import { foregroundCommand, localDir, startLocalDaemon, toLocalPort } from './local-endpoint.ts';

interface LocalOptions {
  readonly dir?: string;
  readonly json?: boolean;
}

/** Starts the embedded AWS; one that runs already is left as it is. */
export async function startLocal(
  options: LocalOptions & {
    readonly port?: number;
    readonly foreground?: boolean;
    readonly latency: 'instant' | 'real';
  },
  session: Session,
): Promise<ExitCode> {
  const { terminal } = session;
  const dir = localDir(session, options.dir);
  const port = toLocalPort(options.port ?? session.env['JETS_LOCAL_PORT']);
  const settings = { dir, latency: options.latency, ...(port === undefined ? {} : { port }) };
  const printReady = (at: { readonly port: number; readonly endpoint: string; readonly pid: number }) =>
    terminal.data(options.json ? JSON.stringify({ ...at, dir }) : at.endpoint);
  if (options.foreground) {
    await runLocalForeground({
      ...settings,
      log: (line) => terminal.say(line),
      onReady: ({ port: taken, endpoint }) => printReady({ port: taken, endpoint, pid: process.pid }),
    });
    return exitCodes.done;
  }
  const { daemon, started } = await startLocalDaemon({
    ...settings,
    command: [
      ...foregroundCommand(dir),
      '--latency',
      options.latency,
      ...(port === undefined ? [] : ['--port', String(port)]),
    ],
  });
  if (!options.json) {
    const { green, dim } = terminal.paint;
    terminal.say(
      `${green('✔')} The embedded AWS ${started ? 'runs' : 'runs already'} ${dim(`(state in ${dir})`)}`,
    );
  }
  printReady({ port: daemon.port, endpoint: daemon.endpoint, pid: daemon.pid });
  if (!options.json) terminal.say(terminal.paint.dim('Use it with --local, or: eval "$(jets local env)"'));
  return exitCodes.done;
}

export async function stopLocal(options: LocalOptions, session: Session): Promise<ExitCode> {
  const { terminal } = session;
  const stopped = await stopDaemon(localDir(session, options.dir));
  terminal.say(
    stopped
      ? `${terminal.paint.green('✔')} Stopped. What is deployed on it comes back with the next start.`
      : 'The embedded AWS does not run.',
  );
  return exitCodes.done;
}

export async function showLocalStatus(options: LocalOptions, session: Session): Promise<ExitCode> {
  const { terminal } = session;
  const status = await readDaemonStatus(localDir(session, options.dir));
  if (options.json) {
    terminal.data(JSON.stringify(status));
  } else if (status.running) {
    terminal.data(
      `${status.endpoint} ${terminal.paintData.dim(`pid ${status.pid}, state in ${status.dir}`)}`,
    );
  } else {
    terminal.data('not running');
    terminal.say(terminal.paint.dim('Start it with: jets local start'));
  }
  return exitCodes.done;
}

export async function resetLocal(options: LocalOptions, session: Session): Promise<ExitCode> {
  await resetDaemon(localDir(session, options.dir));
  session.terminal.say(
    `${session.terminal.paint.green('✔')} Everything that was deployed on the embedded AWS is forgotten.`,
  );
  return exitCodes.done;
}

export async function printLocalLogs(
  options: LocalOptions & { readonly lines: string },
  session: Session,
): Promise<ExitCode> {
  const count = Number(options.lines);
  if (!Number.isInteger(count) || count < 1) {
    throw new CommandError(
      { message: `--lines takes a whole number from 1, not ${options.lines}` },
      exitCodes.usage,
    );
  }
  const { logFile } = await readDaemonStatus(localDir(session, options.dir));
  const lines = await readLastLines(logFile, count);
  if (lines.length > 0) session.terminal.data(lines.join('\n'));
  else session.terminal.say('The embedded AWS has logged nothing yet.');
  return exitCodes.done;
}

export async function printLocalEnv(options: LocalOptions, session: Session): Promise<ExitCode> {
  const status = await readDaemonStatus(localDir(session, options.dir));
  if (!status.endpoint) {
    throw new CommandError(
      { message: 'The embedded AWS does not run', fix: 'Start it with: jets local start' },
      exitCodes.failed,
    );
  }
  const variables = {
    AWS_ENDPOINT_URL: status.endpoint,
    AWS_REGION: session.env['AWS_REGION'] ?? 'us-east-1',
    AWS_DEFAULT_REGION: session.env['AWS_DEFAULT_REGION'] ?? session.env['AWS_REGION'] ?? 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  session.terminal.data(
    options.json
      ? JSON.stringify(variables)
      : Object.entries(variables)
          .map(([name, value]) => `export ${name}=${value}`)
          .join('\n'),
  );
  return exitCodes.done;
}

/** The last lines of a file, reading only its last part. None when there is no file. */
async function readLastLines(file: string, count: number): Promise<string[]> {
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!handle) return [];
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, Math.max(64 * 1_024, count * 512));
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8').trimEnd().split('\n').slice(-count);
  } finally {
    await handle.close();
  }
}
