import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Checked, Problem } from '../problem.ts';
import { relativeTo } from './relative-to.ts';

/**
 * Runs a TypeScript or JavaScript file of the app, freshly each time, and gives its default export.
 * `jets-deploy` in it means this very package, so an app needs nothing installed to be loaded.
 *
 * @param file relative to the root.
 */
export async function loadDefaultExport(root: string, file: string): Promise<Checked<unknown>> {
  const { createJiti } = await import('jiti');
  // Lines stay where they are: jiti keeps them when it transpiles, which the routes' line numbers rely on.
  const jiti = createJiti(join(root, file), {
    alias: { 'jets-deploy': findPublicApi() },
    fsCache: false,
    moduleCache: false,
    interopDefault: false,
    tryNative: false,
  });
  let loaded: unknown;
  try {
    loaded = await jiti.import(join(root, file));
  } catch (error) {
    return { ok: false, problems: [await explainError(root, file, error)] };
  }
  const exported = readDefault(loaded);
  if (exported === undefined) {
    const problem = { message: `${file} has no default export`, file, fix: 'Write: export default …' };
    return { ok: false, problems: [problem] };
  }
  return { ok: true, value: exported };
}

/** `src/index.ts` when this runs from sources, `dist/index.js` when it was built. */
function findPublicApi(): string {
  const built = fileURLToPath(new URL('../index.js', import.meta.url));
  return existsSync(built) ? built : fileURLToPath(new URL('../index.ts', import.meta.url));
}

/** `export default x`, or `module.exports = x`. */
function readDefault(loaded: unknown): unknown {
  if (typeof loaded !== 'object' || loaded === null) return loaded;
  if ('default' in loaded) return loaded.default;
  const isCommonJs =
    !('__esModule' in loaded) && Object.prototype.toString.call(loaded) !== '[object Module]';
  return isCommonJs && Reflect.ownKeys(loaded).length > 0 ? loaded : undefined;
}

async function explainError(root: string, file: string, error: unknown): Promise<Problem> {
  const message = error instanceof Error ? error.message : String(error);
  // jiti: "ParseError: Unexpected token \n /app/jets.config.ts:4:0"
  const syntax = /^ParseError: (?<what>[^]*?)\s+(?<place>\S[^\n]*?):(?<line>\d+):\d+$/.exec(
    message.trim(),
  )?.groups;
  if (syntax?.['place'] !== undefined) {
    const where = relativeTo(root, syntax['place']);
    return {
      message: `${where} is not valid: ${syntax['what']?.trim()}`,
      file: where,
      line: Number(syntax['line']),
      fix: 'Correct the syntax there.',
    };
  }
  const [summary = ''] = message.split('\n');
  const specifier = /^Cannot find (?:module|package) '([^']+)'/.exec(summary)?.[1];
  if (specifier !== undefined) {
    return {
      message: `${file} imports ${JSON.stringify(specifier)}, which cannot be found`,
      ...(await findImport(root, file, specifier, error)),
      fix:
        specifier.startsWith('.') || specifier.startsWith('/')
          ? 'Correct the path.'
          : `Run: npm install ${specifier}`,
    };
  }
  const name = error instanceof Error ? `${error.name}: ` : '';
  return {
    message: `${file} throws when it is loaded: ${name}${summary}`,
    file,
    ...findFrame(root, error),
    fix: 'Correct what throws there.',
  };
}

/** Innermost frame of the stack that is in the app's own files. */
function findFrame(root: string, error: unknown): Pick<Problem, 'file' | 'line'> {
  for (const frame of ((error instanceof Error && error.stack) || '').split('\n')) {
    const at = frame.indexOf(root);
    const place = at === -1 ? undefined : /^(.*):(\d+):\d+\)?$/.exec(frame.slice(at));
    if (place?.[1] !== undefined && !place[1].includes('node_modules')) {
      return { file: relativeTo(root, place[1]), line: Number(place[2]) };
    }
  }
  return {};
}

/** Imports run before the line they stand on has a meaning to the engine, so the text is searched for them. */
async function findImport(
  root: string,
  file: string,
  specifier: string,
  error: unknown,
): Promise<Pick<Problem, 'file' | 'line'>> {
  const importer = findFrame(root, error).file ?? file;
  const source = await readFile(join(root, importer), 'utf8');
  const line = source.split('\n').findIndex((text) => /['"]/.test(text) && text.includes(specifier));
  return { file: importer, ...(line !== -1 && { line: line + 1 }) };
}
