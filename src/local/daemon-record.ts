import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** `daemon.json`: where the embedded AWS that serves a folder answers. Written by that process once it listens. */
export interface DaemonRecord {
  readonly pid: number;
  readonly port: number;
  readonly instanceId: string;
  readonly latency: 'instant' | 'real';
  /** ISO 8601. */
  readonly started: string;
}

export const recordFile = (dir: string): string => join(dir, 'daemon.json');
export const logFile = (dir: string): string => join(dir, 'daemon.log');

export function readDaemonRecord(dir: string): DaemonRecord | undefined {
  let text: string;
  try {
    text = readFileSync(recordFile(dir), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as DaemonRecord;
  } catch {
    // Not ours, or a disk that filled up: nobody can be found by it.
    return undefined;
  }
}

/** Readers see the old record or the new one, never half of it. */
export function writeDaemonRecord(dir: string, record: DaemonRecord): void {
  mkdirSync(dir, { recursive: true });
  const draft = `${recordFile(dir)}.${record.instanceId}`;
  writeFileSync(draft, `${JSON.stringify(record, null, 2)}\n`);
  renameSync(draft, recordFile(dir));
}

/** Removes the record if it is still this instance's. */
export function removeDaemonRecord(dir: string, instanceId: string): void {
  if (readDaemonRecord(dir)?.instanceId === instanceId) rmSync(recordFile(dir), { force: true });
}
