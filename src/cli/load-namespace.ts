import { buildNamespace } from '../app/names.ts';
import { loadConfig } from '../config/load-config.ts';
import { InputError } from '../problem.ts';
import { chooseDefaults, chooseEnvironment, type EnvironmentOptions } from './choose-environment.ts';
import { findFolderProblem } from './find-folder-problem.ts';
import type { Session } from './session.ts';

/**
 * Which stack, in which region: all that commands need that look at what is deployed. Reads the config only, so they
 * work while a controller is broken. Throws InputError.
 */
export async function loadNamespace(
  options: EnvironmentOptions,
  session: Session,
): Promise<{ readonly namespace: string; readonly region: string }> {
  const { root } = session;
  const folderProblem = findFolderProblem(root);
  if (folderProblem) throw new InputError([folderProblem]);
  const environment = chooseEnvironment(options, session);
  const config = await loadConfig(root, chooseDefaults(options, session));
  if (!environment.ok || !config.ok) {
    throw new InputError([environment, config].flatMap((checked) => (checked.ok ? [] : checked.problems)));
  }
  return {
    namespace: buildNamespace(config.value.config.name, environment.value),
    region: options.region ?? config.value.config.region,
  };
}
