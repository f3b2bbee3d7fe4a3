import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';

import { z } from 'zod';

import type { Plan, PlannedArtifact } from '../plan/plan.ts';
import { InputError, type Problem } from '../problem.ts';

/**
 * Writes a plan into a file that {@link readSavedPlan} reads, whole or not at all. Only its owner may read it: templates
 * hold the environment of the functions. Zips stay where they are, and are named relative to the app's root.
 *
 * @param file absolute, or relative to `root`.
 */
export async function writeSavedPlan(file: string, plan: Plan, root: string): Promise<void> {
  const target = resolve(root, file);
  const portable = relativeTo(root, plan);
  const content = { format: 'jets-plan', digest: digestOf(portable), plan: portable };
  await mkdir(dirname(target), { recursive: true });
  const unfinished = `${target}.${randomUUID()}`;
  try {
    await writeFile(unfinished, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    await rename(unfinished, target);
  } finally {
    await rm(unfinished, { force: true });
  }
}

/**
 * Reads a plan that {@link writeSavedPlan} wrote. Its digest is against mistakes, a file that was cut off or edited by
 * hand, and not against anybody who means harm: a plan is as much to be trusted as who gave it.
 *
 * @returns the plan with absolute paths of its zips, which are there and what they were.
 * Throws InputError with everything that is wrong.
 */
export async function readSavedPlan(file: string, root: string): Promise<Plan> {
  const plan = parse(file, await readContent(file, root));
  const artifacts = plan.artifacts.map((artifact) => ({ ...artifact, file: resolve(root, artifact.file) }));
  const problems = await checkArtifacts(artifacts, file);
  if (problems.length > 0) throw new InputError(problems);
  return { ...plan, artifacts };
}

/** A plan as it is printed and saved: the same on any machine that has the app in some folder. */
export function relativeTo(root: string, plan: Plan): Plan {
  const artifacts = plan.artifacts.map((artifact) => ({
    ...artifact,
    file: relative(root, artifact.file).split(sep).join('/'),
  }));
  return { ...plan, artifacts };
}

const savedPlan = z.object({
  format: z.literal('jets-plan'),
  digest: z.string(),
  plan: z.looseObject({ version: z.number() }),
});

async function readContent(file: string, root: string): Promise<string> {
  try {
    return await readFile(resolve(root, file), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new InputError([
      { message: `There is no saved plan ${file}`, fix: `Make one: jets plan --out ${file}` },
    ]);
  }
}

function parse(file: string, content: string): Plan {
  const refuse = (message: string, why: string): never => {
    throw new InputError([{ message, file, why, fix: `Make it again: jets plan --out ${file}` }]);
  };
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (error) {
    return refuse('The saved plan is not whole', `It is no JSON: ${(error as Error).message}.`);
  }
  const checked = savedPlan.safeParse(json);
  if (!checked.success) return refuse('The file holds no saved plan', 'jets plan --out writes another form.');
  const { version } = checked.data.plan;
  if (version !== planVersion) {
    return refuse(
      `The saved plan is of version ${version}`,
      `This version of jets applies plans of version ${planVersion}.`,
    );
  }
  // As it was read: checking it may have put its keys into another order.
  const { plan } = json as { readonly plan: Plan };
  if (digestOf(plan) !== checked.data.digest) {
    return refuse(
      'The saved plan was changed after it was made',
      'What is applied must be what was planned, so its digest has to fit.',
    );
  }
  return plan;
}

const planVersion: Plan['version'] = 1;

/** JSON keeps the order of keys, so that what was written and what is read give the same text. */
function digestOf(plan: object): string {
  return createHash('sha256').update(JSON.stringify(plan)).digest('hex');
}

async function checkArtifacts(artifacts: readonly PlannedArtifact[], planFile: string): Promise<Problem[]> {
  const digests = await Promise.all(artifacts.map(async ({ file }) => await digestFile(file)));
  const namesOf = (found: (digest: string | undefined, artifact: PlannedArtifact) => boolean) =>
    artifacts
      .filter((artifact, index) => found(digests[index], artifact))
      .map(({ functionKey }) => functionKey)
      .join(', ');
  const gone = namesOf((digest) => digest === undefined);
  const other = namesOf((digest, { sha256 }) => digest !== undefined && digest !== sha256);
  return [
    ...(gone === ''
      ? []
      : [
          {
            message: `Code that the plan was made with is gone: ${gone}`,
            file: planFile,
            why: 'A saved plan names the zips in .jets/build, and does not hold them. Later builds delete old ones.',
            fix: `Bring .jets/build of that build along. Or plan again: jets plan --out ${planFile}`,
          },
        ]),
    ...(other === ''
      ? []
      : [
          {
            message: `Code is not what the plan was made with: ${other}`,
            file: planFile,
            why: 'The zip in .jets/build has another digest than the plan says.',
            fix: `Plan again: jets plan --out ${planFile}`,
          },
        ]),
  ];
}

/** Undefined when there is no such file. */
async function digestFile(file: string): Promise<string | undefined> {
  try {
    return createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  }
}
