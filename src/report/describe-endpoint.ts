import type { Plan } from '../plan/plan.ts';

/**
 * Whether the address of the API changes, and from what; undefined for an app without an API.
 *
 * @param current address to show instead of the plan's, where that one is not reachable from here.
 */
export function describeEndpoint(
  plan: Pick<Plan, 'endpoint' | 'routes' | 'steps'>,
  current = plan.endpoint.current,
): string | undefined {
  const { endpoint, routes, steps } = plan;
  if (!endpoint.changes) {
    if (current !== undefined) return `The endpoint stays: ${current}`;
    return routes.added.length > 0 ? 'The endpoint is printed at the end.' : undefined;
  }
  if (current === undefined) return 'The endpoint changes: the new one is printed at the end.';
  if (routes.added.length + routes.changed.length + routes.unchanged === 0) {
    return `The endpoint goes: ${current} will be gone, because no route is left.`;
  }
  const isRetired = steps.some((step) => step.kind === 'update' && step.phase === 'contract');
  return isRetired
    ? `The endpoint changes: ${current} will be gone. The new one is printed at the end.`
    : `The endpoint changes: ${current} goes on serving what it serves now until the next deploy. The new one is printed at the end.`;
}
