import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Problem } from '../problem.ts';

/** A folder that holds nothing of an app is no app: one problem, and not one for every file that is missing. */
export function findFolderProblem(root: string): Problem | undefined {
  if (isApp(root) || existsSync(join(root, 'config')) || existsSync(join(root, 'app'))) return undefined;
  const above = findAppAbove(root);
  return {
    message: `There is no app in ${root}`,
    why: 'An app has a jets.config.ts in its folder.',
    fix:
      above === undefined
        ? 'Change into the folder of an app, or make one: jets new blog'
        : `Change into the folder of the app: cd ${relative(root, above)}`,
  };
}

function isApp(folder: string): boolean {
  return ['ts', 'js', 'mjs'].some((extension) => existsSync(join(folder, `jets.config.${extension}`)));
}

function findAppAbove(folder: string): string | undefined {
  const parent = dirname(folder);
  if (parent === folder) return undefined;
  return isApp(parent) ? parent : findAppAbove(parent);
}
