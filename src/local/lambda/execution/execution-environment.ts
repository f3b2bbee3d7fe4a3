import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { createFrameReader, encodeFrame } from './frames.ts';
import type { ChildHeader, InvokeHeader } from './protocol.ts';

/** How one event ended. Whatever is not `result` also ended the process, except `error`. */
export type Ending =
  | { readonly kind: 'result'; readonly payload: Buffer; readonly maxMemory: number }
  | { readonly kind: 'error'; readonly payload: Buffer; readonly maxMemory: number }
  | { readonly kind: 'init-error'; readonly payload: Buffer }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'exit'; readonly exitCode: number | null; readonly signal: NodeJS.Signals | null };

/** `errorType` when loading failed. Milliseconds. */
export interface Initialization {
  readonly errorType?: string;
  readonly duration: number;
}

export type LogSink = (message: string, time: number) => void;

/** One process of one version of a function. Takes one event at a time. */
export interface ExecutionEnvironment {
  /** Resolves when the handler is loaded, or could not be. */
  readonly initialized: Promise<Initialization>;
  /** @param limit milliseconds until the process is killed, the loading included. */
  run(header: InvokeHeader, payload: Uint8Array, limit: number): Promise<Ending>;
  readonly alive: () => boolean;
  /** Kills the process and resolves when it is gone. */
  end(): Promise<void>;
}

export interface Launch {
  readonly bootstrap: string;
  readonly taskRoot: string;
  readonly environment: Readonly<Record<string, string>>;
  /** MB. */
  readonly memorySize: number;
  readonly log: LogSink;
  readonly onExit: () => void;
}

/** Starts a process and loads the handler in it. */
export function launchExecutionEnvironment(launch: Launch): ExecutionEnvironment {
  const started = performance.now();
  const child = spawn(process.execPath, [`--max-old-space-size=${launch.memorySize}`, launch.bootstrap], {
    cwd: launch.taskRoot,
    env: launch.environment,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
  });
  const channel = child.stdio[3] as Duplex;
  // A write to a process that is gone ends in its exit, which is handled there.
  for (const stream of child.stdio) stream?.on('error', () => {});

  let exited = false;
  let initFailed: Buffer | undefined;
  let finish: ((ending: Ending) => void) | undefined;
  let settleInit!: (errorType?: string) => void;
  const initialized = new Promise<Initialization>((resolve) => {
    settleInit = (errorType) =>
      resolve({ duration: performance.now() - started, ...(errorType === undefined ? {} : { errorType }) });
  });

  const lines = createLineSplitter(launch.log);
  const read = createFrameReader((head, body) => {
    const header = head as ChildHeader;
    if (header.type === 'log') {
      lines.flush();
      launch.log(body.toString('utf8'), header.time);
    } else if (header.type === 'output') {
      lines.push(body, header.time);
    } else if (header.type === 'ready') {
      settleInit();
    } else if (header.type === 'initError') {
      initFailed = Buffer.from(body);
      settleInit((JSON.parse(body.toString('utf8')) as { errorType: string }).errorType);
      finish?.({ kind: 'init-error', payload: initFailed });
    } else {
      lines.flush();
      if (header.fatal) exited = true;
      finish?.({ kind: header.type, payload: Buffer.from(body), maxMemory: header.maxMemory });
    }
  });
  channel.on('data', read);
  // What native code and the engine itself write does not come through the channel.
  child.stdout!.on('data', (chunk: Buffer) => lines.push(chunk, Date.now()));
  child.stderr!.on('data', (chunk: Buffer) => lines.push(chunk, Date.now()));
  const whenGone = async (): Promise<void> => {
    const failure = await untilGone(child, channel);
    exited = true;
    lines.flush();
    if (failure) launch.log(`${failure.message}\n`, Date.now());
    settleInit('Runtime.ExitError');
    finish?.(initFailed ? { kind: 'init-error', payload: initFailed } : exitOf(child));
    launch.onExit();
  };
  const gone = whenGone();

  return {
    initialized,
    alive: () => !exited && !initFailed,
    run(header, payload, limit) {
      return new Promise((resolve) => {
        const timer = setTimeout(() => finish!({ kind: 'timeout' }), limit);
        finish = (ending) => {
          clearTimeout(timer);
          finish = undefined;
          if (ending.kind !== 'result' && ending.kind !== 'error') {
            exited = true;
            child.kill('SIGKILL');
          }
          resolve(ending);
        };
        if (initFailed) finish({ kind: 'init-error', payload: initFailed });
        else if (exited) finish(exitOf(child));
        else channel.write(encodeFrame(header, payload));
      });
    },
    async end() {
      exited = true;
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/**
 * Resolves when the process has gone and all it sent is read. Its stdout may outlive it in processes that it started.
 * @returns why it could not be started, if so.
 */
async function untilGone(child: ChildProcess, channel: Duplex): Promise<Error | undefined> {
  try {
    await Promise.all([once(child, 'exit'), channel.closed ? undefined : once(channel, 'close')]);
    await setImmediate();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

function exitOf(child: ChildProcess): Ending {
  return { kind: 'exit', exitCode: child.exitCode, signal: child.signalCode };
}

function createLineSplitter(log: LogSink): { push(chunk: Buffer, time: number): void; flush(): void } {
  let rest = '';
  let restTime = 0;
  return {
    push(chunk, time) {
      const parts = (rest + chunk.toString('utf8')).split('\n');
      rest = parts.pop()!;
      restTime = time;
      for (const part of parts) if (part.trim() !== '') log(`${part}\n`, time);
    },
    flush() {
      if (rest.trim() !== '') log(rest, restTime);
      rest = '';
    },
  };
}
