import type { RequestContext } from '../../cloud.ts';
import type { Engine } from '../engine.ts';
import { constraintError, validationError } from '../errors.ts';
import type { StackRecord } from '../records.ts';

/** The stack of a name, or of an ARN; deleted stacks are found by their ARN only. */
export function findStack(
  engine: Engine,
  context: RequestContext,
  nameOrId: string | undefined,
): StackRecord | undefined {
  if (nameOrId === undefined || nameOrId === '') {
    throw validationError(
      "1 validation error detected: Value null at 'stackName' failed to satisfy constraint: Member must not be null",
    );
  }
  return nameOrId.startsWith('arn:')
    ? engine.store.stack(nameOrId)
    : engine.store.stackNamed(context.region, nameOrId);
}

/** As {@link findStack}, but only stacks that are not deleted. */
export function findLiveStack(
  engine: Engine,
  context: RequestContext,
  nameOrId: string | undefined,
): StackRecord | undefined {
  const stack = findStack(engine, context, nameOrId);
  return stack?.status === 'DELETE_COMPLETE' ? undefined : stack;
}

export function checkStackName(name: string | undefined): string {
  const value = name ?? '';
  if (!/^[a-zA-Z][-a-zA-Z0-9]*$/.test(value)) {
    throw constraintError(
      value,
      'stackName',
      'Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*',
    );
  }
  if (value.length > 128) {
    throw constraintError(value, 'stackName', 'Member must have length less than or equal to 128');
  }
  return value;
}
