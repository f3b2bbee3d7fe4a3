import { readFile } from 'node:fs/promises';
import { extname, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';

/** esbuild namespace of this package's modules; metafile inputs of it read `jets-deploy:runtime/runtime.js`. */
const namespace = 'jets-deploy';

/** `.js` in the published package, `.ts` when its sources run. */
const extension = extname(import.meta.url);

const packageDir = new URL('../', import.meta.url);

/** What generated entries import the runtime as. */
export const runtimeModule = 'jets-deploy/runtime';

/**
 * Resolves `jets-deploy` and the runtime to this very package, installed beside the app or not.
 * In a namespace of their own, so that no path of this machine gets into a bundle.
 */
export const ownPackagePlugin: Plugin = {
  name: 'own-package',
  setup(build) {
    const ownModule = (stem: string) => ({ path: `${stem}${extension}`, namespace, sideEffects: false });
    build.onResolve({ filter: /^jets-deploy$/ }, () => ownModule('index'));
    build.onResolve({ filter: /^jets-deploy\/runtime$/ }, () => ownModule('runtime/runtime'));
    build.onResolve({ filter: /^\./, namespace }, ({ importer, path }) => ({
      path: posix.join(posix.dirname(importer), path),
      namespace,
      sideEffects: false,
    }));
    build.onLoad({ filter: /.*/, namespace }, async ({ path }) => ({
      contents: await readFile(new URL(path, packageDir), 'utf8'),
      loader: extension === '.ts' ? 'ts' : 'js',
      resolveDir: fileURLToPath(packageDir),
    }));
  },
};

/** The file behind a metafile input, when it is one of this package. */
export function findOwnFile(input: string): string | undefined {
  if (!input.startsWith(`${namespace}:`)) return undefined;
  return fileURLToPath(new URL(input.slice(namespace.length + 1), packageDir));
}
