import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FilterLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPosts, invoke, openTestCloud, refusal, type TestCloud } from './support.ts';

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await openTestCloud();
});
afterEach(() => cloud.close());

const echo = 'export const handler = async (event) => event';

describe('asking for an invocation', () => {
  it('dry runs check and run nothing', async () => {
    await createPosts(cloud, 'export const handler = async () => process.exit(1)');
    expect(await invoke(cloud, {}, { InvocationType: 'DryRun' })).toEqual({ StatusCode: 204 });
  });

  it('without a payload gives the handler an empty object', async () => {
    await createPosts(cloud, echo);
    expect((await invoke(cloud, {}, { Payload: undefined })).json).toEqual({});
  });

  it.each([
    [
      { Payload: Buffer.from('{') },
      'InvalidRequestContentException',
      400,
      /^Could not parse request body into json: /,
    ],
    [
      { Payload: Buffer.alloc(6_291_457, '1') },
      'RequestTooLargeException',
      413,
      /^Request must be smaller than 6291456 bytes for the InvokeFunction operation$/,
    ],
    [
      { Payload: Buffer.alloc(1_048_577, '1'), InvocationType: 'Event' },
      'RequestTooLargeException',
      413,
      /^Request must be smaller than 1048576 bytes for the InvokeFunction operation$/,
    ],
  ])('refuses a payload Lambda would refuse', async (options, code, status, message) => {
    await createPosts(cloud, echo);
    const refused = await refusal(invoke(cloud, {}, options));
    expect(refused).toEqual({ code, status, message: expect.stringMatching(message) });
  });

  it('large payloads go both ways', async () => {
    await createPosts(cloud, echo, { Timeout: 30 });
    const event = { text: 'ä'.repeat(2_000_000) };
    expect((await invoke(cloud, event)).json).toEqual(event);
  });

  it('of another runtime is refused, its creation is not', async () => {
    await createPosts(cloud, echo, { Runtime: 'python3.12' });
    expect(await refusal(invoke(cloud))).toEqual({
      code: 'InvalidRuntimeException',
      message:
        'The embedded AWS runs Node.js functions only: posts has the runtime python3.12. Deploy it to AWS to run it.',
      status: 502,
    });
  });
});

describe('reserved concurrency', () => {
  it('throttles what exceeds it', async () => {
    const gate = join(cloud.dir, 'gate');
    await createPosts(
      cloud,
      `import { existsSync } from 'node:fs';
       import { setTimeout } from 'node:timers/promises';
       export const handler = async () => { while (!existsSync(${JSON.stringify(gate)})) await setTimeout(5); return 'done'; };`,
      { Timeout: 20 },
    );
    await cloud.call('lambda', 'PutFunctionConcurrency', {
      FunctionName: 'posts',
      ReservedConcurrentExecutions: 1,
    });
    const running = invoke(cloud);
    expect(await refusal(invoke(cloud))).toEqual({
      code: 'TooManyRequestsException',
      message: 'Rate Exceeded.',
      status: 429,
    });
    await import('node:fs/promises').then(({ writeFile }) => writeFile(gate, ''));
    expect((await running).json).toBe('done');
    expect((await invoke(cloud)).json).toBe('done');
  });

  it('of zero stops the function, and more than the account has is refused', async () => {
    await createPosts(cloud, echo);
    const reserve = (ReservedConcurrentExecutions: number) =>
      cloud.call('lambda', 'PutFunctionConcurrency', { FunctionName: 'posts', ReservedConcurrentExecutions });
    await reserve(0);
    expect((await refusal(invoke(cloud))).code).toBe('TooManyRequestsException');
    await cloud.call('lambda', 'DeleteFunctionConcurrency', { FunctionName: 'posts' });
    expect((await invoke(cloud, 1)).json).toBe(1);
    expect((await refusal(reserve(901))).message).toBe(
      "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
    );
    expect(await cloud.call('lambda', 'GetAccountSettings', {})).toMatchObject({
      AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 1000 },
      AccountUsage: { FunctionCount: 1 },
    });
  });
});

describe('asynchronous invocations', () => {
  const record = (file: string): string =>
    `import { appendFileSync } from 'node:fs';
     export const handler = async (event, context) => {
       appendFileSync(${JSON.stringify(file)}, context.awsRequestId + '\\n');
       if (event.fails) throw new Error('again');
     };`;

  it.each([
    [{ fails: false }, undefined, 1],
    [{ fails: true }, undefined, 3],
    [{ fails: true }, 0, 1],
  ])('%j with %s retries configured runs %i times, under one request id', async (event, retries, runs) => {
    const file = join(cloud.dir, 'runs');
    await createPosts(cloud, record(file));
    if (retries !== undefined) {
      await cloud.call('lambda', 'PutFunctionEventInvokeConfig', {
        FunctionName: 'posts',
        MaximumRetryAttempts: retries,
      });
    }
    expect(await invoke(cloud, event, { InvocationType: 'Event' })).toEqual({ StatusCode: 202 });
    const ids = (): string[] => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []);
    await expect.poll(() => ids().length, { timeout: 5000 }).toBe(runs);
    // A synchronous one comes after every retry there is.
    await invoke(cloud, { fails: false });
    expect(ids()).toHaveLength(runs + 1);
    expect(new Set(ids()).size).toBe(1);
  });

  it('of a throttled function wait until it is free', async () => {
    const file = join(cloud.dir, 'runs');
    await createPosts(cloud, record(file));
    await cloud.call('lambda', 'PutFunctionConcurrency', {
      FunctionName: 'posts',
      ReservedConcurrentExecutions: 0,
    });
    await invoke(cloud, {}, { InvocationType: 'Event' });
    await cloud.call('lambda', 'DeleteFunctionConcurrency', { FunctionName: 'posts' });
    await expect.poll(() => existsSync(file), { timeout: 5000 }).toBe(true);
  });
});

describe('the log', () => {
  const messages = async (group = '/aws/lambda/posts'): Promise<string[]> => {
    const { events } = await cloud.call<FilterLogEventsResponse>('logs', 'FilterLogEvents', {
      logGroupName: group,
    });
    return events!.map(({ message }) => message!);
  };

  const talk = `export const handler = async () => {
      console.log('two', { lines: 'a\\nb' }, '\\nof one entry');
      process.stdout.write('plain line\\nand ');
      process.stdout.write('another\\n');
      console.error(new RangeError('told').message);
    }`;

  it('has START, what the handler wrote in its order, END and REPORT', async () => {
    await createPosts(cloud, talk);
    await invoke(cloud);
    await expect.poll(() => messages().catch(() => [])).toHaveLength(8);
    const id = '8b7e0f6c-3f2f-4f0e-9d8e-000000000001';
    const time = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z';
    expect(await messages()).toEqual([
      expect.stringMatching(/^INIT_START Runtime Version: nodejs:20\.v1\tRuntime Version ARN: arn:\S+\n$/),
      `START RequestId: ${id} Version: $LATEST\n`,
      expect.stringMatching(
        new RegExp(`^${time}\t${id}\tINFO\ttwo \\{ lines: 'a\\\\nb' \\} \nof one entry\n$`),
      ),
      'plain line\n',
      'and another\n',
      expect.stringMatching(new RegExp(`^${time}\t${id}\tERROR\ttold\n$`)),
      `END RequestId: ${id}\n`,
      expect.stringMatching(
        new RegExp(
          `^REPORT RequestId: ${id}\tDuration: \\d+\\.\\d\\d ms\tBilled Duration: \\d+ ms\tMemory Size: 128 MB\tMax Memory Used: \\d+ MB\tInit Duration: \\d+\\.\\d\\d ms\t\n$`,
        ),
      ),
    ]);
  });

  it('comes with the answer when asked for: the last 4 KB', async () => {
    await createPosts(cloud, 'export const handler = async () => console.log("x".repeat(5000))');
    const { LogResult } = await invoke(cloud, {}, { LogType: 'Tail' });
    const tail = Buffer.from(LogResult!, 'base64');
    expect(tail).toHaveLength(4096);
    expect(tail.toString()).toMatch(/x\nEND RequestId: .*\nREPORT RequestId: .*\n$/);
  });

  it('names a thrown error', async () => {
    await createPosts(cloud, 'export const handler = async () => { throw new RangeError("out") }');
    const { LogResult } = await invoke(cloud, {}, { LogType: 'Tail' });
    expect(Buffer.from(LogResult!, 'base64').toString()).toMatch(
      /\tERROR\tInvoke Error \t\{"errorType":"RangeError","errorMessage":"out","stack":\["RangeError: out",/,
    );
  });

  it('goes to the group that LoggingConfig names, in JSON if it says so', async () => {
    await createPosts(cloud, 'export const handler = async () => console.info("hello", { a: 1 })', {
      LoggingConfig: { LogGroup: '/apps/blog', LogFormat: 'JSON' },
    });
    await invoke(cloud);
    await expect.poll(() => messages('/apps/blog').catch(() => [])).toHaveLength(5);
    const lines = (await messages('/apps/blog')).map((line) => JSON.parse(line));
    expect(lines.map(({ type, message }) => type ?? message)).toEqual([
      'platform.initStart',
      'platform.start',
      'hello { a: 1 }',
      'platform.runtimeDone',
      'platform.report',
    ]);
    expect(lines[2]).toMatchObject({ level: 'INFO', requestId: '8b7e0f6c-3f2f-4f0e-9d8e-000000000001' });
  });

  it('is nowhere when the role may not write it, and the function runs all the same', async () => {
    cloud.iam.logging = false;
    await createPosts(cloud, talk);
    expect((await invoke(cloud)).FunctionError).toBeUndefined();
    await cloud.restart();
    expect(await cloud.call('logs', 'DescribeLogGroups', {})).toEqual({ logGroups: [] });
  });
});

describe('processes', () => {
  const pidOf = async (): Promise<number> => (await invoke(cloud)).json as number;
  const isRunning = (pid: number): boolean => {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  };

  it('are gone when the embedded AWS is closed', async () => {
    await createPosts(cloud, 'export const handler = async () => process.pid');
    const pid = await pidOf();
    expect(isRunning(pid)).toBe(true);
    await cloud.restart();
    expect(isRunning(pid)).toBe(false);
  });

  it('end when the process that started them is killed, even if a handler never returns', async () => {
    const { createFakeLambdaHost } = await import('./killed-host.ts');
    const host = await createFakeLambdaHost(cloud.dir);
    const child = spawn(process.execPath, [host.script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    expect(isRunning(pid)).toBe(true);
    child.kill('SIGKILL');
    await expect.poll(() => isRunning(pid), { timeout: 5000 }).toBe(false);
  });
});
