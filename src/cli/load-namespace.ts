import { buildNamespace } from '../app/names.ts';
import { buildEnvironment } from '../app/environment.ts';
import { loadConfig } from '../config/load-config.ts';
import { InputError } from '../problem.ts';
import type { AppOptions } from './load-app.ts';
import { formatWarning } from '../report/format-problems.ts';
import type { Session } from './session.ts';

/**
 * Which stack, in which region: all that commands need that look at what is deployed. Reads the config only, so they
 * work while a controller is broken. Throws InputError.
 */
export async function loadNamespace(
  options: AppOptions,
  session: Session,
): Promise<{ readonly namespace: string; readonly region: string }> {
  const { env, root, terminal } = session;
  const environment = buildEnvironment({
    ...env,
    ...(options.env ? { JETS_ENV: options.env } : {}),
    ...(options.extra ? { JETS_EXTRA: options.extra } : {}),
  });
  if (!environment.ok) throw new InputError(environment.problems);
  for (const warning of environment.value.warnings) terminal.warn(formatWarning(warning));
  const region = options.region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'];
  const config = await loadConfig(root, region ? { region } : {});
  if (!config.ok) throw new InputError(config.problems);
  return {
    namespace: buildNamespace(config.value.config.name, environment.value),
    region: options.region ?? config.value.config.region,
  };
}
