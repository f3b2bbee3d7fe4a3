import type { ApiResource, App, Route } from '../app/app.ts';
import { compare } from './canonical-json.ts';
import type { Cors } from './preflight-method.ts';

/** Something a page holds: an API resource, or a method on one. */
export interface ApiItem {
  /** `/posts/{id}` for a resource, `GET /posts/{id}` for a method; the same keys as in live pages. */
  readonly key: string;
  /** Key of the resource it needs the id of; undefined where that is the root, which belongs to no page. */
  readonly parentKey?: string;
  readonly content:
    | { readonly kind: 'resource'; readonly resource: ApiResource }
    | { readonly kind: 'route'; readonly route: Route }
    | { readonly kind: 'preflight'; readonly path: string; readonly cors: Cors };
}

/**
 * Everything of the API in depth-first order: a resource, its methods, then what is below it. So neighbours in the
 * tree come to lie on the same page. Siblings are sorted; the order of declaration does not count.
 */
export function listApiItems(app: App): ApiItem[] {
  const children = groupBy(app.resources, ({ parentPath }) => parentPath);
  const routes = groupBy(app.routes, ({ path }) => path);
  const items: ApiItem[] = [];
  const pending: (ApiResource | undefined)[] = [undefined];
  while (pending.length > 0) {
    const resource = pending.pop();
    const path = resource?.path ?? '/';
    if (resource) {
      items.push({ key: path, ...parentOf(resource.parentPath), content: { kind: 'resource', resource } });
    }
    items.push(...listMethods(app, path, routes.get(path) ?? []));
    // The stack gives back the last one first.
    pending.push(...(children.get(path) ?? []).toSorted((one, other) => compare(other.path, one.path)));
  }
  return items;
}

function listMethods(app: App, path: string, routes: readonly Route[]): ApiItem[] {
  const methods = routes
    .toSorted((one, other) => compare(one.verb, other.verb))
    .map((route): ApiItem => ({
      key: `${route.verb} ${path}`,
      ...parentOf(path),
      content: { kind: 'route', route },
    }));
  const answersOptions = routes.some(({ verb }) => verb === 'OPTIONS' || verb === 'ANY');
  const { cors } = app.config.api;
  if (cors && routes.length > 0 && !answersOptions) {
    methods.push({ key: `OPTIONS ${path}`, ...parentOf(path), content: { kind: 'preflight', path, cors } });
  }
  return methods;
}

function parentOf(path: string): { parentKey?: string } {
  return path === '/' ? {} : { parentKey: path };
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
