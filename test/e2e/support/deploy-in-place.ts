import { expect } from 'vitest';

import type { AppShape, ChangingApp, DeployRun } from './changing-app.ts';

/**
 * Deploys a change without giving any approval, and checks all that holds for a change in place: decided so, carried out
 * without a failure in the stack's events, the endpoint kept.
 *
 * @returns the plan that was printed.
 */
export async function deployInPlace(
  app: ChangingApp,
  endpoint: string,
  change: Partial<AppShape>,
): Promise<NonNullable<DeployRun['plan']>> {
  await app.write(change);
  const { code, stderr, plan, result } = await app.deploy();
  expect({ code, stderr, problems: result.problems }).toEqual({ code: 0, stderr: '', problems: undefined });
  expect(plan).toMatchObject({
    strategy: { kind: 'in-place', reasons: [{ code: 'changed' }] },
    endpoint: { changes: false },
  });
  expect(plan?.approval).toBeUndefined();
  expect(await app.readStack()).toEqual({ status: 'UPDATE_COMPLETE', failures: [] });
  expect(result.endpoint).toBe(endpoint);
  if (!plan) throw new Error('There was nothing to do');
  return plan;
}

/** `deploy`, `contract`: what the plan does, in order. */
export function listPhases({ steps }: NonNullable<DeployRun['plan']>): string[] {
  return steps.map((step) => (step.kind === 'update' ? step.phase : step.kind));
}
