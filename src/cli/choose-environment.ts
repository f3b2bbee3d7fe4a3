import { buildEnvironment, type ChosenEnvironment } from '../app/environment.ts';
import type { Checked, Problem } from '../problem.ts';
import { formatWarning } from '../report/format-problems.ts';
import type { Session } from './session.ts';

export interface EnvironmentOptions {
  readonly env?: string;
  readonly extra?: string;
  readonly region?: string;
}

/** Which copy of the app a command is about, flags before variables. Warns of old names. */
export function chooseEnvironment(
  options: EnvironmentOptions,
  { env, terminal }: Session,
): Checked<ChosenEnvironment> {
  const environment = buildEnvironment({
    ...env,
    ...(options.env ? { JETS_ENV: options.env } : {}),
    ...(options.extra ? { JETS_EXTRA: options.extra } : {}),
  });
  if (!environment.ok) {
    return { ok: false, problems: environment.problems.map((problem) => nameFlag(problem, options)) };
  }
  for (const warning of environment.value.warnings) terminal.warn(formatWarning(warning));
  return environment;
}

/** The region of an app whose config names none. */
export function chooseDefaults(options: EnvironmentOptions, { env }: Session): { readonly region?: string } {
  const region = options.region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'];
  return region ? { region } : {};
}

/** Who wrote a flag looks for the flag, not for the variable that it stands for. */
function nameFlag(problem: Problem, options: EnvironmentOptions): Problem {
  const [variable, flag] =
    problem.path === 'JETS_ENV' && options.env
      ? ['JETS_ENV', '--env']
      : problem.path === 'JETS_EXTRA' && options.extra
        ? ['JETS_EXTRA', '--extra']
        : [];
  if (variable === undefined || flag === undefined) return problem;
  const { message, fix } = problem;
  return {
    ...problem,
    message: message.replaceAll(variable, flag),
    path: flag,
    ...(fix !== undefined && { fix: fix.replaceAll(variable, flag) }),
  };
}
