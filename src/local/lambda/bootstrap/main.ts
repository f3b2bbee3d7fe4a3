/**
 * The program of a function's process: loads the handler, then runs one event at a time. Behaves as Lambda's Node.js runtime client does:
 * https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
 *
 * File descriptor 3 is the channel to Lambda, 4 only shows whether Lambda still lives.
 */
import { Socket } from 'node:net';
import { createFrameReader, encodeFrame } from '../execution/frames.ts';
import type { ChildHeader, InvokeHeader } from '../execution/protocol.ts';
import { createConsole } from './console.ts';
import { describeError, intoError, namedError } from './errors.ts';
import { loadHandler } from './load-handler.ts';
import { createRunner } from './runner.ts';
import { watchParent } from './watch-parent.ts';

watchParent(4);
const channel = new Socket({ fd: 3, readable: true, writable: true });
channel.on('error', () => process.exit(1));
channel.on('close', () => process.exit(1));

const send = (header: ChildHeader, body?: Uint8Array, sent?: () => void): void => {
  channel.write(encodeFrame(header, body), sent);
};
const output = createConsole(send, process.env['AWS_LAMBDA_LOG_FORMAT'] === 'JSON');

/** Until an event comes: what goes wrong is a failed initialization. */
let fail = (error: unknown, exitCode: number): void => {
  send({ type: 'initError' }, Buffer.from(JSON.stringify(describeError(error))), () =>
    process.exit(exitCode),
  );
};
process.on('uncaughtException', (error) => {
  output.logError('Uncaught Exception', error);
  fail(error, 129);
});
process.on('unhandledRejection', (reason) => {
  const error = namedError('UnhandledPromiseRejection', String(reason));
  output.logError('Unhandled Promise Rejection', Object.assign(error, { reason, promise: {} }));
  fail(error, 128);
});

try {
  const handler = await loadHandler(process.env['LAMBDA_TASK_ROOT']!, process.env['_HANDLER']!);
  const run = createRunner({ handler, channel, send, output, onFailure: (report) => (fail = report) });
  channel.on(
    'data',
    createFrameReader((header, body) => run(header as InvokeHeader, body)),
  );
  send({ type: 'ready' });
} catch (error) {
  output.logError('Uncaught Exception', intoError(error));
  fail(error, 129);
}
