import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const jetsScript = fileURLToPath(new URL('../../../bin/jets.js', import.meta.url));

export interface JetsRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface JetsOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs `bin/jets.js` as a user would, without a terminal. Nothing of the surrounding AWS or Jets environment reaches it. */
export function runJets(args: readonly string[], options: JetsOptions): Promise<JetsRun> {
  return startJets(args, options).ended;
}

/** As {@link runJets}, with the process in hand. `code` is null for one that a signal ended. */
export function startJets(
  args: readonly string[],
  { cwd, env = {} }: JetsOptions,
): { readonly child: ChildProcess; readonly ended: Promise<JetsRun> } {
  const child = spawn(process.execPath, [jetsScript, ...args], {
    cwd,
    env: { ...cleanEnv(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<JetsRun>((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { child, ended };
}

/** The environment of this process without anything that points at AWS or chooses an environment. */
export function cleanEnv(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name, value]) => value !== undefined && !/^(AWS_|JETS_|CI$|NO_COLOR$|FORCE_COLOR$)/.test(name),
  );
  return { ...(Object.fromEntries(kept) as Record<string, string>), AWS_EC2_METADATA_DISABLED: 'true' };
}
