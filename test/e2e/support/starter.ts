import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runJets } from './jets.ts';

export interface StarterApp {
  /** The app's root. */
  readonly dir: string;
  remove(): Promise<void>;
}

/** What `jets new` writes, in a temporary folder. */
export async function makeStarter(name = 'blog'): Promise<StarterApp> {
  const home = await mkdtemp(join(tmpdir(), 'jets-app-'));
  const { code, stderr } = await runJets(['new', name], { cwd: home });
  if (code !== 0) throw new Error(stderr);
  return { dir: join(home, name), remove: () => rm(home, { recursive: true, force: true }) };
}
