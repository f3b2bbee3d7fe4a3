import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { Checked, Problem } from '../problem.ts';
import { findNameProblem } from './environment-variables.ts';
import { scanDotenv } from './scan-dotenv.ts';

/**
 * Reads `.env`, `.env.<name>` and `.env.<name>.<extra>` of the app in `root`; the later file wins. None of them has to
 * exist. `name` is the environment's full name: `development`, not `dev`.
 */
export async function loadDotenv(
  root: string,
  environment: { readonly name: string; readonly extra?: string },
): Promise<Checked<Readonly<Record<string, string>>>> {
  const { name, extra } = environment;
  const files = ['.env', `.env.${name}`, ...(extra === undefined ? [] : [`.env.${name}.${extra}`])];
  const sources = await Promise.all(files.map((file) => readIfPresent(join(root, file))));
  const problems: Problem[] = [];
  const values: Record<string, string> = {};
  for (const [index, file] of files.entries()) {
    const source = sources[index];
    if (source === undefined) continue;
    problems.push(...findProblems(source).map((problem) => ({ file, ...problem })));
    Object.assign(values, parseEnv(source));
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: values };
}

/** In the order of the file. */
function findProblems(source: string): readonly Problem[] {
  const { variables, malformed } = scanDotenv(source);
  const refused = variables.flatMap(({ name, line }) => {
    const problem = findNameProblem(name);
    return problem ? [{ line, path: name, ...problem }] : [];
  });
  return [...malformed, ...refused].sort((one, other) => (one.line ?? 0) - (other.line ?? 0));
}

/** Contents without a byte order mark and with `\n` as line end; `undefined` when there is no such file. */
async function readIfPresent(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
