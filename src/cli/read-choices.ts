import type { Choices } from '../plan/candidates.ts';

/** What JETS_API_REPLACE, its old name JETS_REPLACE_API, and JETS_RESET ask for. `0`, `false` and nothing are no. */
export function readChoices(env: Readonly<Record<string, string | undefined>>): Choices {
  return {
    replaceApi: isSet(env['JETS_API_REPLACE']) || isSet(env['JETS_REPLACE_API']),
    reset: isSet(env['JETS_RESET']),
  };
}

/** Whether a variable that switches something on does. */
export function isSet(value: string | undefined): boolean {
  return value !== undefined && !/^(|0|false|no|off)$/i.test(value);
}
