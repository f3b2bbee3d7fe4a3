/** The Lambda handler of a job. What the job throws is Lambda's to see: it logs it, counts it and retries. */
export function createJobHandler(
  run: (event: unknown, context: unknown) => unknown,
): (event: unknown, context: unknown) => Promise<unknown> {
  return async (event, context) => run(event, context);
}
