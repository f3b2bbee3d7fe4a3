import type { Config, Grouping } from '../config/config.ts';
import type { AppFunction, FoundController, FoundJob, Route } from './app.ts';
import type { CheckedRoute } from './check-routes.ts';
import { buildLogicalId } from './logical-id.ts';
import { allControllersKey, buildControllerKey, buildFunctionName, buildJobKey } from './names.ts';
import { buildStageVariable } from './stage-variable.ts';

export interface FunctionSources {
  readonly namespace: string;
  readonly grouping: Grouping;
  readonly settings: Config['function'];
  readonly routes: readonly CheckedRoute[];
  readonly controllers: readonly FoundController[];
  readonly jobs: readonly FoundJob[];
}

/**
 * The functions of an app, sorted by key, and its routes with the function that serves each. A controller that no route
 * leads to has no function; every run of a job has one of its own.
 */
export function buildFunctions(sources: FunctionSources): {
  readonly functions: readonly AppFunction[];
  readonly routes: readonly Route[];
} {
  const { grouping, jobs, namespace, settings } = sources;
  const routes = sources.routes.map((route) => ({ ...route, functionKey: groupRoute[grouping](route) }));
  const controllers = new Map(sources.controllers.map((controller) => [controller.name, controller]));
  const controllerFunctions = [...groupBy(routes, ({ functionKey }) => functionKey)].map(
    ([key, served]): AppFunction => ({
      ...identify(namespace, key),
      kind: 'controller',
      stageVariable: buildStageVariable(key),
      controllers: [...new Set(served.map(({ controller }) => controller))]
        .sort()
        .flatMap((name) => controllers.get(name) ?? []),
      routes: served,
      settings,
    }),
  );
  const jobFunctions = jobs.flatMap(({ name, file, runs }) =>
    runs.map(({ exportName, schedule }): AppFunction => ({
      ...identify(namespace, buildJobKey(name, exportName)),
      kind: 'job',
      controllers: [],
      routes: [],
      job: { name, file, exportName, schedule },
      settings,
    })),
  );
  const functions = [...controllerFunctions, ...jobFunctions].sort((one, other) =>
    one.key < other.key ? -1 : 1,
  );
  return { functions, routes };
}

/** Key of the function that serves a route. */
const groupRoute: Readonly<Record<Grouping, (route: CheckedRoute) => string>> = {
  one_lambda_for_all_controllers: () => allControllersKey,
  one_lambda_per_controller: ({ controller }) => buildControllerKey(controller),
  one_lambda_per_method: ({ controller, action }) => buildControllerKey(controller, action),
};

function identify(namespace: string, key: string): Pick<AppFunction, 'key' | 'name' | 'logicalId'> {
  return { key, name: buildFunctionName(namespace, key), logicalId: buildLogicalId(key) };
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
