import { AwsError } from './aws-error.ts';

/** The answer, or `undefined` when the call fails with exactly this error code of AWS's. Anything else is thrown on. */
export async function absentOn<T>(code: string, call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof AwsError && error.code === code) return undefined;
    throw error;
  }
}
