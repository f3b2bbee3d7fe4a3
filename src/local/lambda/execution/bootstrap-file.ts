import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The program that function processes run. Run from its sources, it is bundled into `dir`, as Node.js 20 reads no
 * TypeScript.
 */
export async function locateBootstrap(dir: string): Promise<string> {
  if (import.meta.url.endsWith('.js')) return fileURLToPath(new URL('../bootstrap/main.js', import.meta.url));
  const { buildSync } = await import('esbuild');
  const outfile = join(dir, 'main.mjs');
  buildSync({
    entryPoints: [fileURLToPath(new URL('../bootstrap/main.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
  });
  return outfile;
}
