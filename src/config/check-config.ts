import type { $ZodIssue, $ZodType } from 'zod/v4/core';
import type { Checked, Problem } from '../problem.ts';
import type { JetsConfig } from './config.ts';
import { explainUnknownKey } from './explain-unknown-key.ts';
import { findConfigConflicts, type ConfigFinding } from './find-config-conflicts.ts';
import { formatSettingPath, type SettingPath } from './setting-path.ts';
import { describeSchema, listKeyPaths, resolveSchema } from './walk-schema.ts';

/**
 * Checks the value that a config file exports: either it is a sound config, or every problem of it, each with `path`.
 *
 * @param locate says in which file and line a setting stands.
 */
export async function checkConfig(
  exported: unknown,
  locate: (path: SettingPath) => Pick<Problem, 'file' | 'line'>,
): Promise<Checked<JetsConfig>> {
  if (!isPlainObject(exported)) {
    const message = `The default export must be an object, not ${formatValue(exported)}`;
    const fix = "Write: export default defineConfig({ name: 'blog' })";
    return { ok: false, problems: [{ message, ...locate([]), fix }] };
  }
  const { createConfigSchema } = await import('./schema.ts');
  const schema = createConfigSchema();
  const parsed = schema.safeParse(exported, { reportInput: true });
  const problems = [
    ...(parsed.error?.issues ?? []).flatMap((issue) => explainIssue(schema, issue, [])),
    ...findConfigConflicts(exported),
  ].map(({ at, ...problem }) => ({
    ...problem,
    ...locate(at),
    path: formatSettingPath(at),
  }));
  if (problems.length > 0) return { ok: false, problems: sortByLine(problems) };
  return { ok: true, value: parsed.data as JetsConfig };
}

function explainIssue(root: $ZodType, issue: $ZodIssue, parent: SettingPath): ConfigFinding[] {
  const at: SettingPath = [
    ...parent,
    ...issue.path.map((key) => (typeof key === 'number' ? key : String(key))),
  ];
  if (issue.code === 'unrecognized_keys') {
    const known = listKeyPaths(root, []);
    return issue.keys.map((key) => ({ at: [...at, key], ...explainUnknownKey([...at, key], known) }));
  }
  if (issue.code === 'invalid_union') {
    const [best] = issue.errors.filter((branch) =>
      branch.some(({ path, code }) => path.length > 0 || code === 'unrecognized_keys'),
    );
    if (best) return best.flatMap((inner) => explainIssue(root, inner, at));
  }
  // A record refuses the name of an entry by an issue on the entry.
  const isName = issue.code === 'invalid_key';
  const { description, why } = describeSchema(resolveSchema(root, at, isName ? 'key' : 'value'));
  const subject = isName ? `A key of ${formatSettingPath(at.slice(0, -1))}` : formatSettingPath(at);
  const given = isName ? at.at(-1) : issue.input;
  return [
    {
      at,
      message:
        given === undefined
          ? `${subject} is missing or undefined; it must be ${description}`
          : `${subject} must be ${description}, not ${formatValue(given)}`,
      ...(why !== undefined && { why }),
    },
  ];
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Promise);
}

function formatValue(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (value instanceof Promise) return 'a promise';
  if (typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'number')
    return String(value);
  const json = JSON.stringify(value) ?? String(value);
  return json.length > 60 ? `${json.slice(0, 57)}…` : json;
}

/** In the order of the file; problems without a line first. */
function sortByLine(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted((one, other) => (one.line ?? 0) - (other.line ?? 0));
}
