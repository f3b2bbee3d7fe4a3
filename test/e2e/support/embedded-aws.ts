import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { cleanEnv, jetsScript } from './jets.ts';

export interface EmbeddedAws {
  readonly endpoint: string;
  readonly dir: string;
  /** Environment for a jets command that is to deploy to it without `--local`. */
  readonly env: Record<string, string>;
  /** Options of an SDK client that talks to it. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** Ends the process; what it holds stays for {@link serve}. */
  readonly end: () => Promise<void>;
  /** Ends the process at once and deletes what it held. */
  readonly stop: () => Promise<void>;
}

/** A real embedded AWS process on a free port, with a state folder of its own; ended with the test. */
export async function startEmbeddedAws(...flags: readonly string[]): Promise<EmbeddedAws> {
  return await serve(await mkdtemp(join(tmpdir(), 'jets-aws-')), ...flags);
}

/** A real embedded AWS process on a free port that serves what an earlier one left in a folder. */
export async function serve(dir: string, ...flags: readonly string[]): Promise<EmbeddedAws> {
  const logFile = join(dir, 'daemon.log');
  const log = openSync(logFile, 'a');
  const child = spawn(
    process.execPath,
    [jetsScript, 'local', 'start', '--foreground', '--port', '0', '--dir', dir, '--json', ...flags],
    { env: cleanEnv(), stdio: ['ignore', 'pipe', log] },
  );
  closeSync(log);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const endpoint = await new Promise<string>((resolve, reject) => {
    if (!child.stdout) throw new Error('Its stdout is a pipe');
    createInterface({ input: child.stdout }).once('line', (line) => {
      resolve((JSON.parse(line) as { endpoint: string }).endpoint);
    });
    const endedEarly = async () => {
      await exited;
      const logged = await readFile(logFile, 'utf8').catch(() => '');
      reject(new Error(`The embedded AWS ended before it was ready:\n${logged}`));
    };
    void endedEarly();
  });
  const end = async (signal: NodeJS.Signals = 'SIGTERM') => {
    process.off('exit', kill);
    child.kill(signal);
    await exited;
  };
  return {
    endpoint,
    dir,
    env: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_REGION: 'us-east-1',
    },
    client: {
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    },
    end: () => end(),
    stop: async () => {
      await end('SIGKILL');
      await rm(dir, { recursive: true, force: true });
    },
  };
}
