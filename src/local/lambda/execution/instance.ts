import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import type { RequestContext } from '../../cloud.ts';
import type { CodeStore } from '../code-store.ts';
import type { VersionRecord } from '../records.ts';
import { launchExecutionEnvironment, type ExecutionEnvironment } from './execution-environment.ts';
import { buildFunctionEnvironment } from './function-environment.ts';
import type { LogDelivery } from './log-delivery.ts';
import { createPlatformLines, type PlatformLines } from './platform-lines.ts';

/** An execution environment with its log stream. */
export interface Instance {
  readonly version: VersionRecord;
  readonly environment: ExecutionEnvironment;
  readonly lines: PlatformLines;
  log(message: string, time?: number): void;
  /** Given while an event runs and its caller wants to see the log: takes every line as well. */
  listener?: ((message: string) => void) | undefined;
  /** The first event of a process reports how long loading took. */
  initReported: boolean;
  /** Bytes, as of the last event. */
  maxMemory: number;
}

export interface InstanceParts {
  readonly codeStore: CodeStore;
  readonly logs: LogDelivery;
  readonly endpoint: () => string;
  /** The program that processes run. */
  readonly bootstrap: () => Promise<string>;
}

/** Starts a process for a version; the handler is being loaded when this resolves. */
export async function startInstance(
  parts: InstanceParts,
  version: VersionRecord,
  context: RequestContext,
  onExit: () => void,
): Promise<Instance> {
  const { codeStore, logs, endpoint } = parts;
  const { configuration, codeSha } = version;
  const [taskRoot, bootstrap] = await Promise.all([codeStore.taskRoot(codeSha), parts.bootstrap()]);
  const logStream = nameLogStream(configuration.Version!);
  const writer = logs.open({
    logGroup: configuration.LoggingConfig!.LogGroup!,
    logStream,
    roleArn: configuration.Role!,
    account: context.account,
    region: context.region,
  });
  const log = (message: string, time = Date.now()): void => {
    writer.write(message, time);
    instance.listener?.(message);
  };
  const lines = createPlatformLines(configuration);
  // Written before the process can say anything. It has no listener yet.
  writer.write(lines.initStart(), Date.now());
  const environment = launchExecutionEnvironment({
    bootstrap,
    taskRoot,
    memorySize: configuration.MemorySize!,
    environment: buildFunctionEnvironment(configuration, {
      region: context.region,
      endpoint: endpoint(),
      taskRoot,
      runtimeDir: dirname(bootstrap),
      logStream,
    }),
    log,
    onExit,
  });
  const instance: Instance = { version, environment, lines, log, initReported: false, maxMemory: 0 };
  return instance;
}

/** `2026/11/22/[$LATEST]<32 hexadecimal digits>` */
function nameLogStream(version: string): string {
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/[${version}]${randomUUID().replaceAll('-', '')}`;
}
