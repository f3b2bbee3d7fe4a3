import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPosts, invoke, openTestCloud, zip, type TestCloud } from './support.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await openTestCloud();
});
afterAll(() => cloud.close());
beforeEach(async () => {
  await cloud.call('lambda', 'DeleteFunction', { FunctionName: 'posts' }).catch(() => {});
});

const withFiles = (files: Record<string, string>, settings: object = {}) =>
  createPosts(cloud, '', { Code: { ZipFile: zip(files) }, ...settings });

describe('what a handler may be', () => {
  it.each([
    ['an ES module', { 'index.mjs': 'export const handler = async (event) => event.n + 1' }, 'index.handler'],
    [
      'an ES module with top-level await',
      {
        'index.mjs':
          'const one = await Promise.resolve(1); export const handler = async (event) => event.n + one',
      },
      'index.handler',
    ],
    [
      '.js in a package of type module',
      { 'index.js': 'export const handler = async (e) => e.n + 1', 'package.json': '{"type":"module"}' },
      'index.handler',
    ],
    ['CommonJS', { 'index.js': 'exports.handler = async (event) => event.n + 1' }, 'index.handler'],
    ['.cjs', { 'index.cjs': 'exports.handler = async (event) => event.n + 1' }, 'index.handler'],
    [
      'a callback',
      { 'index.js': 'exports.handler = (event, context, done) => done(null, event.n + 1)' },
      'index.handler',
    ],
    [
      'context.succeed',
      { 'index.js': 'exports.handler = (event, context) => context.succeed(event.n + 1)' },
      'index.handler',
    ],
    [
      'in a folder, as a member',
      { 'app/jobs.js': 'exports.all = { clean: async (e) => e.n + 1 }' },
      'app/jobs.all.clean',
    ],
  ])('%s', async (_what, files, Handler) => {
    await withFiles(files, { Handler });
    expect(await invoke(cloud, { n: 1 })).toEqual({ StatusCode: 200, ExecutedVersion: '$LATEST', json: 2 });
  });

  it('a callback answers when nothing is left to do, or at once if told so', async () => {
    await withFiles({
      'index.js': `let late = 'before';
        exports.handler = (event, context, done) => {
          context.callbackWaitsForEmptyEventLoop = event.waits;
          setTimeout(() => { late = 'after'; }, 20);
          done(null, { get late() { return late; } });
        };`,
    });
    expect((await invoke(cloud, { waits: false })).json).toEqual({ late: 'before' });
    expect((await invoke(cloud, { waits: true })).json).toEqual({ late: 'after' });
  });

  it('one that never answers and has nothing left to do gets null without async, an error with it', async () => {
    await withFiles({
      'index.js': 'exports.sync = () => {}; exports.handler = async () => new Promise(() => {})',
    });
    expect(await invoke(cloud)).toMatchObject({
      FunctionError: 'Unhandled',
      json: { errorType: 'Runtime.NodeJsExit' },
    });
    await cloud.call('lambda', 'UpdateFunctionConfiguration', {
      FunctionName: 'posts',
      Handler: 'index.sync',
    });
    expect((await invoke(cloud)).json).toBeNull();
  });
});

describe('what a handler sees', () => {
  it('has the documented context', async () => {
    await createPosts(
      cloud,
      `export const handler = async (event, context) => ({ ...context, remaining: context.getRemainingTimeInMillis() })`,
    );
    const { json } = await invoke(
      cloud,
      {},
      {
        FunctionName: 'posts:$LATEST',
        ClientContext: Buffer.from('{"custom":{"a":"b"}}').toString('base64'),
      },
    );
    expect(json).toEqual({
      callbackWaitsForEmptyEventLoop: true,
      functionName: 'posts',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:posts:$LATEST',
      memoryLimitInMB: '128',
      awsRequestId: '8b7e0f6c-3f2f-4f0e-9d8e-000000000001',
      logGroupName: '/aws/lambda/posts',
      logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
      clientContext: { custom: { a: 'b' } },
      remaining: expect.toSatisfy((ms: number) => ms > 1000 && ms <= 3000),
    });
  });

  it('has a clean environment: what Lambda sets, its own variables, nothing of this process', async () => {
    process.env['SECRET_OF_THE_HOST'] = 'x';
    await createPosts(
      cloud,
      'export const handler = async () => ({ cwd: process.cwd(), env: process.env, offset: new Date().getTimezoneOffset() })',
      { Environment: { Variables: { TABLE: 'posts' } }, MemorySize: 256 },
    );
    const { json } = (await invoke(cloud)) as {
      json: { cwd: string; env: Record<string, string>; offset: number };
    };
    expect(json.env).not.toHaveProperty('SECRET_OF_THE_HOST');
    expect(
      Object.keys(json.env).filter(
        (name) => !/^(AWS_|_X_AMZN|LAMBDA_|LANG|LD_LIB|PATH|TZ|_HANDLER)/.test(name),
      ),
    ).toEqual(['TABLE']);
    expect(json.env).toMatchObject({
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x',
      _HANDLER: 'index.handler',
    });
    expect(json.cwd).toBe(json.env['LAMBDA_TASK_ROOT']);
    expect(json.offset).toBe(0);
  });

  it('finds the AWS SDK, as in the Node.js runtimes', async () => {
    await createPosts(
      cloud,
      `import { S3Client } from '@aws-sdk/client-s3';
       export const handler = async () => (await new S3Client({}).config.endpoint?.())?.port ?? new S3Client({}).config.region();`,
      { Timeout: 20 },
    );
    expect((await invoke(cloud)).FunctionError).toBeUndefined();
  });

  it('keeps its memory between events and runs one at a time', async () => {
    await createPosts(
      cloud,
      `let count = 0, running = 0;
       export const handler = async () => {
         running += 1;
         const together = running;
         await new Promise((resolve) => setTimeout(resolve, 5));
         running -= 1;
         return { together, count: ++count, pid: process.pid };
       };`,
    );
    await invoke(cloud);
    const answers = (await Promise.all([1, 2, 3].map(() => invoke(cloud)))).map(({ json }) => json) as {
      together: number;
      count: number;
      pid: number;
    }[];
    expect(answers.every(({ together }) => together === 1)).toBe(true);
    expect(new Set(answers.map(({ pid, count }) => `${pid} ${count}`)).size).toBe(3);
    expect(Math.max(...answers.map(({ count }) => count))).toBeGreaterThan(1);
  });
});

describe('what goes wrong', () => {
  const cases: [string, Record<string, string>, string, object][] = [
    [
      'a thrown error',
      { 'index.mjs': 'export const handler = async () => { throw new TypeError("no such post") }' },
      'index.handler',
      {
        errorType: 'TypeError',
        errorMessage: 'no such post',
        trace: expect.arrayContaining(['TypeError: no such post']),
      },
    ],
    [
      'a thrown value',
      { 'index.mjs': 'export const handler = async () => { throw "just text" }' },
      'index.handler',
      { errorType: 'string', errorMessage: 'just text', trace: [] },
    ],
    [
      'an error given to the callback',
      { 'index.js': 'exports.handler = (e, c, done) => done(new Error("called"))' },
      'index.handler',
      { errorType: 'Error', errorMessage: 'called', trace: expect.any(Array) },
    ],
    [
      'a missing file',
      { 'other.js': '' },
      'index.handler',
      {
        errorType: 'Runtime.ImportModuleError',
        errorMessage: expect.stringMatching(/^Error: Cannot find module 'index'\nRequire stack:\n- /),
        trace: expect.any(Array),
      },
    ],
    [
      'a missing dependency',
      { 'index.js': 'require("left-pad-gone")' },
      'index.handler',
      {
        errorType: 'Runtime.ImportModuleError',
        errorMessage: expect.stringMatching(/^Error: Cannot find module 'left-pad-gone'/),
        trace: expect.any(Array),
      },
    ],
    [
      'a missing export',
      { 'index.js': 'exports.other = 1' },
      'index.handler',
      {
        errorType: 'Runtime.HandlerNotFound',
        errorMessage: 'index.handler is undefined or not exported',
        trace: expect.any(Array),
      },
    ],
    [
      'an export that is no function',
      { 'index.js': 'exports.handler = 1' },
      'index.handler',
      {
        errorType: 'Runtime.HandlerNotFound',
        errorMessage: 'index.handler is not a function',
        trace: expect.any(Array),
      },
    ],
    [
      'a syntax error',
      { 'index.js': 'exports.handler = async ( => {}' },
      'index.handler',
      {
        errorType: 'Runtime.UserCodeSyntaxError',
        errorMessage: expect.stringMatching(/^SyntaxError: /),
        trace: expect.any(Array),
      },
    ],
    [
      'a handler name with dots',
      { 'index.js': '' },
      '../index.handler',
      {
        errorType: 'Runtime.MalformedHandlerName',
        errorMessage:
          "'../index.handler' is not a valid handler name. Use absolute paths when specifying root directories in handler names.",
        trace: expect.any(Array),
      },
    ],
    [
      'an error while loading',
      { 'index.mjs': 'throw new RangeError("at load"); export const handler = 1' },
      'index.handler',
      { errorType: 'RangeError', errorMessage: 'at load', trace: expect.any(Array) },
    ],
    [
      'an error outside the handler',
      {
        'index.mjs':
          'export const handler = () => new Promise(() => setTimeout(() => { throw new Error("later") }, 1))',
      },
      'index.handler',
      { errorType: 'Error', errorMessage: 'later', trace: expect.any(Array) },
    ],
    [
      'an unhandled rejection',
      {
        'index.mjs':
          'export const handler = () => new Promise(() => { Promise.reject(new Error("unseen")); setTimeout(() => {}, 1000) })',
      },
      'index.handler',
      {
        errorType: 'Runtime.UnhandledPromiseRejection',
        errorMessage: 'Error: unseen',
        trace: expect.any(Array),
      },
    ],
    [
      'an exit with a status',
      { 'index.mjs': 'export const handler = async () => process.exit(3)' },
      'index.handler',
      {
        errorType: 'Runtime.ExitError',
        errorMessage:
          'RequestId: 8b7e0f6c-3f2f-4f0e-9d8e-000000000001 Error: Runtime exited with error: exit status 3',
      },
    ],
    [
      'a plain exit',
      { 'index.mjs': 'export const handler = async () => process.exit()' },
      'index.handler',
      {
        errorType: 'Runtime.ExitError',
        errorMessage:
          'RequestId: 8b7e0f6c-3f2f-4f0e-9d8e-000000000001 Error: Runtime exited without providing a reason',
      },
    ],
    [
      'an answer that is too large',
      { 'index.mjs': 'export const handler = async () => "x".repeat(6 * 1024 * 1024 + 100)' },
      'index.handler',
      {
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
      },
    ],
  ];

  it.each(cases)('%s', async (_what, files, Handler, expected) => {
    await withFiles(files, { Handler });
    const first = await invoke(cloud);
    expect(first).toEqual({
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
      FunctionError: 'Unhandled',
      json: expected,
    });
  });

  it('a timeout kills the process, and the next event gets a fresh one', async () => {
    await createPosts(
      cloud,
      `let count = 0;
       export const handler = async ({ hang }) => { count += 1; if (hang) for (;;); return count; };`,
      { Timeout: 1 },
    );
    expect((await invoke(cloud)).json).toBe(1);
    expect(await invoke(cloud, { hang: true })).toMatchObject({
      FunctionError: 'Unhandled',
      json: {
        errorType: 'Sandbox.Timedout',
        errorMessage:
          'RequestId: 8b7e0f6c-3f2f-4f0e-9d8e-000000000001 Error: Task timed out after 1.00 seconds',
      },
    });
    expect((await invoke(cloud)).json).toBe(1);
  });

  it('more memory than the function has ends the process', async () => {
    await createPosts(
      cloud,
      'export const handler = async () => { const kept = []; for (;;) kept.push(new Array(100_000).fill({})); };',
      { Timeout: 30, MemorySize: 128 },
    );
    expect(await invoke(cloud)).toMatchObject({
      FunctionError: 'Unhandled',
      json: { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('signal: aborted') },
    });
  });
});
