import { join } from 'node:path';

import type { App } from '../app/app.ts';
import type { TakeStep } from '../apply/take-steps.ts';
import type { Artifact } from '../bundle/artifact.ts';
import { buildArtifacts } from '../bundle/build-artifacts.ts';
import { InputError } from '../problem.ts';
import { countOf, formatBytes } from '../report/format-quantity.ts';

/** Builds the code of an app into `.jets/build` below its root, as a step. Throws InputError. */
export async function buildCode(app: App, root: string, step: TakeStep): Promise<readonly Artifact[]> {
  return await step(
    'build',
    'Building',
    async () => {
      const built = await buildArtifacts({ app, root, buildDir: join(root, '.jets', 'build') });
      if (!built.ok) throw new InputError(built.problems);
      return built.value;
    },
    (built) => ({ text: describeBuild(built) }),
  );
}

function describeBuild(artifacts: readonly Artifact[]): string {
  const bytes = artifacts.reduce((sum, { size }) => sum + size, 0);
  return `Built ${countOf(artifacts.length, 'function')}, ${formatBytes(bytes)}`;
}
