import { findNearest } from '../config/nearest.ts';
import type { Problem } from '../problem.ts';
import type { ApiResource, DeclaredRoute, FoundController, Route } from './app.ts';
import { findPathConflicts } from './find-path-conflicts.ts';
import { type ParsedPath, parsePath } from './parse-path.ts';
import { buildResources } from './resource-tree.ts';

/** A sound route that no function serves yet. */
export type CheckedRoute = Omit<Route, 'functionKey'>;

export interface RouteTable {
  /** In declaration order. */
  readonly routes: readonly CheckedRoute[];
  /** Parents before children, otherwise sorted by path. */
  readonly resources: readonly ApiResource[];
}

/** Every problem of the routes, by API Gateway's rules and by the controllers of the app. Needs no config. */
export function checkRoutes(
  declaredRoutes: readonly DeclaredRoute[],
  controllers: readonly FoundController[],
): readonly Problem[] {
  return readRoutes(declaredRoutes, controllers).problems;
}

/** The sound routes and every problem of the others, so that further checks can go on with what is sound. */
export function readRoutes(
  declaredRoutes: readonly DeclaredRoute[],
  controllers: readonly FoundController[],
): RouteTable & { readonly problems: readonly Problem[] } {
  const problems: Problem[] = [...findDuplicateControllers(controllers)];
  const findTarget = createTargetFinder(controllers);
  const routes: CheckedRoute[] = [];
  const wellFormed: {
    readonly declared: DeclaredRoute;
    readonly parsed: ParsedPath & { readonly ok: true };
  }[] = [];
  for (const declared of declaredRoutes) {
    const report = (fault: Omit<Problem, 'file' | 'line' | 'path'>) =>
      problems.push({ ...fault, ...declared.source, path: formatRoute(declared) });
    const parsed = parsePath(declared.declaredPath);
    const target = findTarget(declared.target);
    if (!parsed.ok) parsed.faults.forEach(report);
    if (!target.ok) report(target.fault);
    if (parsed.ok) wellFormed.push({ declared, parsed });
    if (parsed.ok && target.ok) {
      const { verb, declaredPath, source } = declared;
      routes.push({
        verb,
        path: parsed.path,
        declaredPath,
        controller: target.controller,
        action: target.action,
        source,
      });
    }
  }
  problems.push(...findPathConflicts(wellFormed));
  const inOrder = problems.toSorted((one, other) => (one.line ?? 0) - (other.line ?? 0));
  return { routes, resources: buildResources(wellFormed.map(({ parsed }) => parsed)), problems: inOrder };
}

/** `GET /posts/:id`: a route as problems name it. */
function formatRoute({ verb, declaredPath }: Pick<DeclaredRoute, 'verb' | 'declaredPath'>): string {
  return `${verb} /${declaredPath}`;
}

type Target =
  | { readonly ok: true; readonly controller: string; readonly action: string }
  | { readonly ok: false; readonly fault: Omit<Problem, 'file' | 'line' | 'path'> };

/** Finds the controller and action that a target names; the same missing name is looked up once. */
function createTargetFinder(controllers: readonly FoundController[]): (target: string) => Target {
  const byName = new Map(controllers.map((controller) => [controller.name, controller]));
  const names = [...byName.keys()];
  const seen = new Map<string, Target>();
  let suggestionsLeft = maximumSuggestions;
  const suggest = (...searches: readonly (readonly [word: string, names: readonly string[]])[]) =>
    suggestionsLeft-- > 0
      ? searches.map((search) => findNearest(...search)).find((name) => name !== undefined)
      : undefined;
  const find = (target: string): Target => {
    const [, name, action] =
      /^([\w-]+(?:\/[\w-]+)*)#([\p{ID_Start}$_][\p{ID_Continue}$]*)$/u.exec(target) ?? [];
    if (name === undefined || action === undefined) {
      return {
        ok: false,
        fault: {
          message:
            target === '' ? 'The route has no target' : `The target ${target} is not controller#action`,
          fix: "Write 'posts#index' for index in app/controllers/posts.ts, 'admin/posts#index' for one in a folder.",
        },
      };
    }
    const controller = byName.get(name);
    if (controller === undefined) {
      const nearest = suggest([name, names], [name.replace(/_?controller$/i, ''), names]);
      return { ok: false, fault: explainMissingController(name, nearest) };
    }
    if (!controller.broken && !controller.actions.includes(action)) {
      const nearest = suggest([action, controller.actions]);
      return { ok: false, fault: explainMissingAction(controller, action, nearest) };
    }
    return { ok: true, controller: name, action };
  };
  return (target) => {
    const known = seen.get(target) ?? find(target);
    seen.set(target, known);
    return known;
  };
}

/** Searching the nearest name compares with every name: for so many wrong ones, and not for thousands. */
const maximumSuggestions = 50;

function explainMissingController(name: string, nearest: string | undefined) {
  const file = `app/controllers/${name}.ts`;
  return {
    message: `There is no controller ${name}`,
    why: `${file} does not exist.`,
    fix: nearest === undefined ? `Write ${file}.` : `Did you mean ${nearest}? If not, write ${file}.`,
  };
}

function explainMissingAction(
  { name, file, actions }: FoundController,
  action: string,
  nearest: string | undefined,
) {
  const write = `export it: export async function ${action}(request, context) { … }`;
  return {
    message: `The controller ${name} has no action ${action}`,
    why: actions.length === 0 ? `${file} exports nothing.` : `${file} exports ${actions.join(', ')}.`,
    fix: nearest === undefined ? `In ${file}, ${write}` : `Did you mean ${nearest}? If not, ${write}`,
  };
}

function findDuplicateControllers(controllers: readonly FoundController[]): readonly Problem[] {
  const first = new Map<string, FoundController>();
  return controllers.flatMap((controller) => {
    const other = first.get(controller.name);
    first.set(controller.name, other ?? controller);
    if (other === undefined) return [];
    const { name, file } = controller;
    return [
      {
        message: `Two files are the controller ${name}: ${other.file} and ${file}`,
        file,
        fix: 'Keep one of them.',
      },
    ];
  });
}
