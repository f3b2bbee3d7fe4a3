import { ServiceError } from '../cloud.ts';

/** What cannot be read is the caller's mistake: `read`'s failure as an error answer with this code. */
export function readOrRefuse<T>(read: () => T, code: string): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ServiceError(code, `The request cannot be read: ${reason}`);
  }
}
