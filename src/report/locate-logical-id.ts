import type { App } from '../app/app.ts';
import type { Problem } from '../problem.ts';
import type { LogicalIdDescription } from '../templates/describe-logical-ids.ts';

/** Where in the app's files something in a template comes from: a route with its line, a function with its file. */
export function locateLogicalId(description: LogicalIdDescription, app: App): Pick<Problem, 'file' | 'line'> {
  const { kind, method, path, functionKey } = description;
  const route = app.routes.find((candidate) => {
    if (method !== undefined && `${candidate.verb} ${candidate.path}` === method) return true;
    // A preflight belongs to its path's routes, a path to those at it and below it.
    if (kind === 'preflight') return `OPTIONS ${candidate.path}` === method;
    return path !== undefined && (candidate.path === path || candidate.path.startsWith(`${path}/`));
  });
  if (route) return { file: route.source.file, line: route.source.line };
  const owner = app.functions.find(({ key }) => key === functionKey);
  const file = owner?.job?.file ?? (owner?.controllers.length === 1 ? owner.controllers[0]?.file : undefined);
  return file === undefined ? {} : { file };
}
