import type { App, Route } from '../app/app.ts';
import { compare } from '../templates/canonical-json.ts';
import { readJetsMetadata } from '../templates/jets-metadata.ts';
import type { Template, TemplateResource } from '../templates/template.ts';
import type { PlannedRoute, RouteChanges } from './plan.ts';
import { isSameJson } from './same-json.ts';

/**
 * Which routes of the app are new, gone or different. A route is different when its method's properties are (another
 * function, another authorization), or the action it goes to, which is no property when both actions are in one
 * function. Which page a method is on and how its properties are ordered does not count.
 *
 * CORS preflights are no routes that anybody declared: they are counted apart, by `preflights`.
 *
 * @param livePageTemplates nested stacks' templates of the Rest API that serves, and of no other.
 * @param desiredPageTemplates those of the Rest API that will serve.
 * @returns routes sorted by path, then verb. Linear, but for the sorting of what differs.
 */
export function diffRoutes(
  app: App,
  livePageTemplates: readonly Template[],
  desiredPageTemplates: readonly Template[],
): RouteChanges {
  const live = readMethods(livePageTemplates);
  const desired = readMethods(desiredPageTemplates);
  const declared = new Map(app.routes.map((route) => [`${route.verb} ${route.path}`, route]));
  const added: PlannedRoute[] = [];
  const changed: PlannedRoute[] = [];
  for (const [key, method] of desired.routes) {
    const before = live.routes.get(key);
    const route = describeRoute(key, method, declared.get(key));
    if (!before) added.push(route);
    else if (!isSameMethod(before, method)) {
      const targetBefore = readJetsMetadata(before).target;
      const isOther = targetBefore !== undefined && targetBefore !== route.target;
      changed.push({ ...route, ...(isOther ? { targetBefore } : {}) });
    }
  }
  const removed = [...live.routes]
    .filter(([key]) => !desired.routes.has(key))
    .map(([key, method]) => describeRoute(key, method));
  const preflights = countChanges(live.preflights, desired.preflights);
  return {
    added: added.sort(byPathAndVerb),
    removed: removed.sort(byPathAndVerb),
    changed: changed.sort(byPathAndVerb),
    unchanged: desired.routes.size - added.length - changed.length,
    ...(preflights ? { preflights } : {}),
  };
}

type Methods = ReadonlyMap<string, TemplateResource>;

/** Methods of routes by `GET /posts/{id}`, those of preflights by their path. */
function readMethods(templates: readonly Template[]): {
  readonly routes: Methods;
  readonly preflights: Methods;
} {
  const routes = new Map<string, TemplateResource>();
  const preflights = new Map<string, TemplateResource>();
  for (const { Resources } of templates) {
    for (const resource of Object.values(Resources)) {
      const { method, preflight } = readJetsMetadata(resource);
      if (preflight !== undefined) preflights.set(preflight, resource);
      else if (method !== undefined) routes.set(method, resource);
    }
  }
  return { routes, preflights };
}

function isSameMethod(before: TemplateResource, method: TemplateResource): boolean {
  return (
    readJetsMetadata(before).target === readJetsMetadata(method).target &&
    isSameJson(before.Properties, method.Properties)
  );
}

/** @param route as the app declares it; absent for one that the app no longer has. */
function describeRoute(key: string, method: TemplateResource, route?: Route): PlannedRoute {
  const space = key.indexOf(' ');
  const { target } = readJetsMetadata(method);
  return {
    verb: key.slice(0, space) as PlannedRoute['verb'],
    path: key.slice(space + 1),
    ...(target === undefined ? {} : { target }),
    ...(route ? { file: route.source.file, line: route.source.line } : {}),
  };
}

function countChanges(live: Methods, desired: Methods): RouteChanges['preflights'] {
  let [added, changed] = [0, 0];
  for (const [path, method] of desired) {
    const before = live.get(path);
    if (!before) added++;
    else if (!isSameMethod(before, method)) changed++;
  }
  const removed = live.size + added - desired.size;
  return added + removed + changed > 0 ? { added, removed, changed } : undefined;
}

function byPathAndVerb(one: PlannedRoute, other: PlannedRoute): number {
  return compare(one.path, other.path) || compare(one.verb, other.verb);
}
