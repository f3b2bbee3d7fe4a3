import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { namedError } from './errors.ts';

export type Handler = (
  event: unknown,
  context: object,
  callback: (error?: unknown, result?: unknown) => void,
) => unknown;

/**
 * Finds and loads `folder/file.export`: `.js` as its package.json says, `.mjs`, `.cjs`, or a package.
 * Throws errors named as Lambda's runtime names them.
 */
export async function loadHandler(taskRoot: string, fullName: string): Promise<Handler> {
  if (fullName.includes('..')) {
    const advice = 'Use absolute paths when specifying root directories in handler names.';
    throw namedError('MalformedHandlerName', `'${fullName}' is not a valid handler name. ${advice}`);
  }
  const moduleAndExport = basename(fullName);
  const folder = fullName.slice(0, fullName.length - moduleAndExport.length);
  const match = /^([^.]*)\.(.*)$/.exec(moduleAndExport);
  if (!match) throw namedError('MalformedHandlerName', 'Bad handler');
  const [, moduleName, exportPath] = match;

  const handler = exportPath!
    .split('.')
    .reduce<unknown>(
      (value, key) => (value as Record<string, unknown> | undefined)?.[key],
      await loadModule(taskRoot, folder, moduleName!),
    );
  if (!handler) throw namedError('HandlerNotFound', `${fullName} is undefined or not exported`);
  if (typeof handler !== 'function') throw namedError('HandlerNotFound', `${fullName} is not a function`);
  return handler as Handler;
}

async function loadModule(taskRoot: string, folder: string, moduleName: string): Promise<unknown> {
  try {
    const path = resolve(taskRoot, folder, moduleName);
    const require = createRequire(join(taskRoot, 'index.js'));
    const isModule = isModuleScope(path);
    if (existsSync(path)) return require(path);
    if (existsSync(`${path}.js`)) return isModule ? await load(`${path}.js`) : require(`${path}.js`);
    if (existsSync(`${path}.mjs`)) return await load(`${path}.mjs`);
    if (existsSync(`${path}.cjs`)) return require(`${path}.cjs`);
    return require(require.resolve(moduleName, { paths: [taskRoot, join(taskRoot, folder)] }));
  } catch (error) {
    if (error instanceof SyntaxError) throw namedError('UserCodeSyntaxError', String(error));
    if ((error as { code?: unknown } | null)?.code === 'MODULE_NOT_FOUND') {
      throw namedError('ImportModuleError', String(error));
    }
    throw error;
  }
}

function load(path: string): Promise<unknown> {
  return import(pathToFileURL(path).href);
}

/** Whether the nearest package.json says `"type": "module"`. */
function isModuleScope(path: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (basename(folder) === 'node_modules') return false;
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) {
      try {
        return (JSON.parse(readFileSync(manifest, 'utf8')) as { type?: unknown } | null)?.type === 'module';
      } catch (error) {
        // oxlint-disable-next-line no-console -- this console is the function's log
        console.warn(
          `${manifest} cannot be read, it will be ignored for ES module detection purposes.`,
          error,
        );
        return false;
      }
    }
    if (dirname(folder) === folder) return false;
  }
}
