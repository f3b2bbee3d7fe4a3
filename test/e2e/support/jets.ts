import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const jetsScript = fileURLToPath(new URL('../../../bin/jets.js', import.meta.url));

export interface JetsRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `bin/jets.js` as a user would, without a terminal. Nothing of the surrounding AWS or Jets environment reaches it. */
export function runJets(
  args: readonly string[],
  { cwd, env = {}, signal }: { cwd: string; env?: Record<string, string>; signal?: AbortSignal },
): Promise<JetsRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [jetsScript, ...args], {
      cwd,
      env: { ...cleanEnv(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal ? { signal } : {}),
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** The environment of this process without anything that points at AWS or chooses an environment. */
export function cleanEnv(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name, value]) => value !== undefined && !/^(AWS_|JETS_|CI$|NO_COLOR$|FORCE_COLOR$)/.test(name),
  );
  return { ...(Object.fromEntries(kept) as Record<string, string>), AWS_EC2_METADATA_DISABLED: 'true' };
}
