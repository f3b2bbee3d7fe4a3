import type { App, AppFunction } from '../app/app.ts';
import { runtimeModule } from './own-package.ts';

/**
 * Source of the module that is a function's entry point: it imports the actions the function serves, and nothing else
 * of their controllers. Sorted, so that the order of routes does not change the function's code.
 */
export function buildEntry(app: App, fn: AppFunction): string {
  return fn.job ? buildJobEntry(fn.job) : buildControllerEntry(app, fn);
}

function buildJobEntry(job: NonNullable<AppFunction['job']>): string {
  return [
    `import { createJobHandler } from ${quote(runtimeModule)};`,
    `import { ${quote(job.exportName)} as run } from ${quote(`./${job.file}`)};`,
    'export const handler = createJobHandler(run);',
    '',
  ].join('\n');
}

function buildControllerEntry(app: App, fn: AppFunction): string {
  const files = new Map(fn.controllers.map(({ name, file }) => [name, file]));
  const targets = [...new Set(fn.routes.map(({ controller, action }) => `${controller}#${action}`))].sort();
  const imports = targets.map((target, index) => {
    const [controller = '', action = ''] = target.split('#');
    const file = files.get(controller);
    if (file === undefined) throw new Error(`${fn.key} has a route to ${target} but not its controller`);
    return `import { ${quote(action)} as action${String(index)} } from ${quote(`./${file}`)};`;
  });
  const routes = fn.routes
    .map(({ verb, path, controller, action }) => {
      const index = targets.indexOf(`${controller}#${action}`);
      return `  ${quote(`${verb} ${path}`)}: action${String(index)},`;
    })
    .sort();
  const { cors } = app.config.api;
  return [
    `import { createHandler } from ${quote(runtimeModule)};`,
    ...imports,
    'export const handler = createHandler({',
    'routes: {',
    ...routes,
    '},',
    ...(cors ? [`cors: ${JSON.stringify({ origin: cors.origin, credentials: cors.credentials })},`] : []),
    '});',
    '',
  ].join('\n');
}

function quote(text: string): string {
  return JSON.stringify(text);
}
