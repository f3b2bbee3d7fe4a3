import { randomUUID } from 'node:crypto';
import type { ResourceStatus, StackStatus } from '@aws-sdk/client-cloudformation';
import { type Engine, stackType } from './engine.ts';
import type { EventRecord, ResourceRecord, StackRecord } from './records.ts';

/**
 * Gives a stack another status and lists it as an event.
 * @param changes further fields of the stack that change in the same step.
 */
export function enterStackStatus(
  engine: Engine,
  stackId: string,
  status: StackStatus,
  reason?: string,
  changes: Partial<StackRecord> = {},
): StackRecord {
  const { statusReason: _, ...before } = requireStack(engine, stackId);
  const stack: StackRecord = {
    ...before,
    ...changes,
    status,
    ...(reason !== undefined && { statusReason: reason }),
  };
  engine.store.putStack(stack);
  recordEvent(engine, stack, {
    id: randomUUID(),
    logicalId: stack.name,
    physicalId: stack.id,
    type: stackType,
    time: Date.now(),
    // Every stack status but REVIEW_IN_PROGRESS and the cleanups is a resource status too; events carry them all.
    status: status as ResourceStatus,
    ...(reason !== undefined && { reason }),
  });
  return stack;
}

export interface ResourceEvent {
  readonly status: ResourceStatus;
  readonly reason?: string;
  readonly physicalId?: string;
  /** Resolved properties, shown in the event; absent on deletes in a cleanup. */
  readonly properties?: unknown;
  /** Deletes of a cleanup have identifiers without status and time. */
  readonly cleanup?: boolean;
}

/**
 * Lists an event of a resource.
 * Identifiers as AWS makes them: `Topic-CREATE_COMPLETE-2026-01-31T10:00:00.000Z`.
 */
export function recordResourceEvent(
  engine: Engine,
  stackId: string,
  resource: { readonly logicalId: string; readonly type: string },
  event: ResourceEvent,
): void {
  const { time, id } = nextId(resource.logicalId, event);
  recordEvent(engine, requireStack(engine, stackId), {
    id,
    logicalId: resource.logicalId,
    physicalId: event.physicalId ?? '',
    type: resource.type,
    time,
    status: event.status,
    ...(event.reason !== undefined && { reason: event.reason }),
    ...(event.properties !== undefined && { properties: JSON.stringify(event.properties) }),
  });
}

/** Gives a resource another status and lists it as an event. */
export function enterResourceStatus(
  engine: Engine,
  record: ResourceRecord,
  event: ResourceEvent,
): ResourceRecord {
  const { statusReason: _, ...rest } = record;
  const next: ResourceRecord = {
    ...rest,
    status: event.status,
    updated: Date.now(),
    ...(event.reason !== undefined && { statusReason: event.reason }),
  };
  engine.store.putResource(next);
  recordResourceEvent(engine, record.stackId, record, event);
  return next;
}

export function requireStack(engine: Engine, stackId: string): StackRecord {
  const stack = engine.store.stack(stackId);
  if (stack === undefined) throw new Error(`The record of stack ${stackId} is missing.`);
  return stack;
}

let lastTime = 0;
let idsOfThatTime = new Set<string>();

/** Two events of one resource can have the same status in the same millisecond; their identifiers still differ. */
function nextId(logicalId: string, event: ResourceEvent): { readonly time: number; readonly id: string } {
  const now = Date.now();
  if (event.cleanup === true) return { time: now, id: `${logicalId}-${randomUUID()}` };
  if (now > lastTime) {
    lastTime = now;
    idsOfThatTime = new Set();
  }
  const id = `${logicalId}-${event.status}-${new Date(now).toISOString()}`;
  if (idsOfThatTime.has(id)) return { time: now, id: `${logicalId}-${randomUUID()}` };
  idsOfThatTime.add(id);
  return { time: now, id };
}

type NewEvent = Omit<EventRecord, 'stackId' | 'operationId' | 'operationType' | 'clientRequestToken'>;

export function recordEvent(engine: Engine, stack: StackRecord, event: NewEvent): void {
  const { operation } = stack;
  engine.store.putEvent({
    ...event,
    stackId: stack.id,
    operationId: operation.id,
    operationType: operation.type,
    ...(operation.clientRequestToken !== undefined && { clientRequestToken: operation.clientRequestToken }),
  });
}
