import { randomBytes } from 'node:crypto';
import type { RequestContext } from '../../cloud.ts';
import { accountConcurrency, unreservedConcurrency } from '../control/concurrency.ts';
import { runsHere } from '../control/runtimes.ts';
import { userError } from '../errors.ts';
import { findVersion } from '../find-version.ts';
import { functionArn, type FunctionReference } from '../function-reference.ts';
import { recordKey, type LambdaRecords, type VersionRecord } from '../records.ts';
import { executeEvent, type Outcome } from './execute-event.ts';
import type { Fleet } from './fleet.ts';

export interface Invocation {
  readonly reference: FunctionReference;
  /** JSON. */
  readonly payload: Uint8Array;
  readonly clientContext?: unknown;
  readonly wantsLog: boolean;
}

export interface Invoker {
  /** Throws ResourceNotFoundException, TooManyRequestsException or InvalidRuntimeException without running anything. */
  invoke(
    invocation: Invocation,
    context: RequestContext,
  ): Promise<Outcome & { readonly executedVersion: string }>;
}

/** Chooses the version, keeps to the reserved concurrency, runs the event. */
export function createInvoker(records: LambdaRecords, fleet: Fleet): Invoker {
  /** Running events by function, as `<region>/<name>`. */
  const running = new Map<string, number>();

  return {
    async invoke({ reference, payload, clientContext, wantsLog }, context) {
      const { name, qualifier } = reference;
      const version = chooseVersion(records, reference, context);
      const { Runtime, Version } = version.configuration;
      if (!runsHere(Runtime)) {
        throw userError(
          'InvalidRuntimeException',
          `The embedded AWS runs Node.js functions only: ${name} has the runtime ${Runtime}. Deploy it to AWS to run it.`,
          502,
        );
      }
      const key = recordKey(context.region, name);
      admit(records, running, key, context);
      running.set(key, (running.get(key) ?? 0) + 1);
      try {
        const outcome = await fleet.use(version, context, (instance) =>
          executeEvent(instance, {
            requestId: context.requestId,
            invokedFunctionArn: functionArn(context, name, qualifier),
            traceId: createTraceId(),
            ...(clientContext === undefined ? {} : { clientContext }),
            payload,
            wantsLog,
          }),
        );
        return { ...outcome, executedVersion: Version! };
      } finally {
        const left = running.get(key)! - 1;
        if (left > 0) running.set(key, left);
        else running.delete(key);
      }
    },
  };
}

/** An alias with weights sends that part of its events to its second version. */
export function chooseVersion(
  records: LambdaRecords,
  reference: FunctionReference,
  context: RequestContext,
): VersionRecord {
  const { name, qualifier = '$LATEST' } = reference;
  const alias = records.aliases.get(recordKey(context.region, name, qualifier));
  const [other] = Object.entries(alias?.RoutingConfig?.AdditionalVersionWeights ?? {});
  const chosen = other && Math.random() < other[1] ? other[0] : qualifier;
  return findVersion(records, { name, qualifier: chosen }, context);
}

function admit(
  records: LambdaRecords,
  running: ReadonlyMap<string, number>,
  key: string,
  context: RequestContext,
): void {
  const { reservedConcurrency } = records.functions.get(key)!;
  if (reservedConcurrency !== undefined) {
    if ((running.get(key) ?? 0) >= reservedConcurrency) {
      throw tooManyRequests('ReservedFunctionConcurrentInvocationLimitExceeded');
    }
    return;
  }
  let unreserved = 0;
  for (const [other, count] of running) {
    if (
      other.startsWith(`${context.region}/`) &&
      records.functions.get(other)?.reservedConcurrency === undefined
    ) {
      unreserved += count;
    }
  }
  // Asked only when it may matter.
  if (unreserved < accountConcurrency / 10) return;
  if (unreserved >= unreservedConcurrency(records, context)) {
    throw tooManyRequests('ConcurrentInvocationLimitExceeded');
  }
}

function tooManyRequests(reason: string) {
  return userError('TooManyRequestsException', 'Rate Exceeded.', 429, { Reason: reason });
}

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function createTraceId(): string {
  const digits = randomBytes(20).toString('hex');
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${digits.slice(0, 24)};Parent=${digits.slice(24)};Sampled=0`;
}
