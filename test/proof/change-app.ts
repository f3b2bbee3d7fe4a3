import type { Grouping } from '../../src/config/config.ts';
import type { AppSketch, RouteSketch } from './app-sketch.ts';
import { isVariable, repairRoutes, variableNames } from './repair-routes.ts';

/**
 * One thing that a developer changes between two deploys. Numbers choose among what the app has, whatever its size: so
 * a change still means something after the app has shrunk.
 */
export type Change =
  | { readonly kind: 'rename a variable'; readonly at: number; readonly to: string }
  | { readonly kind: 'turn a variable into a greedy one or back'; readonly at: number; readonly to: string }
  | { readonly kind: 'rename a static part'; readonly at: number; readonly to: string }
  | { readonly kind: 'add a route'; readonly route: RouteSketch }
  | { readonly kind: 'remove a route'; readonly at: number }
  | { readonly kind: 'remove everything below a part'; readonly at: number }
  | { readonly kind: 'move a route'; readonly at: number; readonly path: string }
  | { readonly kind: 'change a verb'; readonly at: number; readonly verb: RouteSketch['verb'] }
  | { readonly kind: 'change a target'; readonly at: number; readonly target: string }
  | { readonly kind: 'reorder routes'; readonly by: number }
  | { readonly kind: 'change the grouping'; readonly to: Grouping }
  | { readonly kind: 'change media types'; readonly to: readonly string[] }
  | { readonly kind: 'reorder media types' }
  | { readonly kind: 'turn CORS on or off' }
  | {
      readonly kind: 'change authorization';
      readonly to: Pick<AppSketch, 'authorizationType' | 'apiKeyRequired'>;
    }
  | { readonly kind: 'change memory'; readonly to: number }
  | { readonly kind: 'change code'; readonly of: 'posts' | 'pages' }
  | { readonly kind: 'add or remove the job' }
  | { readonly kind: 'add the domain' };

/** The app after a change; sound again, because routes are repaired. The same app where there is nothing to change. */
export function changeApp(app: AppSketch, change: Change): AppSketch {
  const changed = { ...app, ...changeParts(app, change) };
  const routes = repairRoutes(changed.routes);
  // An app without routes and jobs is refused, and nothing to deploy.
  return { ...changed, routes, job: changed.job || routes.length === 0 };
}

function changeParts(app: AppSketch, change: Change): Partial<AppSketch> {
  const { routes } = app;
  const pick = <T>(items: readonly T[], at: number): T | undefined => items[at % Math.max(items.length, 1)];
  switch (change.kind) {
    case 'rename a variable': {
      const prefix = pick(
        listPrefixes(routes, (part) => part.startsWith(':')),
        change.at,
      );
      const isSame = prefix?.split('/').at(-1) === change.to;
      return { routes: renameLast(routes, prefix, isSame ? nextVariable(change.to) : change.to) };
    }
    case 'turn a variable into a greedy one or back': {
      const prefix = pick(listPrefixes(routes, isVariable), change.at);
      const isGreedy = prefix?.split('/').at(-1)?.startsWith('*') ?? false;
      return { routes: renameLast(routes, prefix, `${isGreedy ? ':' : '*'}${change.to.slice(1)}`) };
    }
    case 'rename a static part': {
      const prefix = pick(
        listPrefixes(routes, (part) => !isVariable(part)),
        change.at,
      );
      return { routes: renameLast(routes, prefix, change.to) };
    }
    case 'add a route':
      return { routes: [...routes, change.route] };
    case 'remove a route':
      return { routes: routes.filter((route) => route !== pick(routes, change.at)) };
    case 'remove everything below a part': {
      const prefix = pick(
        listPrefixes(routes, () => true),
        change.at,
      );
      return { routes: routes.filter(({ path }) => prefix === undefined || !isBelow(path, prefix)) };
    }
    case 'move a route':
      return { routes: replaceOne(routes, pick(routes, change.at), { path: change.path }) };
    case 'change a verb':
      return { routes: replaceOne(routes, pick(routes, change.at), { verb: change.verb }) };
    case 'change a target':
      return { routes: replaceOne(routes, pick(routes, change.at), { target: change.target }) };
    case 'reorder routes': {
      const by = change.by % Math.max(routes.length, 1);
      return { routes: [...routes.slice(by), ...routes.slice(0, by)] };
    }
    case 'change the grouping':
      return { grouping: change.to };
    case 'change media types':
      return { binaryMediaTypes: change.to };
    case 'reorder media types':
      return { binaryMediaTypes: app.binaryMediaTypes.toReversed() };
    case 'turn CORS on or off':
      return { cors: !app.cors };
    case 'change authorization':
      return change.to;
    case 'change memory':
      return { memorySize: change.to };
    case 'change code':
      return { code: { ...app.code, [change.of]: app.code[change.of] + 1 } };
    case 'add or remove the job':
      return { job: !app.job };
    case 'add the domain':
      return { domain: true };
  }
}

/** Another name than the one that a variable has already, so that a renaming renames. */
function nextVariable(variable: string): string {
  const index = variableNames.findIndex((name) => variable === `:${name}`);
  return `:${variableNames[(index + 1) % variableNames.length]}`;
}

/** Every start of a path whose last part satisfies `keep`: `a`, `a/:id`, `a/:id/b`. Sorted. */
function listPrefixes(routes: readonly RouteSketch[], keep: (part: string) => boolean): string[] {
  const prefixes = routes.flatMap(({ path }) => {
    const parts = path.split('/').filter((part) => part !== '');
    return parts.flatMap((part, index) => (keep(part) ? [parts.slice(0, index + 1).join('/')] : []));
  });
  return [...new Set(prefixes)].sort();
}

function renameLast(
  routes: readonly RouteSketch[],
  prefix: string | undefined,
  to: string,
): readonly RouteSketch[] {
  if (prefix === undefined) return routes;
  const renamed = [...prefix.split('/').slice(0, -1), to].join('/');
  return routes.map((route) =>
    isBelow(route.path, prefix) ? { ...route, path: renamed + route.path.slice(prefix.length) } : route,
  );
}

function isBelow(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}

function replaceOne(
  routes: readonly RouteSketch[],
  one: RouteSketch | undefined,
  parts: Partial<RouteSketch>,
): readonly RouteSketch[] {
  return routes.map((route) => (route === one ? { ...route, ...parts } : route));
}
