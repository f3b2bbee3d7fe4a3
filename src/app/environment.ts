import type { Checked, Problem } from '../problem.ts';
import type { Environment } from './app.ts';

/** An environment, and what to tell about how it was asked for. */
export type ChosenEnvironment = Environment & { readonly warnings: readonly Problem[] };

/** Which copy of the app the variables of a shell ask for. Empty variables count as unset. */
export function buildEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
): Checked<ChosenEnvironment> {
  const name = variables['JETS_ENV'] || 'development';
  const oldExtra = variables['JETS_ENV_EXTRA'] || undefined;
  const extra = variables['JETS_EXTRA'] || oldExtra;
  const problems = [
    ...checkWord('JETS_ENV', name),
    ...checkWord(variables['JETS_EXTRA'] ? 'JETS_EXTRA' : 'JETS_ENV_EXTRA', extra),
  ];
  if (problems.length > 0) return { ok: false, problems };
  const warnings = warnOfOldName(oldExtra, extra);
  return {
    ok: true,
    value: { name, short: shortNames.get(name) ?? name, ...(extra !== undefined && { extra }), warnings },
  };
}

const shortNames: ReadonlyMap<string, string> = new Map([
  ['development', 'dev'],
  ['production', 'prod'],
  ['staging', 'stag'],
]);

function checkWord(variable: string, value: string | undefined): Problem[] {
  if (value === undefined || /^[A-Za-z0-9_]+$/.test(value)) return [];
  return [
    {
      message: `${variable} must be letters, digits and _, not ${JSON.stringify(value)}`,
      path: variable,
      why: 'It becomes part of the names of the stack, the functions and the stage.',
      fix: `Set ${variable} to a name such as ${variable === 'JETS_ENV' ? 'staging' : '2'}.`,
    },
  ];
}

function warnOfOldName(oldExtra: string | undefined, extra: string | undefined): Problem[] {
  if (oldExtra === undefined) return [];
  const ignored = oldExtra !== extra;
  return [
    {
      message: ignored
        ? `JETS_ENV_EXTRA=${oldExtra} is ignored, because JETS_EXTRA=${extra} is set`
        : 'JETS_ENV_EXTRA is deprecated',
      path: 'JETS_ENV_EXTRA',
      fix: ignored
        ? 'Unset JETS_ENV_EXTRA, the old name of JETS_EXTRA.'
        : `Set JETS_EXTRA=${oldExtra} instead.`,
    },
  ];
}
