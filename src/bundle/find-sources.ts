import { join } from 'node:path';
import type { FoundController, FoundJob } from '../app/app.ts';
import type { Problem } from '../problem.ts';
import { openCache } from './build-cache.ts';
import { compileSources, type CompiledSource } from './compile-sources.ts';
import { listInputs } from './list-inputs.ts';
import { listSources, type SourceFile } from './list-sources.ts';
import { readSchedules } from './read-schedules.ts';

export interface FoundSources {
  readonly controllers: readonly FoundController[];
  readonly jobs: readonly FoundJob[];
  readonly problems: readonly Problem[];
}

export interface FindSourcesOptions {
  /** Folder for what is compiled and remembered, below `root` so that packages are found: `<root>/.jets/build`. */
  readonly buildDir?: string;
  /** Environment that jobs are loaded with: the variables of their functions. Nothing else of the caller's reaches them. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * What `app/controllers` and `app/jobs` hold. Controllers are compiled, never run; jobs are compiled and loaded in a
 * child process, because their schedules are values. Both are sorted by name. A controller that does not compile is
 * among `problems`, and among `controllers` as `broken`, so that routes to it are not reported as well.
 */
export async function findSources(root: string, options: FindSourcesOptions = {}): Promise<FoundSources> {
  const buildDir = options.buildDir ?? join(root, '.jets', 'build');
  const environment = options.environment ?? {};
  const sources = await listSources(root);
  if (sources.length === 0) return { controllers: [], jobs: [], problems: [] };

  const cache = await openCache<FoundSources>({ root, file: join(buildDir, 'sources.json') });
  const key = JSON.stringify([sources, environment]);
  const known = cache.find(key);
  if (known) {
    await cache.save(environmentsRemembered);
    return known;
  }

  await cache.beginBuild();
  const compiled = await compileSources({ root, buildDir, sources });
  try {
    const jobs = await readSchedules({ root, environment, jobs: compiled.sources.filter(isJob) });
    const found = {
      controllers: compiled.sources.filter(({ source }) => source.kind === 'controller').map(toController),
      jobs: jobs.found,
      problems: [...compiled.problems, ...jobs.problems],
    };
    if (found.problems.length === 0) {
      cache.record(key, found, listInputs(root, compiled.inputs));
      await cache.save(environmentsRemembered);
    }
    return found;
  } finally {
    await compiled.remove();
  }
}

/** Records to keep: one for each environment and state of the files that somebody switches between. */
const environmentsRemembered = 8;

function isJob({ source }: { source: SourceFile }): boolean {
  return source.kind === 'job';
}

function toController({ source, exports }: CompiledSource): FoundController {
  const { name, file } = source;
  return exports ? { name, file, actions: exports } : { name, file, actions: [], broken: true };
}
