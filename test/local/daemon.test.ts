import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { build } from 'esbuild';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { readDaemonStatus, resetDaemon, startDaemon, stopDaemon } from '../../src/local/daemon.ts';
import { clientOptions, makeTemporaryFolder } from './start-for-test.ts';

/** The foreground run as a program that Node starts without compiling it each time. */
let program = '';

beforeAll(async () => {
  const root = mkdtempSync(join(tmpdir(), 'jets-daemon-'));
  for (const name of ['node_modules', 'package.json'])
    symlinkSync(join(process.cwd(), name), join(root, name));
  program = join(root, 'dist', 'local', 'foreground.js');
  await build({
    entryPoints: [new URL('./foreground.ts', import.meta.url).pathname],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    // The program brings its own.
    external: ['./services.ts'],
  });
  return () => rmSync(root, { recursive: true, force: true });
});

function makeDaemonFolder(): string {
  const dir = makeTemporaryFolder();
  onTestFinished(async () => void (await stopDaemon(dir)));
  return dir;
}

const start = (dir: string, port = '0') =>
  startDaemon({ dir, command: [process.execPath, program, dir, port] });

/** Process ids whose command line names the folder, where the system tells (Linux). */
function findProcesses(dir: string): string[] {
  if (!existsSync('/proc/self/cmdline')) return [];
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(dir);
      } catch {
        return false; // It ended while we looked.
      }
    });
}

async function listBuckets(endpoint: string) {
  const { Buckets = [] } = await new S3Client(clientOptions({ endpoint })).send(new ListBucketsCommand({}));
  return Buckets.map((bucket) => bucket.Name);
}

it('starts once, says where it is, and stops', async () => {
  const dir = makeDaemonFolder();
  expect(await readDaemonStatus(dir)).toMatchObject({ running: false });
  const { daemon, started } = await start(dir);
  expect(started).toBe(true);
  expect(await readDaemonStatus(dir)).toEqual(daemon);
  expect(daemon).toMatchObject({
    running: true,
    endpoint: `http://127.0.0.1:${daemon.port}`,
    latency: 'instant',
  });
  expect(daemon.pid).not.toBe(process.pid);
  expect(await start(dir)).toEqual({ daemon, started: false });
  expect(readFileSync(daemon.logFile, 'utf8')).toContain(daemon.endpoint);
  expect(await stopDaemon(dir)).toBe(true);
  expect(await stopDaemon(dir)).toBe(false);
  expect(await readDaemonStatus(dir)).toMatchObject({ running: false });
  expect(() => process.kill(daemon.pid, 0)).toThrow();
  expect(existsSync(join(dir, 'lock'))).toBe(false);
});

it('started several times at once is one process', async () => {
  const dir = makeDaemonFolder();
  const daemons = await Promise.all([start(dir), start(dir), start(dir)]);
  expect(new Set(daemons.map(({ daemon }) => daemon.pid)).size).toBe(1);
  expect(daemons.filter(({ started }) => started)).toHaveLength(1);
  // None of those that came second is still there to take over.
  await stopDaemon(dir);
  expect(findProcesses(dir)).toEqual([]);
  expect(await readDaemonStatus(dir)).toMatchObject({ running: false });
});

it('has lost nothing that it answered when it is killed, and starts again', async () => {
  const dir = makeDaemonFolder();
  const { daemon } = await start(dir);
  await new S3Client(clientOptions(daemon)).send(new CreateBucketCommand({ Bucket: 'kept-bucket' }));
  process.kill(daemon.pid, 'SIGKILL');
  // Lock and record of the killed process are still there.
  expect(existsSync(join(dir, 'lock'))).toBe(true);
  const again = await start(dir);
  expect(again.started).toBe(true);
  expect(await listBuckets(again.daemon.endpoint)).toEqual(['kept-bucket']);
});

it('is not fooled by a record that names a process and a port of somebody else', async () => {
  const other = await start(makeDaemonFolder());
  const dir = makeDaemonFolder();
  const { pid, port } = other.daemon;
  writeFileSync(
    join(dir, 'daemon.json'),
    JSON.stringify({ pid, port, instanceId: 'old', latency: 'instant' }),
  );
  writeFileSync(join(dir, 'lock'), JSON.stringify({ pid, start: 'long ago', instanceId: 'old' }));
  expect(await readDaemonStatus(dir)).toMatchObject({ running: false });
  expect(await stopDaemon(dir)).toBe(false);
  const { daemon, started } = await start(dir);
  expect(started).toBe(true);
  expect(daemon.pid).not.toBe(pid);
  expect((await readDaemonStatus(other.daemon.dir)).running).toBe(true);
});

it('forgets everything when reset, running or not', async () => {
  const dir = makeDaemonFolder();
  const { daemon } = await start(dir);
  await new S3Client(clientOptions(daemon)).send(new CreateBucketCommand({ Bucket: 'some-bucket' }));
  writeFileSync(join(dir, 'mine.txt'), 'not the daemon’s');
  expect(await resetDaemon(dir)).toBe(true);
  expect(await resetDaemon(dir)).toBe(false);
  expect(await listBuckets((await start(dir)).daemon.endpoint)).toEqual([]);
  expect(existsSync(join(dir, 'mine.txt'))).toBe(true);
});

it('tells why it did not start', async () => {
  const dir = makeDaemonFolder();
  const taken = createServer();
  await new Promise<void>((resolve) => void taken.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void taken.close());
  const { port } = taken.address() as AddressInfo;
  await expect(start(dir, String(port))).rejects.toThrow(/EADDRINUSE/);
});

it('takes the next port when its own is taken', async () => {
  const daemons = [await start(makeDaemonFolder(), ''), await start(makeDaemonFolder(), '')];
  const [first, second] = daemons.map(({ daemon }) => daemon.port);
  expect(first).toBeGreaterThanOrEqual(4566);
  expect(second).toBeGreaterThan(first!);
});
