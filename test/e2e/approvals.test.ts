import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type ChangingApp, makeChangingApp } from './support/changing-app.ts';
import { type EmbeddedAws, startEmbeddedAws } from './support/embedded-aws.ts';

const api = (setting: string) => `api: { ${setting} },`;

/** One app; each approval is for another name of the same variable. */
describe(
  'a replacement of the Rest API that nobody asked for, without a terminal',
  { timeout: 30_000 },
  () => {
    let aws: EmbeddedAws;
    let app: ChangingApp;
    let endpoint: string;
    let names = 0;
    beforeAll(async () => {
      aws = await startEmbeddedAws();
      app = await makeChangingApp(aws, 'blog', { routes: { 'GET posts/:id': 'posts#show' } });
      endpoint = (await app.deploy()).result.endpoint ?? '';
    });
    afterAll(async () => {
      await Promise.all([aws.stop(), app.remove()]);
    });

    const rename = async (config: string) => {
      names += 1;
      await app.write({ config, routes: { [`GET posts/:id_${names}`]: 'posts#show' } });
    };
    const expectNothingChanged = async () => {
      expect((await fetch(`${endpoint}/posts/1`)).status).toBe(200);
      const { stdout } = await app.jets(['url']);
      expect(stdout.trim()).toBe(endpoint);
    };

    it('is refused with what to set', async () => {
      await rename('');
      const { code, stdout, stderr } = await app.jets(['deploy']);
      expect({ code, stdout }).toEqual({ code: 8, stdout: '' });
      expect(stderr).toContain('/posts/{id_1} cannot stand beside /posts/{id}');
      expect(stderr).toContain('✖ The deploy needs a new Rest API, and nothing was changed');
      expect(stderr).toContain('jets deploy --yes (or JETS_API_AUTO_REPLACE=1)');
      expect(stderr).toContain('api: { autoReplace: true } in jets.config.ts');

      const { result } = await app.deploy([], { JETS_API_AUTO_REPLACE: '0' });
      expect(result).toMatchObject({
        exitCode: 8,
        problems: [{ why: expect.stringContaining('/posts/{id_1} cannot stand beside /posts/{id}') }],
      });
      await expectNothingChanged();
    });

    it('is refused with api.autoReplace false, whatever else approves it', async () => {
      await rename(api('autoReplace: false'));
      for (const run of [await app.deploy(['--yes']), await app.deploy([], { JETS_API_AUTO_REPLACE: '1' })]) {
        expect(run.plan).toMatchObject({ approval: { kind: 'refused' } });
        expect(run.result).toMatchObject({
          exitCode: 8,
          problems: [
            {
              message: 'The deploy needs a new Rest API, and nothing was changed',
              why: expect.stringContaining('api.autoReplace is false in jets.config.ts'),
              fix: 'To replace it this once: JETS_API_REPLACE=1 jets deploy',
            },
          ],
        });
      }
      await expectNothingChanged();
    });

    it.each([
      ['--yes', '', ['--yes'], {}],
      ['JETS_API_AUTO_REPLACE=1', '', [], { JETS_API_AUTO_REPLACE: '1' }],
      ['api.autoReplace true', api('autoReplace: true'), [], {}],
      [
        'JETS_API_REPLACE=1 with api.autoReplace false',
        api('autoReplace: false'),
        [],
        { JETS_API_REPLACE: '1' },
      ],
    ])('is approved by %s', async (_approval, config, args, env) => {
      await rename(config);
      const { code, plan, result } = await app.deploy(args, env);
      expect({ code, kind: plan?.strategy.kind }).toEqual({ code: 0, kind: 'replace-api' });
      expect(result.endpoint).not.toBe(endpoint);
      endpoint = result.endpoint ?? '';
      expect(await app.findUnserved(endpoint)).toEqual([]);
    });
  },
);
