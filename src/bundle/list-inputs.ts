import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { findOwnFile } from './own-package.ts';

const lockfiles = [
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
  join('node_modules', '.package-lock.json'),
];

/**
 * Everything that a bundle depends on, as absolute paths: the files esbuild read, and what decides which files it
 * finds: package.json and tsconfig.json of every folder on the way (present or not), lockfiles, and the names in the
 * folders of the app's own sources, where a new file can take the place of another.
 *
 * @param inputs esbuild's names of files: relative to `root`, or in a plugin's namespace.
 */
export function listInputs(root: string, inputs: readonly string[]): readonly string[] {
  const paths = new Set<string>();
  const folders = new Set<string>();
  for (const input of inputs) {
    const own = findOwnFile(input);
    if (own !== undefined) paths.add(own);
    if (own !== undefined || /^[\w-]{2,}:/.test(input)) continue;
    const file = resolve(root, input);
    paths.add(file);
    addFolders(folders, dirname(file));
  }
  addFolders(folders, resolve(root));
  for (const folder of folders) {
    paths.add(join(folder, 'package.json'));
    if (folder.includes(`${sep}node_modules${sep}`)) continue;
    if (!relative(root, folder).startsWith('..')) paths.add(folder);
    for (const name of lockfiles) paths.add(join(folder, name));
    for (const file of listTsconfigs(join(folder, 'tsconfig.json'))) paths.add(file);
  }
  return [...paths].sort();
}

/** The folder and those above it, as far as they are looked through for packages and settings. */
function addFolders(folders: Set<string>, folder: string): void {
  for (let each = folder; !folders.has(each); each = dirname(each)) {
    folders.add(each);
    if (each === dirname(each)) return;
  }
}

/** A tsconfig.json and the files it extends. Packages it extends change with the lockfile. */
function listTsconfigs(file: string, seen: readonly string[] = []): string[] {
  if (seen.includes(file) || !existsSync(file)) return [file];
  const [, value = ''] = /"extends"\s*:\s*("[^"]*"|\[[^\]]*\])/.exec(readFileSync(file, 'utf8')) ?? [];
  const bases = [...value.matchAll(/"(\.{1,2}\/[^"]*|\/[^"]*)"/g)].map(([, path = '']) =>
    resolve(dirname(file), path.endsWith('.json') ? path : `${path}.json`),
  );
  return [file, ...bases.flatMap((base) => listTsconfigs(base, [...seen, file]))];
}
