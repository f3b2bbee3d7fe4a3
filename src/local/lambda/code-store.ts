import { createHash, randomUUID } from 'node:crypto';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, isAbsolute } from 'node:path';
import { unzipSync } from 'fflate';
import { invalidParameter } from './errors.ts';

export const unzippedLimit = 262_144_000;

/** Deployment packages on disk, by the sha256 of their zip; equal packages are kept once. */
export interface CodeStore {
  /**
   * Checks and keeps a zip, held until `release`. Throws Lambda's error when it cannot be unzipped or is too large.
   * @returns its sha256, hexadecimal, and its size.
   */
  put(zip: Uint8Array): Promise<StoredCode>;
  /** Ends one hold. */
  release(codeSha: string): void;
  /** The folder with the unzipped package, made at the first call. */
  taskRoot(codeSha: string): Promise<string>;
  /** `file:` URL of the zip. */
  zipFile(codeSha: string): string;
  /** Does nothing while the package is held. */
  remove(codeSha: string): Promise<void>;
}

export interface StoredCode {
  readonly codeSha: string;
  readonly size: number;
}

export function createCodeStore(dir: string): CodeStore {
  const zipPath = (codeSha: string): string => join(dir, 'code', `${codeSha}.zip`);
  const tasksDir = join(dir, 'tasks');
  const holds = new Map<string, number>();
  const unpacking = new Map<string, Promise<string>>();
  let prepared: Promise<void> | undefined;

  async function unpack(codeSha: string): Promise<string> {
    const target = join(tasksDir, codeSha);
    if (existsSync(target)) return target;
    await (prepared ??= prepareTasksDir(tasksDir));
    const scratch = join(tasksDir, `.${randomUUID()}`);
    await writeEntries(scratch, unzipSync(await readFile(zipPath(codeSha))));
    await rename(scratch, target);
    return target;
  }

  return {
    async put(zip) {
      checkZip(zip);
      const codeSha = createHash('sha256').update(zip).digest('hex');
      holds.set(codeSha, (holds.get(codeSha) ?? 0) + 1);
      if (!existsSync(zipPath(codeSha))) {
        await mkdir(join(dir, 'code'), { recursive: true });
        const scratch = `${zipPath(codeSha)}.${randomUUID()}`;
        await writeFile(scratch, zip);
        await rename(scratch, zipPath(codeSha));
      }
      return { codeSha, size: zip.byteLength };
    },
    release(codeSha) {
      const left = (holds.get(codeSha) ?? 0) - 1;
      if (left > 0) holds.set(codeSha, left);
      else holds.delete(codeSha);
    },
    taskRoot(codeSha) {
      let root = unpacking.get(codeSha);
      if (!root) {
        root = unpack(codeSha);
        unpacking.set(codeSha, root);
        root.catch(() => unpacking.delete(codeSha));
      }
      return root;
    },
    zipFile: (codeSha) => `file://${zipPath(codeSha)}`,
    async remove(codeSha) {
      if (holds.has(codeSha)) return;
      // What makes the package disappear happens at once: a put in between would find half of it.
      unpacking.delete(codeSha);
      rmSync(zipPath(codeSha), { force: true });
      const root = join(tasksDir, codeSha);
      if (!existsSync(root)) return;
      const scratch = join(tasksDir, `.${randomUUID()}`);
      renameSync(root, scratch);
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

/** Reads the directory of the zip only: nothing is unzipped before its size is known. */
function checkZip(zip: Uint8Array): void {
  let unzipped = 0;
  try {
    unzipSync(zip, {
      filter: (entry) => {
        unzipped += entry.originalSize;
        return false;
      },
    });
  } catch {
    throw invalidParameter(
      'Could not unzip uploaded file. Please check your file, then try to upload again.',
    );
  }
  if (unzipped > unzippedLimit)
    throw invalidParameter(`Unzipped size must be smaller than ${unzippedLimit} bytes`);
}

async function writeEntries(root: string, entries: Record<string, Uint8Array>): Promise<void> {
  await mkdir(root, { recursive: true });
  for (const [name, bytes] of Object.entries(entries)) {
    const path = join(root, name);
    const inside = relative(root, path);
    if (inside.startsWith('..') || isAbsolute(inside)) {
      throw invalidParameter(
        'Could not unzip uploaded file. Please check your file, then try to upload again.',
      );
    }
    if (name.endsWith('/')) {
      await mkdir(path, { recursive: true });
    } else {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, bytes);
    }
  }
}

/**
 * Above each package: an empty package.json, so that no `"type"` of an outer folder counts for the handlers' files, and
 * the AWS SDK, which Lambda's Node.js runtimes include.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 */
async function prepareTasksDir(tasksDir: string): Promise<void> {
  const modules = join(tasksDir, 'node_modules');
  await mkdir(modules, { recursive: true });
  await writeFile(join(tasksDir, 'package.json'), '{}\n');
  const sdk = dirname(dirname(createRequire(import.meta.url).resolve('@aws-sdk/client-s3/package.json')));
  for (const [scope, target] of [
    ['@aws-sdk', sdk],
    ['@smithy', join(dirname(sdk), '@smithy')],
  ] as const) {
    const link = join(modules, scope);
    await rm(link, { force: true });
    if (existsSync(target)) await symlink(target, link, 'junction');
  }
}
