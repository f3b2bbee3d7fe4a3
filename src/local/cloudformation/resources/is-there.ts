import { isMissing } from './ignore-missing.ts';

/** Whether a reading call finds something. Every refusal other than "not there" is thrown on. */
export async function isThere(reading: Promise<unknown>): Promise<boolean> {
  try {
    await reading;
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
