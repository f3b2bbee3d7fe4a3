import type { InvocationRequest, InvocationResponse } from '@aws-sdk/client-lambda';
import { ServiceError, type Operation, type RequestContext } from '../cloud.ts';
import { userError } from './errors.ts';
import type { AsyncQueue } from './execution/async-queue.ts';
import type { Invoker } from './execution/invoker.ts';
import { findVersion } from './find-version.ts';
import { parseFunctionReference } from './function-reference.ts';
import type { LambdaRecords } from './records.ts';

/** Bytes of an event. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const syncLimit = 6_291_456;
const asyncLimit = 1_048_576;

export function invokeOperations(
  records: LambdaRecords,
  invoker: Invoker,
  queue: AsyncQueue,
): Readonly<Record<string, Operation>> {
  return {
    Invoke: (request: InvocationRequest, context) => invoke(records, invoker, queue, request, context),
  };
}

async function invoke(
  records: LambdaRecords,
  invoker: Invoker,
  queue: AsyncQueue,
  request: InvocationRequest,
  context: RequestContext,
): Promise<InvocationResponse> {
  const reference = parseFunctionReference(request.FunctionName!, request.Qualifier, context);
  findVersion(records, { ...reference, qualifier: reference.qualifier ?? '$LATEST' }, context);
  const type = request.InvocationType ?? 'RequestResponse';
  const payload = request.Payload?.byteLength ? request.Payload : emptyEvent;
  checkPayload(payload, type === 'Event' ? asyncLimit : syncLimit);
  if (type === 'DryRun') return { StatusCode: 204 };
  const clientContext = readClientContext(request.ClientContext);
  const invocation = { reference, payload, ...(clientContext === undefined ? {} : { clientContext }) };
  if (type === 'Event') {
    queue.enqueue(invocation, context);
    return { StatusCode: 202 };
  }
  const outcome = await invoker.invoke({ ...invocation, wantsLog: request.LogType === 'Tail' }, context);
  return {
    StatusCode: 200,
    ExecutedVersion: outcome.executedVersion,
    Payload: outcome.payload,
    ...(outcome.failed ? { FunctionError: 'Unhandled' } : {}),
    ...(outcome.logTail ? { LogResult: outcome.logTail.toString('base64') } : {}),
  };
}

const emptyEvent = Buffer.from('{}');

function checkPayload(payload: Uint8Array, limit: number): void {
  if (payload.byteLength > limit) {
    const message = `Request must be smaller than ${limit} bytes for the InvokeFunction operation`;
    throw userError('RequestTooLargeException', message, 413);
  }
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `Could not parse request body into json: Could not parse payload into json: ${reason}`;
    throw userError('InvalidRequestContentException', message, 400);
  }
}

/** Sent as base64 of JSON. */
function readClientContext(text: string | undefined): unknown {
  if (!text) return undefined;
  try {
    return JSON.parse(Buffer.from(text, 'base64').toString('utf8'));
  } catch {
    throw new ServiceError(
      'InvalidRequestContentException',
      'Client context must be a valid Base64-encoded JSON object.',
    );
  }
}
