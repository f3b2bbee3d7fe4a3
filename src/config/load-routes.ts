import { resolve } from 'node:path';
import type { Checked } from '../problem.ts';
import type { DeclaredRoute } from './declared-route.ts';
import { findModuleFile } from './find-module-file.ts';
import { loadDefaultExport } from './load-module.ts';
import { relativeTo } from './relative-to.ts';

/** Reads `config/routes.ts` (or `.js`, `.mjs`) of the app in `root`: its routes in order, not checked yet. */
export async function loadRoutes(root: string): Promise<Checked<readonly DeclaredRoute[]>> {
  const appRoot = resolve(root);
  const found = await findModuleFile(
    appRoot,
    'config/routes',
    "Write: export default routes((r) => { r.root('posts#index'); })",
  );
  if (!found.ok) return found;
  const loaded = await loadDefaultExport(appRoot, found.value);
  if (!loaded.ok) return loaded;
  const declared = readRoutes(loaded.value);
  if (declared === undefined) {
    const problem = {
      message: `${found.value} does not export routes`,
      file: found.value,
      fix: "Write: export default routes((r) => { … }), with routes imported from 'jets-deploy'.",
    };
    return { ok: false, problems: [problem] };
  }
  return {
    ok: true,
    value: declared.map((route) => ({
      ...route,
      source: { ...route.source, file: relativeTo(appRoot, route.source.file) },
    })),
  };
}

/** A brand and not an import: the app's copy of `jets-deploy` need not be this one. */
function readRoutes(exported: unknown): readonly DeclaredRoute[] | undefined {
  const brand = Symbol.for('jets.routes');
  if (typeof exported !== 'object' || exported === null || !(brand in exported)) return undefined;
  return exported[brand] as readonly DeclaredRoute[];
}
