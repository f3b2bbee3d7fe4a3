import type { Instance } from './instance.ts';
import type { Ending } from './execution-environment.ts';
import type { InvokeHeader } from './protocol.ts';

/** What an invocation comes to. */
export interface Outcome {
  readonly payload: Uint8Array;
  /** The handler, or its process, failed: `payload` says how. */
  readonly failed: boolean;
  /** The last 4 KB of what was logged meanwhile, if wanted. */
  readonly logTail?: Buffer;
}

export interface Event extends Omit<InvokeHeader, 'type' | 'deadline'> {
  readonly payload: Uint8Array;
  readonly wantsLog: boolean;
}

/** Loading a handler may take this long, and then counts as part of the first event.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
const initLimit = 10_000;
/** Bytes of an answer. */
const responseLimit = 6_291_556;
const tailSize = 4096;

/** Runs one event in a process, and writes START, END and REPORT around what it logs. */
export async function executeEvent(instance: Instance, event: Event): Promise<Outcome> {
  const { environment, lines, version } = instance;
  const { requestId, payload, wantsLog, ...header } = event;
  const timeout = version.configuration.Timeout! * 1000;
  const logged: string[] = [];
  if (wantsLog) instance.listener = (message) => logged.push(message);

  const init = instance.initReported ? undefined : await within(environment.initialized, initLimit);
  instance.initReported = true;
  if (init?.errorType) instance.log(lines.initReport(init.duration, init.errorType));
  instance.log(lines.start(requestId));
  const started = performance.now();
  const deadline = Date.now() + timeout;
  const ending = await environment.run({ type: 'invoke', requestId, deadline, ...header }, payload, timeout);
  const duration = performance.now() - started;

  const verdict = judge(ending, requestId, timeout);
  if ('maxMemory' in ending) instance.maxMemory = ending.maxMemory;
  if (verdict.line !== undefined) instance.log(verdict.line);
  instance.log(lines.end(requestId));
  instance.log(
    lines.report({
      requestId,
      duration,
      memorySize: version.configuration.MemorySize!,
      maxMemory: instance.maxMemory,
      ...(init && !init.errorType ? { initDuration: init.duration } : {}),
      ...(verdict.status === undefined ? {} : { status: verdict.status }),
      ...(verdict.errorType === undefined ? {} : { errorType: verdict.errorType }),
    }),
  );
  instance.listener = undefined;
  return {
    payload: verdict.payload,
    failed: verdict.failed,
    ...(wantsLog ? { logTail: Buffer.from(logged.join(''), 'utf8').subarray(-tailSize) } : {}),
  };
}

interface Verdict {
  readonly payload: Uint8Array;
  readonly failed: boolean;
  readonly line?: string;
  readonly status?: 'timeout' | 'error';
  readonly errorType?: string;
}

function judge(ending: Ending, requestId: string, timeout: number): Verdict {
  if (ending.kind === 'result') {
    if (ending.payload.length <= responseLimit) return { payload: ending.payload, failed: false };
    const message = `Response payload size exceeded maximum allowed payload size (${responseLimit} bytes).`;
    return failure('Function.ResponseSizeTooLarge', message);
  }
  if (ending.kind === 'error') return { payload: ending.payload, failed: true };
  if (ending.kind === 'init-error') {
    const { payload } = ending;
    return { payload, failed: true, status: 'error', errorType: readErrorType(payload) };
  }
  if (ending.kind === 'timeout') {
    const message = `Task timed out after ${(timeout / 1000).toFixed(2)} seconds`;
    return {
      ...failure('Sandbox.Timedout', `RequestId: ${requestId} Error: ${message}`),
      line: `${new Date().toISOString()} ${requestId} ${message}\n\n`,
      status: 'timeout',
    };
  }
  const message = `RequestId: ${requestId} Error: ${describeExit(ending)}`;
  return {
    ...failure('Runtime.ExitError', message),
    line: `${message}\nRuntime.ExitError\n`,
    status: 'error',
    errorType: 'Runtime.ExitError',
  };
}

function failure(errorType: string, errorMessage: string): { payload: Uint8Array; failed: true } {
  return { payload: Buffer.from(JSON.stringify({ errorType, errorMessage }), 'utf8'), failed: true };
}

function describeExit({ exitCode, signal }: Extract<Ending, { kind: 'exit' }>): string {
  if (signal) return `Runtime exited with error: signal: ${signalNames[signal] ?? signal}`;
  if (exitCode) return `Runtime exited with error: exit status ${exitCode}`;
  return 'Runtime exited without providing a reason';
}

/** As Go, which Lambda's runtime supervisor is written in, names them. */
const signalNames: Partial<Record<NodeJS.Signals, string>> = {
  SIGABRT: 'aborted',
  SIGBUS: 'bus error',
  SIGFPE: 'floating point exception',
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
  SIGTRAP: 'trace/breakpoint trap',
};

function readErrorType(payload: Buffer): string {
  return (JSON.parse(payload.toString('utf8')) as { errorType: string }).errorType;
}

/** `undefined` when it takes longer than `limit` milliseconds. */
async function within<T>(promise: Promise<T>, limit: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, limit, undefined);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
