import type { RouteSketch } from './app-sketch.ts';

/** Names of variables, and of greedy ones, that proofs are made of: few, so that they meet often. */
export const variableNames = ['id', 'slug', 'uid'] as const;

/**
 * The nearest routes that API Gateway can hold beside each other: under one parent one variable, the first; nothing
 * below a greedy variable; no variable twice in a path; one route for each verb and path. Keeps the order.
 */
export function repairRoutes(routes: readonly RouteSketch[]): RouteSketch[] {
  const variableUnder = new Map<string, string>();
  const taken = new Set<string>();
  return routes.flatMap((route) => {
    const path = repairPath(route.path, variableUnder);
    const key = `${route.verb} ${path}`;
    if (taken.has(key)) return [];
    taken.add(key);
    return [{ ...route, path }];
  });
}

function repairPath(path: string, variableUnder: Map<string, string>): string {
  const repaired: string[] = [];
  for (const segment of path.split('/').filter((part) => part !== '')) {
    if (!isVariable(segment)) {
      repaired.push(segment);
      continue;
    }
    const parent = repaired.join('/');
    const variable = variableUnder.get(parent) ?? avoidRepetition(segment, repaired);
    variableUnder.set(parent, variable);
    repaired.push(variable);
    if (variable.startsWith('*')) break;
  }
  return repaired.join('/');
}

export function isVariable(segment: string): boolean {
  return segment.startsWith(':') || segment.startsWith('*');
}

function avoidRepetition(segment: string, before: readonly string[]): string {
  const used = before.filter(isVariable).map((variable) => variable.slice(1));
  if (!used.includes(segment.slice(1))) return segment;
  const free = variableNames.find((name) => !used.includes(name)) ?? `v${used.length}`;
  return `${segment[0]}${free}`;
}
