import type { DeclaredRoute, Source, Verb } from './app.ts';

/**
 * Declares routes. A path is written without its leading slash: `:id` takes one segment, `*path` takes the rest.
 * A target is `controller#action`: `admin/posts#index` is `index` in `app/controllers/admin/posts.ts`.
 */
export interface RouteBuilder {
  /** `GET /`. */
  readonly root: (target: string) => void;
  readonly get: (path: string, target: string) => void;
  readonly post: (path: string, target: string) => void;
  readonly put: (path: string, target: string) => void;
  readonly patch: (path: string, target: string) => void;
  readonly delete: (path: string, target: string) => void;
  readonly head: (path: string, target: string) => void;
  readonly options: (path: string, target: string) => void;
  /** Every verb that has no route of its own on this path. */
  readonly any: (path: string, target: string) => void;
}

/** The property that tells declared routes from any other value. */
export const routesBrand = Symbol.for('jets.routes');

/** What `config/routes.ts` exports. `source.file` is still as the JavaScript engine names it: absolute, or a file URL. */
export interface DeclaredRoutes {
  readonly [routesBrand]: readonly DeclaredRoute[];
}

/**
 * Routes of an app, for `config/routes.ts`.
 *
 * @example
 * export default routes((r) => {
 *   r.root('posts#index');
 *   r.get('posts/:id', 'posts#show');
 * });
 */
export function routes(declare: (r: RouteBuilder) => void): DeclaredRoutes {
  if (typeof declare !== 'function') throw new TypeError('routes() needs a function: routes((r) => { … })');
  const declared: DeclaredRoute[] = [];
  const result: unknown = declare(createBuilder((route) => declared.push(route)));
  if (result instanceof Promise) {
    throw new TypeError('routes() needs a function that is not async: what it awaits would come too late');
  }
  return { [routesBrand]: declared };
}

/** A builder that hands every route on. A scope is a builder whose `add` changes the route before it hands it on. */
function createBuilder(add: (route: DeclaredRoute) => void): RouteBuilder {
  const declare = (verb: Verb, path: unknown, target: unknown, method: Caller): void =>
    add({
      verb,
      declaredPath: trimSlashes(asText(path)),
      target: asText(target),
      source: findCaller(method),
    });
  const on = (verb: Verb) =>
    function method(path: string, target: string): void {
      declare(verb, path, target, method);
    };
  return {
    root: function method(target) {
      declare('GET', '', target, method);
    },
    get: on('GET'),
    post: on('POST'),
    put: on('PUT'),
    patch: on('PATCH'),
    delete: on('DELETE'),
    head: on('HEAD'),
    options: on('OPTIONS'),
    any: on('ANY'),
  };
}

function trimSlashes(path: string): string {
  return path.replace(/^\//, '').replace(/\/$/, '');
}

/** JavaScript routes may hold anything; the check of the routes then says what is wrong, with the line. */
function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined ? '' : (JSON.stringify(value) ?? typeof value);
}

type Caller = (...parameters: never[]) => void;

/** Place of the call of `method`, from the engine's stack trace. */
function findCaller(method: Caller): Source {
  const trace: { stack?: string } = {};
  Error.captureStackTrace(trace, method);
  for (const frame of (trace.stack ?? '').split('\n')) {
    // `at f (/app/config/routes.ts:3:5)`, `at /app/config/routes.ts:3:5`; also C:\ and file:// forms.
    const place = /(?:\(|at (?:async )?)((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/]).*):(\d+):\d+\)?$/.exec(frame);
    if (place?.[1] !== undefined) return { file: place[1], line: Number(place[2]) };
  }
  return { file: 'config/routes.ts', line: 1 };
}
