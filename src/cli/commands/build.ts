import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { buildArtifacts } from '../../bundle/build-artifacts.ts';
import { InputError } from '../../problem.ts';
import { countOf, formatBytes } from '../../report/format-quantity.ts';
import { buildTemplates } from '../../templates/build-templates.ts';
import { buildToolkitFile } from '../../templates/toolkit.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { EnvironmentOptions } from '../choose-environment.ts';
import { loadApp } from '../load-app.ts';
import type { Session } from '../session.ts';

/** Writes what a first deploy would upload into a folder: `templates/*.json` and `code/*.zip`. Calls no AWS. */
export async function buildApp(
  options: EnvironmentOptions & { readonly out: string; readonly json?: boolean },
  session: Session,
): Promise<ExitCode> {
  const app = await loadApp(options, session);
  const artifacts = await buildArtifacts({
    app,
    root: session.root,
    buildDir: join(session.root, '.jets', 'build'),
  });
  if (!artifacts.ok) throw new InputError(artifacts.problems);
  const templates = buildTemplates({ app, artifacts: artifacts.value });
  if (!templates.ok) throw new InputError(templates.problems);

  const out = resolve(session.root, options.out);
  await Promise.all(['templates', 'code'].map((dir) => mkdir(join(out, dir), { recursive: true })));
  const templateFiles = [buildToolkitFile(), templates.value.app, ...templates.value.pages];
  const written = await Promise.all([
    ...templateFiles.map(async ({ name, body }) => {
      await writeFile(join(out, 'templates', `${name}.json`), body);
      return { file: join('templates', `${name}.json`), bytes: Buffer.byteLength(body) };
    }),
    ...artifacts.value.map(async ({ functionKey, file, size, sha256 }) => {
      const name = `${functionKey}.zip`;
      await copyFile(file, join(out, 'code', name));
      return { file: join('code', name), bytes: size, sha256 };
    }),
  ]);

  const { terminal } = session;
  if (options.json) {
    terminal.data(JSON.stringify({ out, namespace: app.namespace, files: written }, null, 2));
    return exitCodes.done;
  }
  for (const { file, bytes } of written) terminal.say(`  ${file} ${terminal.paint.dim(formatBytes(bytes))}`);
  terminal.say(
    `${terminal.paint.green('✔')} Built ${countOf(artifacts.value.length, 'function')} and ${countOf(templateFiles.length, 'template')} for ${app.namespace}`,
  );
  terminal.data(out);
  return exitCodes.done;
}
