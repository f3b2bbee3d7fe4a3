/** A promise of the planner that a pair breaks. */
export class BrokenPromise extends Error {
  override readonly name = 'BrokenPromise';
}

/** Runs one deploy; a promise that it breaks names it. */
export async function during<T>(deploy: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BrokenPromise) throw new BrokenPromise(`In ${deploy}: ${error.message}`);
    throw error;
  }
}
