import type { AppSketch, RouteSketch } from './app-sketch.ts';

/** What Ruby Jets 5 finds before a deploy; each that is true replaces the Rest API. */
export interface RubyJets5Findings {
  readonly mediaTypes: boolean;
  readonly variable: boolean;
  readonly target: boolean;
}

/**
 * The rules by which Ruby Jets 5 decides whether to replace the Rest API, in its mode `one_apigw_method_per_route`, the one
 * in which its API has a method for each route. (Its default sends everything through `/{catchall+}`, where routes
 * never collide and nothing can be compared.)
 *
 * Told by github.com/rubyonjets/jets at v5.0.13, lib/jets/cfn/resource/api_gateway/rest_api/: `logical_id.rb` asks only when
 * the app has routes and a Rest API is live; `routes/change.rb` puts its checks together by "or". Before the deploy it
 * knows the routes of the last one from a file in S3, and of the live API nothing but its media types: what was made by
 * hand is not seen.
 *
 * Not here: its check for moves between pages (`routes/change/page.rb`), because no app of a proof has a second page.
 */
export function findRubyJets5Changes(before: AppSketch, after: AppSketch): RubyJets5Findings {
  const asks = before.routes.length > 0 && after.routes.length > 0;
  return {
    mediaTypes: asks && hasOtherMediaTypes(before, after),
    variable: asks && hasOtherVariable(before.routes, after.routes),
    target: asks && hasOtherTarget(before.routes, after.routes),
  };
}

/**
 * As it was released, version 5 does not see changed targets: it stores routes as `{ path, http_method, to }`
 * (lib/jets/router/route.rb, `as_json`) and reads their verbs from `options` (routes/change/base.rb, `deployed_routes`), so
 * that no stored route compares with a new one.
 */
export function replacesAsReleased({ mediaTypes, variable }: RubyJets5Findings): boolean {
  return mediaTypes || variable;
}

/** With the check of targets as it is written, and as it worked in version 4. */
export function replacesAsIntended({ mediaTypes, variable, target }: RubyJets5Findings): boolean {
  return mediaTypes || variable || target;
}

/** routes/change/media_types.rb: the lists are compared as they are, order included. */
function hasOtherMediaTypes(before: AppSketch, after: AppSketch): boolean {
  return before.binaryMediaTypes.join() !== after.binaryMediaTypes.join();
}

/**
 * routes/change/variable.rb with routes/collision.rb: of each route that was deployed, the parent of its LAST variable is
 * looked at. When new routes have variables under that very parent, they must be the same one. Only `:variables` count; a
 * parent that is itself below a renamed variable is not found again, and the root is nobody's parent.
 */
function hasOtherVariable(before: readonly RouteSketch[], after: readonly RouteSketch[]): boolean {
  const newPaths = after.map(({ path }) => path);
  return before.some(({ path }) => {
    const parent = findParentOfLastVariable(path);
    if (parent === undefined || parent.length === 0) return false;
    const variables = listVariablesUnder(parent, [path]);
    const newVariables = listVariablesUnder(parent, newPaths);
    return variables !== '' && newVariables !== '' && variables !== newVariables;
  });
}

function findParentOfLastVariable(path: string): readonly string[] | undefined {
  const parts = path.split('/');
  const last = parts.findLastIndex((part) => part.startsWith(':'));
  return last === -1 ? undefined : parts.slice(0, last);
}

/** Sorted, joined: `:id`. */
function listVariablesUnder(parent: readonly string[], paths: readonly string[]): string {
  const found = paths.flatMap((path) => {
    const parts = path.split('/');
    const isUnder = parent.every((part, index) => parts[index] === part);
    const next = parts[parent.length];
    return isUnder && next?.startsWith(':') ? [next] : [];
  });
  return [...new Set(found)].sort().join();
}

/** routes/change/to.rb: a route of the same verb and path leads elsewhere. */
function hasOtherTarget(before: readonly RouteSketch[], after: readonly RouteSketch[]): boolean {
  return before.some((old) =>
    after.some(({ verb, path, target }) => verb === old.verb && path === old.path && target !== old.target),
  );
}
