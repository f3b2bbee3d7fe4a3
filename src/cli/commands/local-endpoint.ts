import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { startDaemon } from '../../local/daemon.ts';
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

/** Endpoint of the embedded AWS, started if it does not run. */
export async function ensureLocal(session: Session): Promise<string> {
  const dir = localDir(session);
  const port = session.env['JETS_LOCAL_PORT'];
  const { daemon } = await startDaemon({
    dir,
    command: foregroundCommand(dir),
    ...(port ? { port: Number(port) } : {}),
  });
  return daemon.endpoint;
}
