import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Checked } from '../problem.ts';
import { checkConfig } from './check-config.ts';
import type { Config } from './config.ts';
import { fillDefaults } from './fill-defaults.ts';
import { findModuleFile } from './find-module-file.ts';
import { findSettingLines } from './find-setting-lines.ts';
import { loadDefaultExport } from './load-module.ts';

/**
 * Reads `jets.config.ts` (or `.js`, `.mjs`) of the app in `root`.
 *
 * @param defaults what counts where the config says nothing: the region of the AWS environment.
 * @returns the config, and the file it came from, relative to the root.
 */
export async function loadConfig(
  root: string,
  defaults: { readonly region?: string } = {},
): Promise<Checked<{ readonly config: Config; readonly file: string }>> {
  const appRoot = resolve(root);
  const found = await findModuleFile(
    appRoot,
    'jets.config',
    'Change into the folder of an app, or make one: jets new blog',
  );
  if (!found.ok) return found;
  const file = found.value;
  const loaded = await loadDefaultExport(appRoot, file);
  if (!loaded.ok) return loaded;
  const findLine = findSettingLines(await readFile(join(appRoot, file), 'utf8'));
  const checked = await checkConfig(loaded.value, (path) => {
    const line = findLine(path);
    return { file, ...(line !== undefined && { line }) };
  });
  return checked.ok ? { ok: true, value: { config: fillDefaults(checked.value, defaults), file } } : checked;
}
