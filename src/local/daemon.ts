import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { logFile, readDaemonRecord, recordFile } from './daemon-record.ts';
import { readHealth } from './health.ts';
import { acquireInstanceLock } from './instance-lock.ts';
import { isSameProcess, readProcessStart } from './process-identity.ts';

export interface DaemonStatus {
  readonly running: boolean;
  /** Absolute; the folder need not exist. */
  readonly dir: string;
  readonly logFile: string;
  readonly port?: number;
  /** `http://127.0.0.1:4566` */
  readonly endpoint?: string;
  readonly pid?: number;
  readonly latency?: 'instant' | 'real';
}

export type RunningDaemon = Required<DaemonStatus> & { readonly running: true };

export interface StartDaemonOptions {
  readonly dir: string;
  /** A running daemon is taken whatever its port. */
  readonly port?: number;
  readonly latency?: 'instant' | 'real';
  /**
   * The program and arguments of the foreground run for this folder, port and latency:
   * `[process.execPath, 'bin/jets.js', 'local', 'start', '--foreground', …]`.
   */
  readonly command: readonly string[];
  /** Default 30 s. */
  readonly timeoutMs?: number;
}

/**
 * Starts the embedded AWS for a folder as a process of its own, unless it runs already, and waits until it answers.
 * Started twice at once, one process serves and both callers get it.
 * @returns the daemon, and whether this call started it.
 * @throws Error with the end of the log when the process ends before it answers.
 */
export async function startDaemon(
  options: StartDaemonOptions,
): Promise<{ readonly daemon: RunningDaemon; readonly started: boolean }> {
  const before = await readDaemonStatus(options.dir);
  if (before.running) return { daemon: before as RunningDaemon, started: false };

  mkdirSync(options.dir, { recursive: true });
  const log = openLog(logFile(resolve(options.dir)));
  const [program = process.execPath, ...args] = options.command;
  const child = spawn(program, args, { detached: true, stdio: ['ignore', log, log], windowsHide: true });
  closeSync(log);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ? `ended by ${signal}` : `exit code ${code}`));
  });
  let end: string | undefined;
  void ended.then((reason) => (end = reason));
  child.unref();

  const deadline = Date.now() + (options.timeoutMs ?? 30_000);
  for (;;) {
    // Read before the status: an end that comes after it is looked at in the next round.
    const reason = end;
    const status = await readDaemonStatus(options.dir);
    if (status.running) {
      const started = status.pid === child.pid;
      // Another one was quicker. Left alone, this one would take over when that one is stopped.
      if (!started && end === undefined) {
        // Waited for, so that it must keep this process alive again.
        child.ref();
        child.kill('SIGKILL');
        await ended;
      }
      return { daemon: status as RunningDaemon, started };
    }
    if (reason !== undefined) throw failedToStart(options, reason);
    if (Date.now() > deadline) throw failedToStart(options, 'it does not answer');
    await Promise.race([sleep(20), ended]);
  }
}

/** What runs for a folder. Never taken in by a reused process id or port: the answer must name the recorded instance. */
export async function readDaemonStatus(dir: string): Promise<DaemonStatus> {
  const place = existsSync(dir) ? realpathSync(dir) : resolve(dir);
  const stopped = { running: false, dir: place, logFile: logFile(place) };
  const record = readDaemonRecord(place);
  if (!record) return stopped;
  const health = await readHealth(record.port);
  if (health?.instanceId !== record.instanceId) return stopped;
  const { port, pid, latency } = health;
  return { ...stopped, running: true, port, pid, latency, endpoint: `http://127.0.0.1:${port}` };
}

/**
 * Asks the daemon to close and waits until its process is gone; after `timeoutMs` (default 20 s) it is killed, which
 * loses nothing that was answered.
 * @returns whether one ran.
 */
export async function stopDaemon(dir: string, timeoutMs = 20_000): Promise<boolean> {
  const status = await readDaemonStatus(dir);
  if (status.pid === undefined) return false;
  const { pid } = status;
  const start = readProcessStart(pid);
  process.kill(pid, 'SIGTERM');
  const deadline = Date.now() + timeoutMs;
  let killed = false;
  while (isSameProcess(pid, start)) {
    if (!killed && Date.now() > deadline) {
      process.kill(pid, 'SIGKILL');
      killed = true;
    }
    await sleep(20);
  }
  return true;
}

/**
 * Deletes everything the embedded AWS of a folder holds, stopping it first. Start it again with {@link startDaemon}.
 * @returns whether a daemon was stopped for it.
 * @throws Error when the folder is served by a process that cannot be asked to stop.
 */
export async function resetDaemon(dir: string): Promise<boolean> {
  const stopped = await stopDaemon(dir);
  if (!existsSync(dir)) return stopped;
  const place = realpathSync(dir);
  const acquired = acquireInstanceLock(place, `reset-${process.pid}`);
  if ('heldBy' in acquired) {
    throw new Error(
      `Process ${acquired.heldBy} serves ${place} and does not answer: end it, then reset again.`,
    );
  }
  try {
    // Only what is known to be the embedded AWS's own: the folder may have been chosen by hand.
    for (const name of ['state', 'files']) rmSync(`${place}/${name}`, { recursive: true, force: true });
    rmSync(recordFile(place), { force: true });
    for (const file of [logFile(place), `${logFile(place)}.old`]) rmSync(file, { force: true });
  } finally {
    acquired.lock.release();
  }
  return stopped;
}

const largestLog = 5_000_000;

/** Appends; a log that has grown large is set aside first, in place of the one before it. */
function openLog(file: string): number {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > largestLog) renameSync(file, `${file}.old`);
  return openSync(file, 'a');
}

function failedToStart(options: StartDaemonOptions, reason: string): Error {
  const file = logFile(resolve(options.dir));
  const lines = existsSync(file)
    ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).join('\n')
    : '';
  return new Error(`The embedded AWS did not start (${reason}). The end of ${file}:\n${lines}`);
}
