import type { Config } from '../config/config.ts';
import type { Checked, Problem } from '../problem.ts';
import type { App, DeclaredRoute, Environment, FoundController, FoundJob } from './app.ts';
import { buildFunctions } from './build-functions.ts';
import { findEnvironmentProblems } from './check-environment.ts';
import { findFunctionProblems } from './check-functions.ts';
import { findJobProblems } from './check-jobs.ts';
import { findQuotaProblems } from './check-quotas.ts';
import { readRoutes } from './check-routes.ts';
import { buildNamespace, buildStageName } from './names.ts';

export interface AppParts {
  readonly config: Config;
  readonly environment: Environment;
  readonly declaredRoutes: readonly DeclaredRoute[];
  readonly controllers: readonly FoundController[];
  readonly jobs: readonly FoundJob[];
  /** Of all `.env` files together. */
  readonly dotenv: Readonly<Record<string, string>>;
}

/** Puts an app together and checks all of it: a sound app, or every problem. */
export function buildApp(parts: AppParts): Checked<App> {
  const { app, problems } = draftApp(parts);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: app };
}

/**
 * The sound part of an app and every problem of the rest, so that checks of its code can go on. To be deployed only
 * when there is no problem.
 *
 * Functions get the variables of `function.environment`, over them those of the `.env` files, which know the environment,
 * and over those JETS_ENV and JETS_EXTRA of this very deploy.
 */
export function draftApp(parts: AppParts): { readonly app: App; readonly problems: readonly Problem[] } {
  const { config, controllers, jobs } = parts;
  const { name, short, extra } = parts.environment;
  const environment: Environment = { name, short, ...(extra !== undefined && { extra }) };
  const namespace = buildNamespace(config.name, environment);
  const stageName = buildStageName(environment);
  const table = readRoutes(parts.declaredRoutes, controllers);
  const variables = {
    ...config.function.environment,
    ...parts.dotenv,
    JETS_ENV: name,
    ...(extra !== undefined && { JETS_EXTRA: extra }),
  };
  const settings = { ...config.function, environment: variables };
  const { grouping } = config;
  const { functions, routes } = buildFunctions({
    namespace,
    grouping,
    settings,
    routes: table.routes,
    controllers,
    jobs,
  });
  const problems = [
    ...table.problems,
    ...findJobProblems(jobs),
    ...findEnvironmentProblems(variables),
    ...findFunctionProblems(functions, { namespace, stageName }),
    ...findQuotaProblems({
      config,
      functions,
      resources: table.resources,
      declaredRoutes: parts.declaredRoutes,
    }),
  ];
  const { resources } = table;
  return {
    app: { config, environment, namespace, stageName, routes, resources, functions },
    problems,
  };
}
