import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface TestApp {
  /** The app's root. */
  readonly dir: string;
  remove(): Promise<void>;
}

/** An app made of the given files, in a temporary folder. */
export async function makeApp(files: Readonly<Record<string, string>>): Promise<TestApp> {
  const dir = await mkdtemp(join(tmpdir(), 'jets-app-'));
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, file)), { recursive: true });
    await writeFile(join(dir, file), content);
  }
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}
