import { type RequestContext, ServiceError } from '../../cloud.ts';
import type { Engine } from '../engine.ts';
import { noStack, validationError } from '../errors.ts';
import type { ChangeSetRecord } from '../records.ts';
import { findStack } from './find-stack.ts';

/** The change set of an ARN, or of a name in a stack. Throws AWS's errors for what is missing. */
export function requireChangeSet(
  engine: Engine,
  context: RequestContext,
  nameOrId: string | undefined,
  stackName: string | undefined,
): ChangeSetRecord {
  const name = nameOrId ?? '';
  const found = name.startsWith('arn:')
    ? engine.store.changeSet(name)
    : findNamed(engine, context, name, stackName);
  if (found === undefined) {
    throw new ServiceError('ChangeSetNotFound', `ChangeSet [${name}] does not exist`, 404);
  }
  return found;
}

function findNamed(
  engine: Engine,
  context: RequestContext,
  name: string,
  stackName: string | undefined,
): ChangeSetRecord | undefined {
  if (stackName === undefined) {
    throw validationError('StackName must be specified if ChangeSetName is not specified as an ARN.');
  }
  const stack = findStack(engine, context, stackName);
  if (stack === undefined) throw noStack(stackName);
  return changeSetsOf(engine, stack.id).find((changeSet) => changeSet.name === name);
}

export const changeSetsOf = (engine: Engine, stackId: string): readonly ChangeSetRecord[] =>
  [...engine.store.changeSets()].filter((changeSet) => changeSet.stackId === stackId);
