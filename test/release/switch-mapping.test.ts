import { beforeEach, describe, expect, it } from 'vitest';

import type { SwitchStep } from '../../src/plan/plan.ts';
import { switchMapping } from '../../src/release/switch-mapping.ts';
import { openRelease, type OpenRelease } from './open-release.ts';

let aws: OpenRelease;
let [blue, green, foreign] = ['', '', ''];
beforeEach(async () => {
  aws = await openRelease();
  [blue, green, foreign] = await Promise.all([
    aws.makeApi('blue'),
    aws.makeApi('green'),
    aws.makeApi('foreign'),
  ]);
});

const at = (restApiId: string, stage = 'dev') => ({ restApiId, stage });
const step = (from?: SwitchStep['from'], basePath = ''): SwitchStep => ({
  kind: 'switch',
  restApi: 'RestApi1',
  domain: 'api.example.com',
  basePath,
  ...(from ? { from } : {}),
});
const map = (restApiId: string, basePath = '(none)') =>
  aws.apigateway.createBasePathMapping({ domainName: 'api.example.com', basePath, restApiId, stage: 'dev' });
const run = async (planned: SwitchStep, target = at(green), jets = aws.jets) => {
  const restApis = await jets.restApis();
  const before = jets.calls.writes;
  const result = await switchMapping(restApis, planned, target, { pause: async () => {} });
  return { result, writes: jets.calls.writes - before };
};

describe('switching a base path mapping', () => {
  it('makes one where there is none', async () => {
    expect(await run(step(undefined, 'v1'))).toEqual({ result: { kind: 'switched' }, writes: 1 });
    expect(await aws.readMappings()).toEqual([`v1 → ${green}/dev`]);
  });

  it.each(['', 'v1'])('repoints it in one call (base path "%s")', async (basePath) => {
    await map(blue, basePath || '(none)');
    expect(await run(step(at(blue), basePath))).toEqual({ result: { kind: 'switched' }, writes: 1 });
    expect(await aws.readMappings()).toEqual([`${basePath || '(none)'} → ${green}/dev`]);
  });

  it.each([['as planned'], ['without one']])(
    'sends nothing when it is switched already (%s)',
    async (case_) => {
      await map(green);
      const planned = step(case_ === 'as planned' ? at(blue) : undefined);
      expect(await run(planned)).toEqual({ result: { kind: 'unchanged' }, writes: 0 });
    },
  );

  it.each([['blue'], ['nothing']])(
    'leaves alone what points elsewhere by now (planned from %s)',
    async (from) => {
      await map(foreign);
      const planned = step(from === 'blue' ? at(blue) : undefined);
      expect(await run(planned)).toEqual({
        result: { kind: 'elsewhere', found: at(foreign) },
        writes: 0,
      });
      expect(await aws.readMappings()).toEqual([`(none) → ${foreign}/dev`]);
    },
  );

  it('tells stages of one Rest API apart', async () => {
    await map(blue);
    expect(await run(step(at(blue, 'prod')))).toMatchObject({
      result: { kind: 'elsewhere', found: at(blue) },
    });
  });

  it('makes the mapping again that was taken away meanwhile', async () => {
    expect(await run(step(at(blue)))).toEqual({ result: { kind: 'switched' }, writes: 1 });
    expect(await aws.readMappings()).toEqual([`(none) → ${green}/dev`]);
  });

  it('leaves other base paths of the domain alone', async () => {
    await map(foreign, 'other');
    await map(blue, 'v1');
    await run(step(at(blue), 'v1'));
    expect(await aws.readMappings()).toEqual([`other → ${foreign}/dev`, `v1 → ${green}/dev`]);
  });

  it('ends with API Gateway’s refusal when the domain has another mapping that allows no second', async () => {
    await map(foreign);
    await expect(run(step(undefined, 'v1'))).rejects.toMatchObject({
      kind: 'conflict',
      message: 'Only one base path mapping is allowed if the base path is empty.',
    });
  });

  const create = 'POST /domainnames/api.example.com/basepathmappings';
  const repoint = 'PATCH /domainnames/api.example.com/basepathmappings/%28none%29';

  it('knows its own mapping again when the answer to making it was lost', async () => {
    const { jets, operations } = await aws.connectThrough({
      operation: create,
      fault: 'lose-answer',
      times: 1,
    });
    expect((await run(step(), at(green), jets)).result).toEqual({ kind: 'switched' });
    expect(operations.filter((name) => name === create)).toHaveLength(2);
    expect(await aws.readMappings()).toEqual([`(none) → ${green}/dev`]);
  });

  it('is done with when the answer to repointing it was lost', async () => {
    await map(blue);
    const { jets, operations } = await aws.connectThrough({
      operation: repoint,
      fault: 'lose-answer',
      times: 1,
    });
    expect((await run(step(at(blue)), at(green), jets)).result).toEqual({ kind: 'switched' });
    expect(operations).toContain(repoint);
    expect((await run(step(at(blue)))).result).toEqual({ kind: 'unchanged' });
  });

  it('does not take a base path that somebody was quicker to take', async () => {
    const restApis = await aws.jets.restApis();
    const result = await switchMapping(
      {
        ...restApis,
        createMapping: async (...args) => {
          await map(foreign);
          await restApis.createMapping(...args);
        },
      },
      step(),
      at(green),
    );
    expect(result).toEqual({ kind: 'elsewhere', found: at(foreign) });
  });

  it('reads the mapping back, and notices when it does not stay', async () => {
    await map(blue);
    const restApis = await aws.jets.restApis();
    const result = await switchMapping(
      {
        ...restApis,
        repointMapping: async (domain, basePath) => restApis.repointMapping(domain, basePath, foreign, 'dev'),
      },
      step(at(blue)),
      at(green),
    );
    expect(result).toEqual({ kind: 'elsewhere', found: at(foreign) });
  });

  it('is patient with a reading that is late', async () => {
    await map(blue);
    const restApis = await aws.jets.restApis();
    let reads = 0;
    const readMappings: typeof restApis.readMappings = async (domain) => {
      reads += 1;
      return reads === 2 ? [{ basePath: '', ...at(blue) }] : restApis.readMappings(domain);
    };
    const result = await switchMapping({ ...restApis, readMappings }, step(at(blue)), at(green), {
      pause: async () => {},
    });
    expect(result).toEqual({ kind: 'switched' });
    expect(reads).toBe(3);
  });
});
