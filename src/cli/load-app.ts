import { join } from 'node:path';

import type { App, Environment } from '../app/app.ts';
import { draftApp } from '../app/build-app.ts';
import { findJobProblems } from '../app/check-jobs.ts';
import { checkRoutes } from '../app/check-routes.ts';
import { buildArtifacts } from '../bundle/build-artifacts.ts';
import { findSources } from '../bundle/find-sources.ts';
import { fillDefaults } from '../config/fill-defaults.ts';
import { loadConfig } from '../config/load-config.ts';
import { loadDotenv } from '../config/load-dotenv.ts';
import { loadRoutes } from '../config/load-routes.ts';
import { InputError, type Problem } from '../problem.ts';
import { chooseDefaults, chooseEnvironment, type EnvironmentOptions } from './choose-environment.ts';
import { findFolderProblem } from './find-folder-problem.ts';
import type { Session } from './session.ts';

/**
 * Reads the app in the session's root and checks all of it: what is wrong in any file is reported together. When
 * something is wrong, its code is bundled as far as it is sound, to report what that finds as well.
 * Throws InputError.
 */
export async function loadApp(options: EnvironmentOptions, session: Session): Promise<App> {
  const { root } = session;
  const folderProblem = findFolderProblem(root);
  if (folderProblem) throw new InputError([folderProblem]);
  const chosen = chooseEnvironment(options, session);
  const environment: Environment = chosen.ok ? chosen.value : { name: 'development', short: 'dev' };
  // Jobs are loaded to read their schedules, with the environment they will have.
  const loadSources = async () => {
    const dotenv = await loadDotenv(root, environment);
    const sources = await findSources(root, { environment: dotenv.ok ? dotenv.value : {} });
    return { dotenv, sources };
  };
  const [config, routes, { dotenv, sources }] = await Promise.all([
    loadConfig(root, chooseDefaults(options, session)),
    loadRoutes(root),
    loadSources(),
  ]);

  const settings = config.ok ? config.value.config : fillDefaults({ name: 'app' });
  const declaredRoutes = routes.ok ? routes.value : [];
  const { controllers, jobs } = sources;
  const { app, problems: appProblems } = draftApp({
    config: options.region ? { ...settings, region: options.region } : settings,
    environment,
    declaredRoutes,
    controllers,
    jobs,
    dotenv: dotenv.ok ? dotenv.value : {},
  });
  const problems = [
    ...[chosen, config, routes, dotenv].flatMap((checked) => (checked.ok ? [] : checked.problems)),
    ...sources.problems,
    // Without a config there are no names, quotas or groups of functions to check.
    ...(config.ok ? appProblems : [...checkRoutes(declaredRoutes, controllers), ...findJobProblems(jobs)]),
  ];
  if (problems.length === 0) return app;
  const code = await buildArtifacts({ app, root, buildDir: join(root, '.jets', 'build') });
  throw new InputError(sortByFile(distinct([...problems, ...(code.ok ? [] : code.problems)])));
}

/** The same fault is found by compiling a file and by bundling it. */
function distinct(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

/** File by file, in the order in which they were read, and from top to bottom; first what is in no file. */
function sortByFile(problems: readonly Problem[]): Problem[] {
  const files = [...new Set([undefined, ...problems.map(({ file }) => file)])];
  return problems.toSorted(
    (one, other) =>
      files.indexOf(one.file) - files.indexOf(other.file) || (one.line ?? 0) - (other.line ?? 0),
  );
}
