import { format } from 'node:util';
import type { ChildHeader } from '../execution/protocol.ts';
import { formatError, intoError, ownMembers } from './errors.ts';

type Send = (header: ChildHeader, body?: Uint8Array) => void;

export interface Output {
  /** Stands in every line from now on. */
  setRequestId(requestId: string): void;
  logError(label: string, error: unknown): void;
}

/**
 * Sends what the handler writes over the channel, in order with its answers: the console as `<iso>\t<request id>\tINFO\t…`
 * (or JSON), one entry a call, and whatever is written to stdout and stderr.
 */
export function createConsole(send: Send, json: boolean): Output {
  let requestId: string | undefined;
  const write = (level: string, parameters: readonly unknown[]): void => {
    const now = new Date();
    const line = json
      ? formatJson(now, requestId, level, parameters)
      : `${now.toISOString()}\t${requestId}\t${level}\t${format(...parameters)}`;
    send({ type: 'log', time: now.getTime() }, Buffer.from(`${line}\n`, 'utf8'));
  };
  const method =
    (level: string) =>
    (...parameters: unknown[]): void =>
      write(level, parameters);
  Object.assign(console, {
    trace: method('TRACE'),
    debug: method('DEBUG'),
    info: method('INFO'),
    log: method('INFO'),
    warn: method('WARN'),
    error: method('ERROR'),
    fatal: method('FATAL'),
  });
  for (const stream of [process.stdout, process.stderr]) {
    stream.write = (chunk: string | Uint8Array, encoding?: unknown, callback?: unknown): boolean => {
      const bytes =
        typeof chunk === 'string'
          ? Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
          : chunk;
      send({ type: 'output', time: Date.now() }, bytes);
      const written = typeof encoding === 'function' ? encoding : callback;
      if (typeof written === 'function') process.nextTick(written);
      return true;
    };
  }
  return {
    setRequestId: (id) => (requestId = id),
    logError(label, error) {
      if (json) write('ERROR', [intoError(error)]);
      else write('ERROR', [label, formatError(intoError(error))]);
    },
  };
}

function formatJson(
  time: Date,
  requestId: string | undefined,
  level: string,
  parameters: readonly unknown[],
): string {
  const entry = { timestamp: time.toISOString(), level, requestId };
  if (parameters.length === 1) {
    try {
      return JSON.stringify({ ...entry, message: parameters[0] }, (_key, value: unknown) =>
        value instanceof Error ? { ...describe(value), ...ownMembers(value) } : value,
      );
    } catch {
      return JSON.stringify({ ...entry, message: format(parameters[0]) });
    }
  }
  const error = parameters.find((parameter) => parameter instanceof Error);
  return JSON.stringify({ ...entry, message: format(...parameters), ...(error ? describe(error) : {}) });
}

function describe(error: Error): object {
  return {
    errorType: error.constructor.name,
    errorMessage: error.message,
    stackTrace: error.stack?.split('\n') ?? [],
  };
}
