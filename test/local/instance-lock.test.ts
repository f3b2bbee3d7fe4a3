import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { acquireInstanceLock } from '../../src/local/instance-lock.ts';
import { makeTemporaryFolder } from './start-for-test.ts';

it('lets one hold a folder, and the next when it is released', () => {
  const dir = makeTemporaryFolder();
  const first = acquireInstanceLock(dir, 'a');
  if (!('lock' in first)) throw new Error('The folder was free');
  expect(acquireInstanceLock(dir, 'b')).toEqual({ heldBy: process.pid });
  first.lock.release();
  expect(acquireInstanceLock(dir, 'c')).toHaveProperty('lock');
});

it('takes over from a process that is gone, and from one whose id another program has now', () => {
  const dir = makeTemporaryFolder();
  writeFileSync(join(dir, 'lock'), JSON.stringify({ pid: 2 ** 22 + 1, start: '1', instanceId: 'old' }));
  const second = acquireInstanceLock(dir, 'b');
  if (!('lock' in second)) throw new Error('The holder is gone');
  second.lock.release();
  writeFileSync(
    join(dir, 'lock'),
    JSON.stringify({ pid: process.pid, start: 'long ago', instanceId: 'old' }),
  );
  expect(acquireInstanceLock(dir, 'c')).toHaveProperty('lock');
});

it('leaves a lock alone that is no longer its own', () => {
  const dir = makeTemporaryFolder();
  const first = acquireInstanceLock(dir, 'a');
  if (!('lock' in first)) throw new Error('The folder was free');
  const other = JSON.stringify({ pid: process.pid, instanceId: 'b' });
  writeFileSync(join(dir, 'lock'), other);
  first.lock.release();
  expect(acquireInstanceLock(dir, 'c')).toEqual({ heldBy: process.pid });
});
