import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

export interface SourceFile {
  readonly kind: 'controller' | 'job';
  /** `posts`, `admin/posts`. */
  readonly name: string;
  /** Relative to the app's root, with `/`. */
  readonly file: string;
}

/**
 * Controllers and jobs of an app by their files, sorted by kind and name: `.ts`, `.js` and `.mjs` below
 * `app/controllers` and `app/jobs`, without what starts with `_` or `.` (files and folders), tests and declarations.
 */
export async function listSources(root: string): Promise<readonly SourceFile[]> {
  const controllers = await listKind(root, 'controller', join('app', 'controllers'));
  const jobs = await listKind(root, 'job', join('app', 'jobs'));
  return [...controllers, ...jobs];
}

async function listKind(root: string, kind: SourceFile['kind'], folder: string): Promise<SourceFile[]> {
  const base = join(root, folder);
  const entries = await readdir(base, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => relative(base, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter(isSource)
    .sort()
    .map((path) => ({
      kind,
      name: path.replace(/\.\w+$/, ''),
      file: `${folder.split(sep).join('/')}/${path}`,
    }));
}

function isSource(path: string): boolean {
  return (
    /\.(?:ts|js|mjs)$/.test(path) &&
    !/\.(?:test|spec)\.\w+$/.test(path) &&
    !path.endsWith('.d.ts') &&
    !path.split('/').some((part) => /^[_.]/.test(part) || part === 'node_modules')
  );
}
