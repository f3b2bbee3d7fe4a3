import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checked } from '../problem.ts';

/**
 * The one file of an app that is called `stem` with an extension that modules have: `jets.config` → `jets.config.ts`.
 *
 * @param fix what to do when there is none.
 * @returns the file relative to the root, with forward slashes.
 */
export async function findModuleFile(root: string, stem: string, fix: string): Promise<Checked<string>> {
  const candidates = ['ts', 'js', 'mjs'].map((extension) => `${stem}.${extension}`);
  const exists = await Promise.all(
    candidates.map((file) =>
      access(join(root, file)).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return false;
          throw error;
        },
      ),
    ),
  );
  const [file, ...others] = candidates.filter((_, index) => exists[index]);
  if (file === undefined) {
    return { ok: false, problems: [{ message: `No ${stem}.ts in ${root}`, file: `${stem}.ts`, fix }] };
  }
  if (others.length > 0) {
    const problem = {
      message: `More than one ${stem}: ${[file, ...others].join(', ')}`,
      file,
      why: 'Only one of them can count.',
      fix: 'Keep one and remove the rest.',
    };
    return { ok: false, problems: [problem] };
  }
  return { ok: true, value: file };
}
