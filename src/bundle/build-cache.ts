import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, type BigIntStats } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';

/** Results of earlier builds, each with the files and folders it was made from. */
export interface BuildCache<Value> {
  /** What was recorded under the key, if everything it was made from is as it was then. */
  find(key: string): Value | undefined;
  /** Marks the moment before a build reads its inputs. Returns it: nanoseconds by the file system's clock. */
  beginBuild(): Promise<bigint>;
  /**
   * Remembers a result, which must be JSON. Does nothing when an input changed since {@link beginBuild}: nobody
   * knows which version of it went in.
   *
   * @param inputs absolute paths of files and folders; those that do not exist are remembered as missing.
   */
  record(key: string, value: Value, inputs: readonly string[]): void;
  /** Writes the cache file, if anything about it changed, with the records used last. Returns the values kept. */
  save(keep: number): Promise<readonly Value[]>;
}

/** What is known of a file or folder. */
interface Known {
  /** Size and times to the nanosecond: while these are the same, so is the content. */
  readonly stamp: string;
  readonly digest: string;
}

interface CacheRecord<Value> {
  /** Digest of the key: keys may hold secrets. */
  readonly key: string;
  /** Positions in `CacheFile.files`. */
  readonly inputs: readonly number[];
  /** Digest over the digests of all inputs. */
  readonly fingerprint: string;
  readonly value: Value;
}

interface CacheFile<Value> {
  readonly format: 1;
  /** Paths relative to the app's root: the whole folder can be moved. */
  readonly files: readonly (readonly [path: string, stamp: string, digest: string])[];
  /** Least recently used first. */
  readonly records: readonly CacheRecord<Value>[];
}

/** Opens a cache file; one that is missing, unreadable or of another format counts as empty. */
export async function openCache<Value>(options: {
  readonly root: string;
  readonly file: string;
}): Promise<BuildCache<Value>> {
  const root = resolve(options.root);
  const previous = await readCacheFile<Value>(options.file);
  const known = new Map(
    previous.files.map(([path, stamp, digest]) => [resolve(root, path), { stamp, digest }]),
  );
  const paths = previous.files.map(([path]) => resolve(root, path));
  const records = new Map<string, Omit<CacheRecord<Value>, 'key' | 'inputs'> & { inputs: readonly string[] }>(
    previous.records.map(({ key, inputs, fingerprint, value }) => [
      key,
      { inputs: inputs.map((index) => paths[index] ?? ''), fingerprint, value },
    ]),
  );
  const current = new Map<string, Known>();
  let changed = false;
  let buildStart = 0n;

  /** The file as it is now; its content is read only when its stamp is a new one. */
  const look = (path: string): Known => {
    const seen = current.get(path);
    if (seen) return seen;
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
    const stamp = stats ? makeStamp(stats) : 'missing';
    const before = known.get(path);
    const now = before?.stamp === stamp ? before : { stamp, digest: digestPath(path, stats) };
    if (now !== before) changed = true;
    current.set(path, now);
    known.set(path, now);
    return now;
  };
  const fingerprint = (inputs: readonly string[]): string => {
    const hash = createHash('sha256');
    for (const path of inputs) hash.update(look(path).digest);
    return hash.digest('base64url');
  };

  return {
    find(plainKey) {
      const key = digest(plainKey);
      const record = records.get(key);
      if (!record || record.fingerprint !== fingerprint(record.inputs)) return undefined;
      // Used last, so it stays longest.
      records.delete(key);
      records.set(key, record);
      return record.value;
    },
    async beginBuild() {
      buildStart = await readFileSystemTime(dirname(options.file));
      return buildStart;
    },
    record(plainKey, value, inputs) {
      const key = digest(plainKey);
      for (const path of inputs) {
        const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
        if (stats && stats.ctimeNs > buildStart) return;
        // What was seen before the build began may be older than what went into it.
        if (current.get(path)?.stamp !== (stats ? makeStamp(stats) : 'missing')) current.delete(path);
      }
      records.delete(key);
      records.set(key, { inputs, fingerprint: fingerprint(inputs), value });
      changed = true;
    },
    async save(keep) {
      const kept = [...records].slice(-keep);
      const values = kept.map(([, { value }]) => value);
      if (!changed) return values;
      changed = false;
      const used = [...new Set(kept.flatMap(([, { inputs }]) => inputs))].sort();
      const position = new Map(used.map((path, index) => [path, index]));
      const content: CacheFile<Value> = {
        format: 1,
        files: used.map((path) => {
          const { stamp, digest } = known.get(path) ?? look(path);
          return [relative(root, path), stamp, digest];
        }),
        records: kept.map(([key, { inputs, fingerprint, value }]) => ({
          key,
          inputs: inputs.map((path) => position.get(path) ?? -1),
          fingerprint,
          value,
        })),
      };
      await writeWhole(options.file, JSON.stringify(content));
      return values;
    },
  };
}

/** Writes a file so that readers see all of it or none, whatever else writes it at the same time. */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const folder = await mkdtemp(join(dirname(file), 'write-'));
  try {
    await writeFile(join(folder, 'content'), content);
    await rename(join(folder, 'content'), file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readCacheFile<Value>(file: string): Promise<CacheFile<Value>> {
  const empty: CacheFile<Value> = { format: 1, files: [], records: [] };
  try {
    const content = JSON.parse(await readFile(file, 'utf8')) as Partial<CacheFile<Value>>;
    return content.format === 1 && content.files && content.records ? (content as CacheFile<Value>) : empty;
  } catch {
    return empty;
  }
}

/** The file system's own idea of now, in nanoseconds: the only clock that stamps of files can be compared with. */
async function readFileSystemTime(folder: string): Promise<bigint> {
  await mkdir(folder, { recursive: true });
  const marker = await mkdtemp(join(folder, 'now-'));
  try {
    return statSync(marker, { bigint: true }).ctimeNs;
  } finally {
    await rm(marker, { recursive: true, force: true });
  }
}

function makeStamp(stats: BigIntStats): string {
  return [stats.size, stats.mtimeNs, stats.ctimeNs, stats.ino].join(' ');
}

/** Of a file its bytes; of a folder the names in it, without hidden ones. */
function digestPath(path: string, stats: BigIntStats | undefined): string {
  if (!stats) return 'missing';
  const content = stats.isDirectory()
    ? readdirSync(path)
        .filter((name) => !name.startsWith('.'))
        .sort()
        .join('\n')
    : readFileSync(path);
  return digest(content);
}

function digest(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('base64url');
}
