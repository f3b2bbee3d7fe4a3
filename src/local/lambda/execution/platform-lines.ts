import type { FunctionConfiguration } from '@aws-sdk/client-lambda';

export interface Report {
  readonly requestId: string;
  /** Milliseconds. */
  readonly duration: number;
  /** Of the first event of a process. Billed since August 2025. */
  readonly initDuration?: number;
  readonly memorySize: number;
  /** Bytes. */
  readonly maxMemory: number;
  readonly status?: 'timeout' | 'error';
  readonly errorType?: string;
}

/** The lines that Lambda itself writes into a function's log, in the function's log format. */
export interface PlatformLines {
  initStart(): string;
  initReport(duration: number, errorType: string): string;
  start(requestId: string): string;
  end(requestId: string): string;
  report(report: Report): string;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html, https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html */
export function createPlatformLines(configuration: FunctionConfiguration): PlatformLines {
  return configuration.LoggingConfig?.LogFormat === 'JSON'
    ? jsonLines(configuration)
    : textLines(configuration);
}

function textLines({ Runtime, RuntimeVersionConfig, Version }: FunctionConfiguration): PlatformLines {
  return {
    initStart: () =>
      `INIT_START Runtime Version: ${nodeRuntime(Runtime)}\tRuntime Version ARN: ${RuntimeVersionConfig?.RuntimeVersionArn ?? ''}\n`,
    initReport: (duration, errorType) =>
      `INIT_REPORT Init Duration: ${duration.toFixed(2)} ms\tPhase: init\tStatus: error\tError Type: ${errorType}\n`,
    start: (requestId) => `START RequestId: ${requestId} Version: ${Version}\n`,
    end: (requestId) => `END RequestId: ${requestId}\n`,
    report: (report) => {
      const { requestId, duration, initDuration, memorySize, maxMemory, status, errorType } = report;
      const fields = [
        `REPORT RequestId: ${requestId}`,
        `Duration: ${duration.toFixed(2)} ms`,
        `Billed Duration: ${billed(report)} ms`,
        `Memory Size: ${memorySize} MB`,
        `Max Memory Used: ${megabytes(maxMemory)} MB`,
        ...(initDuration === undefined ? [] : [`Init Duration: ${initDuration.toFixed(2)} ms`]),
        ...(status === undefined ? [] : [`Status: ${status}`]),
        ...(errorType === undefined ? [] : [`Error Type: ${errorType}`]),
      ];
      return `${fields.join('\t')}\t\n`;
    },
  };
}

function jsonLines({
  Runtime,
  RuntimeVersionConfig,
  FunctionName,
  Version,
}: FunctionConfiguration): PlatformLines {
  const line = (type: string, record: object): string =>
    `${JSON.stringify({ time: new Date().toISOString(), type: `platform.${type}`, record })}\n`;
  return {
    initStart: () =>
      line('initStart', {
        initializationType: 'on-demand',
        phase: 'init',
        runtimeVersion: nodeRuntime(Runtime),
        runtimeVersionArn: RuntimeVersionConfig?.RuntimeVersionArn,
        functionName: FunctionName,
        functionVersion: Version,
      }),
    initReport: (durationMs, errorType) =>
      line('initReport', {
        initializationType: 'on-demand',
        phase: 'init',
        status: 'error',
        errorType,
        metrics: { durationMs },
      }),
    start: (requestId) => line('start', { requestId, version: Version }),
    end: (requestId) => line('runtimeDone', { requestId, status: 'success' }),
    report: (report) =>
      line('report', {
        requestId: report.requestId,
        status: report.status ?? 'success',
        ...(report.errorType === undefined ? {} : { errorType: report.errorType }),
        metrics: {
          durationMs: Number(report.duration.toFixed(3)),
          billedDurationMs: billed(report),
          memorySizeMB: report.memorySize,
          maxMemoryUsedMB: megabytes(report.maxMemory),
          ...(report.initDuration === undefined
            ? {}
            : { initDurationMs: Number(report.initDuration.toFixed(3)) }),
        },
      }),
  };
}

function billed({ duration, initDuration = 0 }: Report): number {
  return Math.ceil(duration + initDuration);
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1024 / 1024);
}

/** `nodejs20.x` as `nodejs:20.v1`. */
function nodeRuntime(runtime = ''): string {
  return `${runtime.replace(/^nodejs(\d+)\.x$/, 'nodejs:$1')}.v1`;
}
