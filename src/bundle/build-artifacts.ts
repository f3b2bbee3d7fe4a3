import { createHash } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { App, AppFunction } from '../app/app.ts';
import type { Checked, Problem } from '../problem.ts';
import type { Artifact } from './artifact.ts';
import { openCache, writeWhole } from './build-cache.ts';
import { buildEntry } from './build-entry.ts';
import {
  bundleFunctions,
  bundleSettings,
  type BundledFunction,
  type FunctionSource,
} from './bundle-functions.ts';
import { listInputs } from './list-inputs.ts';
import { codeSizeLimit, findOversize } from './size-limit.ts';
import { buildZip } from './zip.ts';

export interface BuildOptions {
  readonly app: App;
  readonly root: string;
  /** `<root>/.jets/build`. Holds the zips, named by their digests, and what earlier builds were made from. */
  readonly buildDir: string;
  /** Bytes of unzipped code that are too many. */
  readonly sizeLimit?: number;
}

type CachedArtifact = Omit<Artifact, 'functionKey' | 'file' | 'handler'>;

/**
 * The zip of every function, in the order of `app.functions`. Only what changed since the last build is bundled;
 * esbuild is not even loaded when nothing did. Two builds in the same folder at the same time do not disturb each other.
 */
export async function buildArtifacts(options: BuildOptions): Promise<Checked<readonly Artifact[]>> {
  const { app, root, buildDir } = options;
  const sources = app.functions.map((fn) => toSource(app, fn));
  const refused = sources.flatMap((source) => ('problem' in source ? [source.problem] : []));
  if (refused.length > 0) return { ok: false, problems: refused };
  const functions = sources.flatMap((source) => ('problem' in source ? [] : [source]));

  const cache = await openCache<CachedArtifact>({ root, file: join(buildDir, 'artifacts.json') });
  // This app in some environments and some versions: who switches between them builds nothing.
  const keep = 3 * functions.length + 20;
  const artifacts = new Map<string, Artifact>();
  for (const source of functions) {
    const cached = cache.find(cacheKey(source));
    const artifact = cached && toArtifact(buildDir, source.functionKey, cached);
    if (artifact && (await isThere(artifact))) artifacts.set(source.functionKey, artifact);
  }

  const stale = functions.filter(({ functionKey }) => !artifacts.has(functionKey));
  if (stale.length > 0) {
    const now = await cache.beginBuild();
    const { bundled, problems } = await bundleFunctions(root, stale);
    const found: Problem[] = [...problems];
    for (const result of bundled) {
      const { functionKey, code, bytesByInput } = result;
      const limit = options.sizeLimit ?? codeSizeLimit;
      const oversize = findOversize(functionKey, code.length, bytesByInput, limit);
      found.push(...oversize);
      if (oversize.length > 0) continue;
      const { zip, described } = describe(result);
      const artifact = toArtifact(buildDir, result.functionKey, described);
      if (!(await isThere(artifact))) await writeWhole(artifact.file, zip);
      artifacts.set(result.functionKey, artifact);
      const source = stale.find(({ functionKey }) => functionKey === result.functionKey);
      if (source) cache.record(cacheKey(source), described, listInputs(root, result.inputs));
    }
    if (found.length > 0) return { ok: false, problems: found };
    await removeOld(buildDir, now, await cache.save(keep));
  } else {
    await cache.save(keep);
  }
  return { ok: true, value: functions.flatMap(({ functionKey }) => artifacts.get(functionKey) ?? []) };
}

function toSource(app: App, fn: AppFunction): FunctionSource | { readonly problem: Problem } {
  const version = /^nodejs(\d+)\.x$/.exec(fn.settings.runtime)?.[1];
  if (version === undefined) {
    return {
      problem: {
        message: `${fn.key} has the runtime ${fn.settings.runtime}, which runs no JavaScript`,
        path: 'function.runtime',
        fix: 'Choose one of Node.js: nodejs22.x.',
      },
    };
  }
  return { functionKey: fn.key, entry: buildEntry(app, fn), target: `node${version}` };
}

/** Everything beside the inputs that decides the bytes. */
function cacheKey({ functionKey, entry, target }: FunctionSource): string {
  return JSON.stringify([readEsbuildVersion(), bundleSettings, functionKey, target, entry]);
}

/** Without loading esbuild. */
function readEsbuildVersion(): string {
  const { version } = createRequire(import.meta.url)('esbuild/package.json') as { version: string };
  return version;
}

function describe(bundled: BundledFunction): { zip: Uint8Array; described: CachedArtifact } {
  const zip = buildZip({ 'index.mjs': bundled.code });
  const digest = createHash('sha256').update(zip).digest();
  return {
    zip,
    described: {
      sha256: digest.toString('hex'),
      codeSha256: digest.toString('base64'),
      size: zip.length,
      unzippedSize: bundled.code.length,
    },
  };
}

function toArtifact(buildDir: string, functionKey: string, cached: CachedArtifact): Artifact {
  return { functionKey, file: join(buildDir, `${cached.sha256}.zip`), ...cached, handler: 'index.handler' };
}

async function isThere({ file, size }: Artifact): Promise<boolean> {
  const stats = await stat(file).catch(() => undefined);
  return stats?.size === size;
}

/** An hour: a deploy at work elsewhere has uploaded its zips by then. */
const lifetime = 3_600_000_000_000n;

/**
 * Deletes zips that no record names any more, and what killed builds left behind, except young ones: those another
 * build may just have made.
 */
async function removeOld(buildDir: string, now: bigint, kept: readonly CachedArtifact[]): Promise<void> {
  const names = new Set(kept.map(({ sha256 }) => `${sha256}.zip`));
  for (const name of await readdir(buildDir)) {
    if (names.has(name) || !/\.zip$|^(?:write|sources|now)-/.test(name)) continue;
    const file = join(buildDir, name);
    const stats = await stat(file, { bigint: true }).catch(() => undefined);
    if (stats && now - stats.mtimeNs > lifetime) await rm(file, { recursive: true, force: true });
  }
}
