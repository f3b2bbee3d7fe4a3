import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Changes one file of an app. Throws when that changes nothing, because the test would then prove nothing. */
export async function editFile(dir: string, file: string, change: (text: string) => string): Promise<void> {
  const path = join(dir, file);
  const before = await readFile(path, 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`${file} is as it was before`);
  await writeFile(path, after);
}
