import type { ResourceContext, ResourceInstance } from '../resource-type.ts';
import { ignoreMissing } from './ignore-missing.ts';

/**
 * Runs the rest of a create whose first call has made `instance`; when it fails, takes back what was made and throws the
 * failure on. A create that throws leaves nothing, unless taking back fails too: then both errors are told, and the stack
 * knows of what is left.
 * @param rest what is left to do; gives the instance when it differs from what is known already.
 */
export async function finishCreation(
  context: ResourceContext,
  instance: ResourceInstance,
  rest: () => Promise<ResourceInstance | void>,
  undo: () => Promise<unknown>,
): Promise<ResourceInstance> {
  context.made(instance);
  try {
    return (await rest()) ?? instance;
  } catch (failure) {
    try {
      await ignoreMissing(undo());
    } catch (cause) {
      const told = `${messageOf(failure)} (and taking it back failed: ${messageOf(cause)})`;
      throw new AggregateError([failure, cause], told, { cause });
    }
    context.made(undefined);
    throw failure;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
