import type { Socket } from 'node:net';
import type { ChildHeader, InvokeHeader } from '../execution/protocol.ts';
import type { Output } from './console.ts';
import { describeError, namedError } from './errors.ts';
import type { Handler } from './load-handler.ts';

export interface RunnerParts {
  readonly handler: Handler;
  readonly channel: Socket;
  readonly send: (header: ChildHeader, body?: Uint8Array, sent?: () => void) => void;
  readonly output: Output;
  /** Told, for each event, how to report what is thrown outside the handler's reach. */
  readonly onFailure: (report: (error: unknown, exitCode: number) => void) => void;
}

/**
 * Runs the handler on an event: async, with a callback, or with `context.succeed` and its likes. A callback's answer waits
 * until nothing is left to do, unless `callbackWaitsForEmptyEventLoop` is false; a handler that never answers and has
 * nothing left to do is answered for. For that the channel must not count as something to do while the handler runs.
 */
export function createRunner({ handler, channel, send, output, onFailure }: RunnerParts) {
  let onIdle: (() => void) | undefined;
  process.on('beforeExit', () => onIdle?.());
  const isAsync = handler.constructor.name === 'AsyncFunction';

  return (header: InvokeHeader, body: Buffer): void => {
    const { requestId } = header;
    let answered = false;
    let called = false;
    let waits = true;

    const answer = (type: 'result' | 'error', bytes: Uint8Array, exitCode?: number): void => {
      if (answered) {
        // Work that went on behind an answer has failed: nobody is left to tell.
        if (exitCode !== undefined) process.exit(exitCode);
        return;
      }
      answered = true;
      onIdle = undefined;
      channel.ref();
      const maxMemory = process.resourceUsage().maxRSS * 1024;
      if (exitCode === undefined) send({ type, requestId, maxMemory }, bytes);
      else send({ type, requestId, maxMemory, fatal: true }, bytes, () => process.exit(exitCode));
    };
    const failWith = (error: unknown, exitCode?: number): void =>
      answer('error', Buffer.from(JSON.stringify(describeError(error))), exitCode);
    const fail = (error: unknown): void => {
      if (!answered) output.logError('Invoke Error', error);
      failWith(error);
    };
    const succeed = (result: unknown): void => {
      let json: string | undefined;
      try {
        json = JSON.stringify(result === undefined ? null : result);
      } catch {
        fail(new Error('Unable to stringify response body'));
        return;
      }
      answer('result', Buffer.from(json ?? '', 'utf8'));
    };
    const once =
      <A extends unknown[]>(finish: (...parameters: A) => void) =>
      (...parameters: A): void => {
        if (called) return;
        called = true;
        finish(...parameters);
      };
    const done = (error: unknown, result: unknown): void => {
      if (error === undefined || error === null) succeed(result);
      else fail(error);
    };
    const callback = once((error?: unknown, result?: unknown): void => {
      if (error !== undefined && error !== null) fail(error);
      else if (waits) onIdle = () => succeed(result);
      else succeed(result);
    });
    const succeedOnce = once(succeed);
    const failOnce = once((error: unknown) => fail(error ?? 'handled'));

    output.setRequestId(requestId);
    process.env['_X_AMZN_TRACE_ID'] = header.traceId;
    onFailure((error, exitCode) => failWith(error, exitCode));
    onIdle = () => {
      if (isAsync) {
        fail(
          namedError(
            'NodeJsExit',
            'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes',
          ),
        );
      } else {
        succeed(null);
      }
    };
    channel.unref();

    const context = {
      get callbackWaitsForEmptyEventLoop() {
        return waits;
      },
      set callbackWaitsForEmptyEventLoop(value: boolean) {
        waits = value;
      },
      succeed: succeedOnce,
      fail: failOnce,
      done: once(done),
      functionVersion: process.env['AWS_LAMBDA_FUNCTION_VERSION'],
      functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'],
      memoryLimitInMB: process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
      logGroupName: process.env['AWS_LAMBDA_LOG_GROUP_NAME'],
      logStreamName: process.env['AWS_LAMBDA_LOG_STREAM_NAME'],
      clientContext: header.clientContext,
      identity: undefined,
      invokedFunctionArn: header.invokedFunctionArn,
      awsRequestId: requestId,
      getRemainingTimeInMillis: () => header.deadline - Date.now(),
    };
    try {
      const result = handler(JSON.parse(body.toString('utf8')), context, callback);
      if (isThenable(result)) result.then(succeedOnce, failOnce);
    } catch (error) {
      if (!called) {
        called = true;
        fail(error);
      }
    }
  };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
}
