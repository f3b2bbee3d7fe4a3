import type { Problem } from '../problem.ts';
import type { DeclaredRoute } from './app.ts';

interface PlacedRoute {
  readonly declared: DeclaredRoute;
  readonly parsed: { readonly path: string; readonly parts: readonly string[] };
}

/**
 * Routes that API Gateway cannot hold beside each other: one method for each verb and path, and under one parent one
 * variable, whether greedy or not ("A sibling ({id}) of this resource already has a variable path part -- only one is
 * allowed"). The first route in the file is right, the later one is the problem.
 */
export function findPathConflicts(routes: readonly PlacedRoute[]): readonly Problem[] {
  const problems: Problem[] = [];
  const methods = new Map<string, DeclaredRoute>();
  const variables = new Map<string, { readonly part: string; readonly route: DeclaredRoute }>();
  const reported = new Set<string>();
  for (const { declared, parsed } of routes) {
    const method = `${declared.verb} ${parsed.path}`;
    const same = methods.get(method);
    if (same === undefined) methods.set(method, declared);
    else problems.push(explainDuplicate(declared, same));

    let parent = '';
    for (const part of parsed.parts) {
      if (part.startsWith('{')) {
        const first = variables.get(parent);
        const pair = `${parent}/${part}`;
        if (first === undefined) variables.set(parent, { part, route: declared });
        else if (first.part !== part && !reported.has(pair)) {
          reported.add(pair);
          problems.push(explainSiblings(declared, part, parent || '/', first));
        }
      }
      parent = `${parent}/${part}`;
    }
  }
  return problems;
}

function explainDuplicate(route: DeclaredRoute, first: DeclaredRoute): Problem {
  const name = `${route.verb} /${route.declaredPath}`;
  return {
    message: `Two routes for ${name}`,
    ...route.source,
    path: name,
    why: `${formatSource(first)} leads ${name} to ${first.target}; API Gateway has one method for each verb and path.`,
    fix: 'Remove one of them, or change its verb or path.',
  };
}

function explainSiblings(
  route: DeclaredRoute,
  part: string,
  parent: string,
  first: { readonly part: string; readonly route: DeclaredRoute },
): Problem {
  const [here, there] = [asDeclared(part), asDeclared(first.part)];
  const otherRoute = `${first.route.verb} /${first.route.declaredPath}`;
  const sameKind = here.startsWith('*') === there.startsWith('*');
  return {
    message: `${here} and ${there} are both variables under ${parent}`,
    ...route.source,
    path: `${route.verb} /${route.declaredPath}`,
    why: `${formatSource(first.route)} has ${otherRoute}; API Gateway allows one variable under a parent.`,
    fix: sameKind
      ? `Use one name: ${there} in both routes.`
      : `Put one of them under a fixed part of its own, such as ${parent === '/' ? '' : parent}/all/${here.startsWith('*') ? here : there}.`,
  };
}

function asDeclared(part: string): string {
  return part.endsWith('+}') ? `*${part.slice(1, -2)}` : `:${part.slice(1, -1)}`;
}

function formatSource({ source }: DeclaredRoute): string {
  return `${source.file}:${source.line}`;
}
