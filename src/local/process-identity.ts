import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * When a process started, in whatever words the system has for it, so that a process id that was given to another
 * program since is not taken for the old one. `undefined`: no such process, or the system does not tell.
 */
export function readProcessStart(pid: number): string | undefined {
  if (process.platform === 'linux') {
    try {
      // Field 22, counted behind the command name, which may hold spaces and parentheses. proc_pid_stat(5)
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    } catch {
      return undefined;
    }
  }
  if (process.platform === 'win32') return undefined;
  try {
    const output = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
    return output.trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Whether the process that started at `start` still runs. Without a start any process with the id counts. */
export function isSameProcess(pid: number, start: string | undefined): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return start === undefined || readProcessStart(pid) === start;
}
