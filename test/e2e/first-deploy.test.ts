import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type EmbeddedAws, startEmbeddedAws } from './support/embedded-aws.ts';
import { runJets } from './support/jets.ts';
import { makeStarter, type StarterApp } from './support/starter.ts';

interface Result {
  readonly type: string;
  readonly outcome: string;
  readonly endpoint: string;
  readonly seconds: number;
  readonly calls: { readonly reads: number; readonly writes: number };
}

const lastEvent = (stdout: string) => JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Result;

describe('deploying the starter app', () => {
  let aws: EmbeddedAws;
  let app: StarterApp;
  beforeAll(async () => {
    [aws, app] = await Promise.all([startEmbeddedAws(), makeStarter()]);
  });
  afterAll(async () => {
    await Promise.all([aws.stop(), app.remove()]);
  });

  const jets = (...args: string[]) => runJets(args, { cwd: app.dir, env: aws.env });

  it('goes from nothing to a running endpoint, changes in place, and away', async () => {
    const created = await jets('deploy', '--json');
    expect(created.stderr).toBe('');
    expect(created.code).toBe(0);
    const { outcome, endpoint } = lastEvent(created.stdout);
    expect(outcome).toBe('created');
    expect(await (await fetch(`${endpoint}/posts`)).json()).toMatchObject({ posts: [{ id: '1' }, {}] });
    expect((await fetch(`${endpoint}/nothing/here`)).status).toBe(404);

    const unchanged = lastEvent((await jets('deploy', '--json')).stdout);
    expect(unchanged).toMatchObject({ outcome: 'unchanged', endpoint, calls: { writes: 0 } });

    await edit(
      'app/controllers/pages.ts',
      (text) => `${text}\nexport const about = () => ({ about: 'blog' });\n`,
    );
    await edit('config/routes.ts', (text) =>
      text.replace("r.any('*path'", "r.get('about', 'pages#about');\n  r.any('*path'"),
    );
    const updated = lastEvent((await jets('deploy', '--json')).stdout);
    expect(updated).toMatchObject({ outcome: 'updated', endpoint });
    expect(await (await fetch(`${endpoint}/about`)).json()).toEqual({ about: 'blog' });

    const url = await jets('url');
    expect(url.stdout).toBe(`${endpoint}\n`);
    expect(JSON.parse((await jets('url', '--json')).stdout)).toEqual({ endpoint });
    expect(JSON.parse((await jets('status', '--json')).stdout)).toMatchObject({
      namespace: 'blog-dev',
      deployed: true,
      status: 'UPDATE_COMPLETE',
      endpoint,
    });

    const asked = await jets('delete');
    expect(asked.code).toBe(7);
    expect(asked.stderr).toContain('jets delete --yes');
    expect((await fetch(`${endpoint}/posts`)).status).toBe(200);

    expect((await jets('delete', '--yes')).code).toBe(0);
    expect((await fetch(`${endpoint}/posts`)).status).toBe(403);
    expect((await jets('url')).code).toBe(6);
  });

  async function edit(file: string, change: (text: string) => string): Promise<void> {
    const path = join(app.dir, file);
    await writeFile(path, change(await readFile(path, 'utf8')));
  }
});
