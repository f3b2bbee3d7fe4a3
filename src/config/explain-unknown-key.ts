import type { Problem } from '../problem.ts';
import { findNearest } from './nearest.ts';
import { formatSettingPath, type SettingPath } from './setting-path.ts';

/**
 * What is wrong with a key that is no setting, and which one was probably meant: one of the same object, or one of the
 * same name that belongs elsewhere.
 *
 * @param known dotted paths of all settings; list entries are `*`: `iamPolicy.*.Effect`.
 */
export function explainUnknownKey(
  path: SettingPath,
  known: readonly string[],
): Pick<Problem, 'message' | 'why' | 'fix'> {
  const key = String(path.at(-1));
  const parent = path.slice(0, -1).map((part) => (typeof part === 'number' ? '*' : part));
  const siblings = known.filter((candidate) => isChildOf(candidate, parent)).map(lastPart);
  const message = `Unknown setting ${formatSettingPath(path)}`;

  const camelCase = toCamelCase(key);
  const elsewhere = known.filter(
    (candidate) => !candidate.includes('*') && lastPart(candidate) === camelCase,
  );
  if (camelCase !== key && (siblings.includes(camelCase) || elsewhere.length > 0)) {
    const meant = siblings.includes(camelCase) ? camelCase : elsewhere[0];
    return {
      message,
      why: 'Ruby Jets writes settings in snake_case; here they are in camelCase.',
      fix: `Did you mean ${meant}?`,
    };
  }
  const nearest = findNearest(key, siblings) ?? findNearest(camelCase, siblings) ?? elsewhere[0];
  if (nearest !== undefined) return { message, fix: `Did you mean ${nearest}?` };
  const place = parent.length === 0 ? 'A config' : parent.join('.').replaceAll('.*', '[]');
  return { message, fix: `Remove it. ${place} has: ${siblings.join(', ')}.` };
}

function isChildOf(candidate: string, parent: readonly (string | number)[]): boolean {
  const prefix = parent.length === 0 ? '' : `${parent.join('.')}.`;
  return candidate.startsWith(prefix) && !candidate.slice(prefix.length).includes('.');
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

function toCamelCase(key: string): string {
  return key.replace(/[_-]+([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
