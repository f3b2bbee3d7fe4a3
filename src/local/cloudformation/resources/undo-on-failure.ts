import { ignoreMissing } from './ignore-missing.ts';

/**
 * Runs the rest of a create; when it fails, takes back what was made before and throws the failure on.
 * A create that throws leaves nothing. If taking back fails too, both errors are told.
 */
export async function undoOnFailure<T>(rest: () => Promise<T>, undo: () => Promise<unknown>): Promise<T> {
  try {
    return await rest();
  } catch (failure) {
    try {
      await ignoreMissing(undo());
    } catch (cause) {
      const told = `${messageOf(failure)} (and taking it back failed: ${messageOf(cause)})`;
      throw new AggregateError([failure, cause], told, { cause });
    }
    throw failure;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
