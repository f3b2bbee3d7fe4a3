import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Problem } from '../problem.ts';
import { bundle, type Bundled } from './esbuild.ts';
import type { SourceFile } from './list-sources.ts';
import { ownPackagePlugin } from './own-package.ts';

export interface CompiledSource {
  readonly source: SourceFile;
  /** Exported names, sorted; undefined when the file does not compile. */
  readonly exports?: readonly string[];
  /** Where the compiled module lies; jobs that compile only. */
  readonly compiledFile?: string;
}

export interface CompiledSources {
  readonly sources: readonly CompiledSource[];
  readonly problems: readonly Problem[];
  /** esbuild's names of every file it read. */
  readonly inputs: readonly string[];
  /** Takes the compiled files away. */
  readonly remove: () => Promise<void>;
}

interface Run {
  readonly sources: readonly SourceFile[];
  readonly bundled: Bundled;
}

/**
 * Compiles every controller and job, without the packages they import. One run of esbuild when all is well; when not,
 * one for each of them, which tells the sound files from the broken ones.
 */
export async function compileSources(options: {
  readonly root: string;
  readonly buildDir: string;
  readonly sources: readonly SourceFile[];
}): Promise<CompiledSources> {
  const root = resolve(options.root);
  await mkdir(options.buildDir, { recursive: true });
  const outdir = await mkdtemp(join(resolve(options.buildDir), 'sources-'));
  const compile = async (sources: readonly SourceFile[]): Promise<Run> => ({
    sources,
    bundled: await bundle({
      absWorkingDir: root,
      entryPoints: sources.map(({ file }) => ({ in: `./${file}`, out: stem(file) })),
      outdir,
      packages: 'external',
      sourcemap: 'inline',
      sourcesContent: false,
      plugins: [ownPackagePlugin],
    }),
  });
  const all = await compile(options.sources);
  const runs = all.bundled.ok
    ? [all]
    : await Promise.all(options.sources.map(async (source) => compile([source])));

  const compiled = await Promise.all(
    runs.flatMap((run) => run.sources.map(async (source) => readCompiled(source, run.bundled, outdir))),
  );
  return {
    sources: compiled,
    problems: distinct(runs.flatMap(({ bundled }) => (bundled.ok ? [] : bundled.problems))),
    inputs: distinct(
      runs.flatMap(({ bundled }) => (bundled.ok ? Object.keys(bundled.result.metafile.inputs) : [])),
    ),
    remove: () => rm(outdir, { recursive: true, force: true }),
  };
}

/** A flat name: files in one folder can have the same stem as a folder beside them. */
function stem(file: string): string {
  return file.replaceAll('/', '+');
}

async function readCompiled(source: SourceFile, bundled: Bundled, outdir: string): Promise<CompiledSource> {
  if (!bundled.ok) return { source };
  const output = Object.values(bundled.result.metafile.outputs).find(
    ({ entryPoint }) => entryPoint === source.file,
  );
  if (!output) throw new Error(`esbuild made nothing of ${source.file}`);
  const exports = [...output.exports].sort();
  if (source.kind === 'controller') return { source, exports };
  const compiledFile = join(outdir, `${stem(source.file)}.mjs`);
  const module = bundled.result.outputFiles.find(({ path }) => path === compiledFile);
  if (!module) throw new Error(`esbuild wrote no module for ${source.file}`);
  await writeFile(compiledFile, module.contents);
  return { source, exports, compiledFile };
}

function distinct<T extends Problem | string>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
