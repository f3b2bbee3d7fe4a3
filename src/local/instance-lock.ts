import {
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { isSameProcess, readProcessStart } from './process-identity.ts';

export interface InstanceLock {
  release(): void;
}

interface Holder {
  readonly pid: number;
  readonly start?: string;
  readonly instanceId: string;
}

/**
 * Makes this process the only one that serves the state in `dir`. A lock whose process is gone is taken over.
 * @returns the process that holds it when another does.
 */
export function acquireInstanceLock(
  dir: string,
  instanceId: string,
): { readonly lock: InstanceLock } | { readonly heldBy: number } {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, 'lock');
  const start = readProcessStart(process.pid);
  const mine: Holder = { pid: process.pid, instanceId, ...(start === undefined ? {} : { start }) };
  const draft = `${file}.${instanceId}`;
  const descriptor = openSync(draft, 'w');
  writeSync(descriptor, JSON.stringify(mine));
  closeSync(descriptor);
  try {
    for (;;) {
      if (tryLink(draft, file)) return { lock: { release: () => release(file, instanceId) } };
      const holder = readHolder(file);
      if (holder && isSameProcess(holder.pid, holder.start)) return { heldBy: holder.pid };
      // Of several that take over at once one moves the stale lock away; the others find it gone or replaced.
      if (holder) removeStale(file, holder, `${draft}.stale`);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** A link appears whole or not at all, so nobody reads a lock that is half written. */
function tryLink(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`${file} is damaged. Remove it when no embedded AWS runs in this folder.`, {
      cause: error,
    });
  }
}

function removeStale(file: string, stale: Holder, aside: string): void {
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = readHolder(aside);
  // Another process had already taken over: give its lock back.
  if (moved && moved.instanceId !== stale.instanceId) tryLink(aside, file);
  rmSync(aside, { force: true });
}

function release(file: string, instanceId: string): void {
  if (readHolder(file)?.instanceId === instanceId) rmSync(file, { force: true });
}
