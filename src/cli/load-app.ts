import { buildApp } from '../app/build-app.ts';
import type { App } from '../app/app.ts';
import { buildEnvironment } from '../app/environment.ts';
import { findSources } from '../bundle/find-sources.ts';
import { checkRoutes } from '../app/check-routes.ts';
import { loadConfig } from '../config/load-config.ts';
import { loadDotenv } from '../config/load-dotenv.ts';
import { loadRoutes } from '../config/load-routes.ts';
import { InputError, type Problem } from '../problem.ts';
import { formatWarning } from '../report/format-problems.ts';
import type { Session } from './session.ts';

export interface AppOptions {
  readonly env?: string;
  readonly extra?: string;
  readonly region?: string;
}

/**
 * Reads the app in the session's root and checks all of it: what is wrong in any file is reported together.
 * Throws InputError.
 */
export async function loadApp(options: AppOptions, session: Session): Promise<App> {
  const { env, root, terminal } = session;
  const environment = buildEnvironment({
    ...env,
    ...(options.env ? { JETS_ENV: options.env } : {}),
    ...(options.extra ? { JETS_EXTRA: options.extra } : {}),
  });
  if (!environment.ok) throw new InputError(environment.problems);
  for (const warning of environment.value.warnings) terminal.warn(formatWarning(warning));

  const region = options.region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'];
  // Jobs are loaded to read their schedules, with the environment they will have.
  const loadSources = async () => {
    const dotenv = await loadDotenv(root, environment.value);
    const sources = await findSources(root, { environment: dotenv.ok ? dotenv.value : {} });
    return { dotenv, sources };
  };
  const [config, routes, { dotenv, sources }] = await Promise.all([
    loadConfig(root, region ? { region } : {}),
    loadRoutes(root),
    loadSources(),
  ]);

  const problems: Problem[] = [config, routes, dotenv].flatMap((checked) =>
    checked.ok ? [] : checked.problems,
  );
  problems.push(...sources.problems);
  if (!config.ok || !routes.ok || !dotenv.ok || problems.length > 0) {
    if (routes.ok) problems.push(...checkRoutes(routes.value, sources.controllers));
    throw new InputError(problems);
  }
  const app = buildApp({
    config: options.region ? { ...config.value.config, region: options.region } : config.value.config,
    environment: environment.value,
    declaredRoutes: routes.value,
    controllers: sources.controllers,
    jobs: sources.jobs,
    dotenv: dotenv.value,
  });
  if (!app.ok) throw new InputError(app.problems);
  return app.value;
}
