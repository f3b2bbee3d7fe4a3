import { resolve } from 'node:path';
import type { BuildOptions, Metafile, Plugin } from 'esbuild';
import type { Problem } from '../problem.ts';
import { bundle } from './esbuild.ts';
import { ownPackagePlugin } from './own-package.ts';

export interface FunctionSource {
  readonly functionKey: string;
  /** Source of the entry point. */
  readonly entry: string;
  /** esbuild's target: `node22`. */
  readonly target: string;
}

export interface BundledFunction {
  readonly functionKey: string;
  readonly code: Uint8Array;
  /** esbuild's names of all files that were read for it, whether anything of them is left or not. */
  readonly inputs: readonly string[];
  /** Bytes that each of them takes in the code. */
  readonly bytesByInput: Readonly<Record<string, number>>;
}

/**
 * How functions are bundled: as ES modules (`index.mjs`), because only they can await at the top level and know
 * `import.meta.url`. What CommonJS packages miss there is made up for: `require` by the banner (esbuild renames a
 * module's own), `__dirname` and `__filename` by `import.meta`'s, which every Node.js on Lambda has. Packages are
 * bundled too, AWS's SDK among them, so that the code does not change under a function when Lambda's copy does.
 * Not minified: stack traces in logs stay readable. Paths in comments are relative to the app's root, so they are
 * the same on every machine.
 */
export const bundleSettings = {
  banner: {
    js: [
      "import { createRequire as __jetsCreateRequire } from 'node:module';",
      'const require = __jetsCreateRequire(import.meta.url);',
    ].join('\n'),
  },
  define: { __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' },
  legalComments: 'none',
  charset: 'utf8',
} as const satisfies BuildOptions;

/** Bundles functions, all that share a target in one run of esbuild. */
export async function bundleFunctions(
  root: string,
  functions: readonly FunctionSource[],
): Promise<{ readonly bundled: readonly BundledFunction[]; readonly problems: readonly Problem[] }> {
  const bundled: BundledFunction[] = [];
  const problems = new Map<string, Problem>();
  for (const target of new Set(functions.map((fn) => fn.target))) {
    const group = functions.filter((fn) => fn.target === target);
    const run = await bundle({
      ...bundleSettings,
      absWorkingDir: resolve(root),
      entryPoints: group.map(({ functionKey }, index) => ({
        in: `${entryNamespace}:${functionKey}`,
        out: String(index),
      })),
      target,
      plugins: [entryPlugin(root, group), ownPackagePlugin],
    });
    if (!run.ok) {
      for (const problem of run.problems) problems.set(JSON.stringify(problem), problem);
      continue;
    }
    const { metafile, outputFiles } = run.result;
    group.forEach(({ functionKey }, index) => {
      const output = metafile.outputs[`${String(index)}.mjs`];
      const file = outputFiles.find(({ path }) => path === resolve(root, `${String(index)}.mjs`));
      if (!output || !file) throw new Error(`esbuild made nothing of ${functionKey}`);
      bundled.push({
        functionKey,
        code: file.contents,
        inputs: listReachable(metafile, `${entryNamespace}:${functionKey}`),
        bytesByInput: Object.fromEntries(
          Object.entries(output.inputs).map(([input, { bytesInOutput }]) => [input, bytesInOutput]),
        ),
      });
    });
  }
  return { bundled, problems: [...problems.values()] };
}

const entryNamespace = 'jets-entry';

/** Serves the generated entry points; their imports count from the app's root. */
function entryPlugin(root: string, functions: readonly FunctionSource[]): Plugin {
  const entries = new Map(functions.map(({ functionKey, entry }) => [functionKey, entry]));
  return {
    name: 'entry',
    setup(build) {
      build.onResolve({ filter: /^jets-entry:/ }, ({ path }) => ({
        path: path.slice(entryNamespace.length + 1),
        namespace: entryNamespace,
      }));
      build.onLoad({ filter: /.*/, namespace: entryNamespace }, ({ path }) => ({
        contents: entries.get(path) ?? '',
        loader: 'js',
        resolveDir: resolve(root),
      }));
    },
  };
}

/** Every input that can be reached by imports from one of them, without the generated entry itself. */
function listReachable(metafile: Metafile, entry: string): readonly string[] {
  const reached = new Set<string>();
  const waiting = [entry];
  for (let input = waiting.pop(); input !== undefined; input = waiting.pop()) {
    for (const { path, external } of metafile.inputs[input]?.imports ?? []) {
      if (external || reached.has(path)) continue;
      reached.add(path);
      waiting.push(path);
    }
  }
  return [...reached].sort();
}
