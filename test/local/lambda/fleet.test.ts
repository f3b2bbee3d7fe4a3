import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createCodeStore } from '../../../src/local/lambda/code-store.ts';
import { locateBootstrap } from '../../../src/local/lambda/execution/bootstrap-file.ts';
import { executeEvent } from '../../../src/local/lambda/execution/execute-event.ts';
import { createFleet, type Fleet, type FleetLimits } from '../../../src/local/lambda/execution/fleet.ts';
import type { Instance } from '../../../src/local/lambda/execution/instance.ts';
import type { VersionRecord } from '../../../src/local/lambda/records.ts';
import { context, roleArn, zip } from './support.ts';

let dir: string;
let fleet: Fleet;
let codeSha: string;
const limits: FleetLimits = { eager: 2, patience: 60_000, idle: 2, idleTime: 60_000 };

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'jets-fleet-'));
});
afterEach(async () => {
  await fleet.close();
  rmSync(dir, { recursive: true, force: true });
});

async function open(changed: Partial<FleetLimits> = {}): Promise<void> {
  const codeStore = createCodeStore(dir);
  ({ codeSha } = await codeStore.put(zip({ 'index.mjs': 'export const handler = async () => process.pid' })));
  const logs = { open: () => ({ write: () => {} }), close: async () => {} };
  const bootstrap = () => locateBootstrap(dir);
  fleet = createFleet(
    { codeStore, logs, bootstrap, endpoint: () => 'http://127.0.0.1:1' },
    { ...limits, ...changed },
  );
}

const version = (name: string): VersionRecord => ({
  codeSha,
  configuration: {
    FunctionName: name,
    RevisionId: name,
    Version: '$LATEST',
    Runtime: 'nodejs20.x',
    Handler: 'index.handler',
    Role: roleArn,
    Timeout: 10,
    MemorySize: 128,
    LoggingConfig: { LogGroup: `/aws/lambda/${name}` },
  },
});

const event = {
  requestId: '1',
  invokedFunctionArn: '',
  traceId: '',
  payload: Buffer.from('{}'),
  wantsLog: false,
};
const pidIn = async (instance: Instance): Promise<number> =>
  JSON.parse(Buffer.from((await executeEvent(instance, event)).payload).toString()) as number;
const pidOf = (name: string): Promise<number> => fleet.use(version(name), context, pidIn);

it('a process is used again, and kept apart from other revisions', async () => {
  await open();
  const [a, b] = [await pidOf('a'), await pidOf('b')];
  expect(a).not.toBe(b);
  expect(await pidOf('a')).toBe(a);
  expect(await pidOf('b')).toBe(b);
});

it('beyond the eager number, events wait for a process that becomes free', async () => {
  await open();
  const pids = await Promise.all([1, 2, 3, 4, 5].map(() => pidOf('a')));
  expect(new Set(pids).size).toBe(2);
});

it('but not longer than its patience: processes that wait for each other do not stop everything', async () => {
  await open({ eager: 1, patience: 20 });
  const inner = await fleet.use(version('outer'), context, () => pidOf('inner'));
  expect(inner).toBeGreaterThan(0);
});

it('the process that was idle for longest ends when there are too many', async () => {
  await open({ eager: 10 });
  const [a, b] = [await pidOf('a'), await pidOf('b')];
  await pidOf('a');
  await pidOf('c');
  expect(await pidOf('a')).toBe(a);
  expect(await pidOf('b')).not.toBe(b);
});

it('a retired revision ends its idle processes at once and the busy one when it is done', async () => {
  await open();
  let retired: Promise<void> | undefined;
  let gone = false;
  const pid = await fleet.use(version('a'), context, async (instance) => {
    retired = fleet.retire(version('a').configuration).finally(() => {
      gone = true;
    });
    const answer = await pidIn(instance);
    expect(gone).toBe(false);
    return answer;
  });
  await retired;
  expect(await pidOf('a')).not.toBe(pid);
});
