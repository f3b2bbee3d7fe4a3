import type { App } from '../app/app.ts';
import type { Plan, PlannedRoute } from '../plan/plan.ts';
import type { Problem } from '../problem.ts';
import type { LogicalIdDescription } from '../templates/describe-logical-ids.ts';

/** What knows where routes and functions are written. A plan knows it of the routes that come or change. */
export type Places = Pick<App, 'routes' | 'functions'> | Pick<Plan, 'routes' | 'functions'>;

/** Where in the app's files something in a template comes from: a route with its line, a function with its file. */
export function locateLogicalId(description: LogicalIdDescription, places: Places): Place {
  const { kind, method, path, functionKey } = description;
  const route = listRoutes(places).find((candidate) => {
    if (method !== undefined && `${candidate.verb} ${candidate.path}` === method) return true;
    // A preflight belongs to its path's routes, a path to those at it and below it.
    if (kind === 'preflight') return `OPTIONS ${candidate.path}` === method;
    return path !== undefined && (candidate.path === path || candidate.path.startsWith(`${path}/`));
  });
  if (route) return route.place;
  const owner =
    'added' in places.functions ? undefined : places.functions.find(({ key }) => key === functionKey);
  const file = owner?.job?.file ?? (owner?.controllers.length === 1 ? owner.controllers[0]?.file : undefined);
  return file === undefined ? {} : { file };
}

type Place = Pick<Problem, 'file' | 'line'>;

function listRoutes({ routes }: Places): (Pick<PlannedRoute, 'verb' | 'path'> & { readonly place: Place })[] {
  if (!('added' in routes)) {
    return routes.map(({ verb, path, source: { file, line } }) => ({ verb, path, place: { file, line } }));
  }
  return [...routes.added, ...routes.changed].map(({ verb, path, file, line }) => ({
    verb,
    path,
    place: { ...(file === undefined ? {} : { file }), ...(line === undefined ? {} : { line }) },
  }));
}
