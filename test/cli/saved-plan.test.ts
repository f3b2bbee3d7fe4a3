import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { readSavedPlan, writeSavedPlan } from '../../src/cli/saved-plan.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { InputError, type Problem } from '../../src/problem.ts';
import { sketchPlan } from '../report/plan-fixture.ts';

let root: string;
let plan: Plan;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'jets-saved-plan-'));
  plan = sketchPlan({
    artifacts: [await makeArtifact('pages_controller'), await makeArtifact('posts_controller')],
    tags: { 2: 'b', 1: 'a', 'jets:app': 'demo' },
  });
});
afterEach(() => rm(root, { recursive: true }));

async function makeArtifact(functionKey: string) {
  const content = `zip of ${functionKey}`;
  const sha256 = createHash('sha256').update(content).digest('hex');
  const file = join(root, '.jets', 'build', `${sha256}.zip`);
  await mkdir(join(root, '.jets', 'build'), { recursive: true });
  await writeFile(file, content);
  return {
    functionKey,
    file,
    sha256,
    codeSha256: 'unused',
    size: content.length,
    unzippedSize: 9,
    handler: 'index.handler',
    key: `apps/demo-dev/code/${sha256}.zip`,
  };
}

const problemsOf = async (file: string, folder = root): Promise<readonly Problem[]> => {
  const error: unknown = await readSavedPlan(file, folder).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof InputError) return error.problems;
  throw new Error('It was read', { cause: error });
};
const edit = async (change: (text: string) => string) => {
  const file = join(root, 'plan.json');
  await writeFile(file, change(await readFile(file, 'utf8')));
};

describe('a saved plan', () => {
  it('is read as it was written', async () => {
    await writeSavedPlan('plan.json', plan, root);
    expect(await readSavedPlan('plan.json', root)).toEqual(plan);
  });

  it('can be moved with its app', async () => {
    await writeSavedPlan(join(root, 'plan.json'), plan, root);
    expect(await readFile(join(root, 'plan.json'), 'utf8')).not.toContain(root);
    const elsewhere = join(root, 'elsewhere');
    await mkdir(join(elsewhere, '.jets', 'build'), { recursive: true });
    for (const { file, sha256 } of plan.artifacts) {
      await writeFile(join(elsewhere, '.jets', 'build', `${sha256}.zip`), await readFile(file));
    }
    const read = await readSavedPlan(join(root, 'plan.json'), elsewhere);
    expect(read.artifacts[0]?.file).toBe(
      join(elsewhere, '.jets', 'build', `${plan.artifacts[0]?.sha256}.zip`),
    );
  });

  it('can be formatted anew', async () => {
    await writeSavedPlan('plan.json', plan, root);
    await edit((text) => JSON.stringify(JSON.parse(text)));
    expect(await readSavedPlan('plan.json', root)).toEqual(plan);
  });

  it('is for its owner only, replaces an older one, and leaves nothing else behind', async () => {
    await mkdir(join(root, 'out'));
    await writeFile(join(root, 'out', 'plan.json'), 'older');
    await writeSavedPlan('out/plan.json', plan, root);
    expect(await readdir(join(root, 'out'))).toEqual(['plan.json']);
    const { mode } = await stat(join(root, 'out', 'plan.json'));
    if (process.platform !== 'win32') expect(mode & 0o777).toBe(0o600);
  });

  it('leaves nothing behind where it cannot be written', async () => {
    await mkdir(join(root, 'plan.json'));
    await expect(writeSavedPlan('plan.json', plan, root)).rejects.toThrow(/EISDIR|EPERM|ENOTEMPTY/);
    expect((await readdir(root)).toSorted()).toEqual(['.jets', 'plan.json']);
  });

  it('that is not there says how to make one', async () => {
    expect(await problemsOf('plan.json')).toEqual([
      { message: 'There is no saved plan plan.json', fix: 'Make one: jets plan --out plan.json' },
    ]);
  });

  it.each<[string, (text: string) => string, string]>([
    ['cut off', (text) => text.slice(0, text.length / 2), 'The saved plan is not whole'],
    ['empty', () => '', 'The saved plan is not whole'],
    [
      'what --json prints',
      (text) => JSON.stringify((JSON.parse(text) as { plan: unknown }).plan),
      'The file holds no saved plan',
    ],
    ['something else', () => '[]', 'The file holds no saved plan'],
    [
      'of another version',
      (text) => text.replace('"version": 1', '"version": 2'),
      'The saved plan is of version 2',
    ],
    [
      'edited by hand',
      (text) => text.replace('"demo-dev"', '"demo-prod"'),
      'The saved plan was changed after it was made',
    ],
    [
      'without a step',
      (text) => text.replace('"toolkit": "keep"', '"toolkit": "create"'),
      'The saved plan was changed after it was made',
    ],
  ])('that is %s is refused', async (_, change, message) => {
    await writeSavedPlan('plan.json', plan, root);
    await edit(change);
    expect(await problemsOf('plan.json')).toEqual([
      expect.objectContaining({
        message,
        file: 'plan.json',
        fix: 'Make it again: jets plan --out plan.json',
      }),
    ]);
  });

  it('says which code is gone and which is another, all at once', async () => {
    await writeSavedPlan('plan.json', plan, root);
    const [pages, posts] = plan.artifacts.map(({ file }) => file);
    await rm(pages ?? '');
    await writeFile(posts ?? '', 'another zip');
    const problems = await problemsOf('plan.json');
    expect(problems.map(({ message }) => message)).toEqual([
      'Code that the plan was made with is gone: pages_controller',
      'Code is not what the plan was made with: posts_controller',
    ]);
    for (const { fix } of problems) expect(fix).toMatch(/jets plan --out plan\.json$/);
  });
});
