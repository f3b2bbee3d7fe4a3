import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder with these files (path → text), removed when the test is over. */
export async function createAppFolder(
  files: Readonly<Record<string, string>>,
  name = 'app',
): Promise<string> {
  const parent = await realpath(await mkdtemp(join(tmpdir(), 'jets-config-')));
  onTestFinished(() => rm(parent, { recursive: true }));
  const root = join(parent, name);
  await mkdir(root);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}
