import { randomUUID } from 'node:crypto';
import type { SimulatePolicyResponse } from '@aws-sdk/client-iam';
import { ServiceError, type Cloud, type RequestContext } from '../../cloud.ts';

/** Where one process of a function logs to, and as whom. */
export interface LogTarget {
  readonly logGroup: string;
  readonly logStream: string;
  readonly roleArn: string;
  readonly account: string;
  readonly region: string;
}

export interface LogWriter {
  /** @param time milliseconds since 1970. */
  write(message: string, time: number): void;
}

export interface LogDelivery {
  open(target: LogTarget): LogWriter;
  /** Delivers what is waiting. */
  close(): Promise<void>;
}

/** Lines of this many milliseconds are delivered together. */
const batchDelay = 25;
/** A changed policy counts after this many milliseconds. */
const permissionLifetime = 5_000;
/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
const batchCount = 10_000;
const batchBytes = 1_048_576;
const eventOverhead = 26;

/**
 * Carries lines to CloudWatch Logs in the background, with the rights of the function's role: without them lines are
 * dropped, as on AWS. Creates the log stream, and the log group when the role may.
 */
export function createLogDelivery(cloud: Cloud): LogDelivery {
  const isAllowed = createPermissionCheck(cloud);
  const deliveries = new Set<() => Promise<void>>();

  return {
    open(target) {
      const context = (): RequestContext => ({
        account: target.account,
        region: target.region,
        requestId: randomUUID(),
      });
      const call = (operation: string, input: object) => cloud.call('logs', operation, input, context());
      const groupArn = `arn:aws:logs:${target.region}:${target.account}:log-group:${target.logGroup}`;
      const names = { logGroupName: target.logGroup, logStreamName: target.logStream };
      let waiting: { message: string; timestamp: number }[] = [];
      let timer: NodeJS.Timeout | undefined;
      let delivering: Promise<void> = Promise.resolve();
      let streamExists = false;

      const createStream = async (): Promise<void> => {
        try {
          await call('CreateLogStream', names);
        } catch (error) {
          if (!isMissing(error)) throw error;
          if (!(await isAllowed(target.roleArn, ['logs:CreateLogGroup'], groupArn, context()))) throw error;
          await ignoring(
            'ResourceAlreadyExistsException',
            call('CreateLogGroup', { logGroupName: target.logGroup }),
          );
          await call('CreateLogStream', names);
        }
        streamExists = true;
      };

      const deliver = async (): Promise<void> => {
        const events = waiting.sort((a, b) => a.timestamp - b.timestamp);
        waiting = [];
        if (events.length === 0) return;
        const actions = ['logs:CreateLogStream', 'logs:PutLogEvents'];
        const streamArn = `${groupArn}:log-stream:${target.logStream}`;
        if (!(await isAllowed(target.roleArn, actions, streamArn, context()))) return;
        try {
          if (!streamExists) await createStream();
          for (const logEvents of batches(events)) await call('PutLogEvents', { ...names, logEvents });
        } catch (error) {
          // Without its log group a function goes on without logs, and its lines are gone.
          if (!isMissing(error)) throw error;
          streamExists = false;
        }
      };
      const deliverNext = (): Promise<void> => {
        clearTimeout(timer);
        timer = undefined;
        deliveries.delete(deliverNext);
        delivering = delivering.then(deliver).catch((error: unknown) => {
          process.emitWarning(`Lambda could not write to ${target.logGroup}: ${String(error)}`);
        });
        return delivering;
      };

      return {
        write(message, timestamp) {
          waiting.push({ message, timestamp });
          if (timer) return;
          deliveries.add(deliverNext);
          timer = setTimeout(() => void deliverNext(), batchDelay);
        },
      };
    },
    async close() {
      await Promise.all([...deliveries].map((deliverNext) => deliverNext()));
    },
  };
}

/** Answers whether a role may do all of some actions on a resource, and remembers it for a while. */
function createPermissionCheck(cloud: Cloud) {
  const answers = new Map<string, { readonly until: number; readonly allowed: Promise<boolean> }>();
  const ask = async (
    roleArn: string,
    actions: string[],
    arn: string,
    context: RequestContext,
  ): Promise<boolean> => {
    const input = { PolicySourceArn: roleArn, ActionNames: actions, ResourceArns: [arn] };
    try {
      const answer = (await cloud.call(
        'iam',
        'SimulatePrincipalPolicy',
        input,
        context,
      )) as SimulatePolicyResponse;
      const results = answer.EvaluationResults ?? [];
      return results.length > 0 && results.every(({ EvalDecision }) => EvalDecision === 'allowed');
    } catch (error) {
      if (error instanceof ServiceError && error.code.startsWith('NoSuchEntity')) return false;
      throw error;
    }
  };
  return (roleArn: string, actions: string[], arn: string, context: RequestContext): Promise<boolean> => {
    const key = `${roleArn} ${actions.join()} ${arn}`;
    const now = performance.now();
    const known = answers.get(key);
    if (known && known.until > now) return known.allowed;
    for (const [stale, { until }] of answers) if (until <= now) answers.delete(stale);
    const allowed = ask(roleArn, actions, arn, context);
    answers.set(key, { until: now + permissionLifetime, allowed });
    allowed.catch(() => answers.delete(key));
    return allowed;
  };
}

function* batches<T extends { readonly message: string }>(events: readonly T[]): Generator<readonly T[]> {
  let batch: T[] = [];
  let bytes = 0;
  for (const event of events) {
    const size = Buffer.byteLength(event.message) + eventOverhead;
    if (batch.length === batchCount || (batch.length > 0 && bytes + size > batchBytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(event);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

function isMissing(error: unknown): boolean {
  return error instanceof ServiceError && error.code === 'ResourceNotFoundException';
}

async function ignoring(code: string, call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof ServiceError && error.code === code)) throw error;
  }
}
