import { beforeEach, describe, expect, it } from 'vitest';

import type { DeployEvent } from '../../src/apply/deploy-event.ts';
import type { Aws } from '../../src/aws/connection.ts';
import type { Plan, PlanStep } from '../../src/plan/plan.ts';
import { carryOutPlan } from '../../src/release/carry-out-plan.ts';
import type { CarryOutOptions } from '../../src/release/carry-out-options.ts';
import { answerInTurn } from './answering-server.ts';
import { openRelease, type OpenRelease } from './open-release.ts';
import { impossibleRole, planOf, templateOf, updateStep } from './plan-fixture.ts';

let aws: OpenRelease;
let runs = 0;
beforeEach(async () => {
  aws = await openRelease();
});

const addressOf = (outputs: Readonly<Record<string, string>>) =>
  `${aws.endpoint}/_aws/execute-api/${outputs['RestApiId']}/${outputs['StageName']}`;

const carryOut = async (plan: Plan, options: Partial<CarryOutOptions> = {}, jets: Aws = aws.jets) => {
  const events: DeployEvent[] = [];
  let clock = 0;
  runs += 1;
  const result = await carryOutPlan(jets, plan, {
    onEvent: (event) => events.push(event),
    now: () => clock,
    runId: `run${runs}`,
    describe: () => undefined,
    endpointOf: addressOf,
    pause: async (milliseconds) => void (clock += milliseconds),
    ...options,
  }).catch((error: unknown) => ({ kind: 'thrown', error }) as const);
  return {
    result,
    events,
    steps: events.flatMap((event) =>
      event.type === 'step' && event.state !== 'started' ? `${event.step} ${event.state}: ${event.text}` : [],
    ),
    warnings: events.flatMap((event) => (event.type === 'warning' ? event.message : [])),
  };
};

const outputsOf = (result: object): Readonly<Record<string, string>> =>
  'outputs' in result ? (result.outputs as Record<string, string>) : {};

/** A first deploy of Rest API `RestApi`; gives its id. */
const deployFirst = async () => {
  const plan = planOf([updateStep('deploy', 'create')], { deploy: templateOf('RestApi') });
  const { result } = await carryOut({ ...plan, toolkit: 'create' });
  return outputsOf(result)['RestApiId'] ?? '';
};
const map = (restApiId: string) =>
  aws.apigateway.createBasePathMapping({ domainName: 'api.example.com', restApiId, stage: 'dev' });
const ask = async (restApiId: string) =>
  (await fetch(`${addressOf({ RestApiId: restApiId, StageName: 'dev' })}/`)).text();

const verify: PlanStep = { kind: 'verify', restApi: 'RestApi1' };
const repoint = (from?: string, restApi = 'RestApi1'): PlanStep => ({
  kind: 'switch',
  restApi,
  domain: 'api.example.com',
  basePath: '',
  ...(from === undefined ? {} : { from: { restApiId: from, stage: 'dev' } }),
});
const removal = [{ action: 'delete', logicalId: 'RestApi', type: 'AWS::ApiGateway::RestApi' }] as const;
/** Replaces `RestApi` by `RestApi1` behind the domain. */
const replacement = (blue: string, templates = {}) =>
  planOf(
    [
      updateStep('expand'),
      verify,
      repoint(blue),
      { kind: 'drain', seconds: 2 },
      updateStep('contract', 'update', removal),
    ],
    { expand: templateOf('RestApi', 'RestApi1'), contract: templateOf('RestApi1'), ...templates },
  );

describe('carrying out a plan', () => {
  it('makes toolkit and stack, and maps the domain', async () => {
    const plan = planOf([updateStep('deploy', 'create'), repoint(undefined, 'RestApi')], {
      deploy: templateOf('RestApi'),
    });
    const { result, steps } = await carryOut({ ...plan, toolkit: 'create' });
    expect(result).toMatchObject({ kind: 'created', outputs: { StageName: 'dev' } });
    expect(steps).toEqual([
      'toolkit done: The bucket for code and templates is ready',
      'upload done: Uploaded 1 file, 1 KB',
      'deploy done: Deployed blog-dev',
      'switch done: api.example.com points to the Rest API',
    ]);
    expect(await aws.readMappings()).toEqual([`(none) → ${outputsOf(result)['RestApiId']}/dev`]);
  });

  it('replaces a Rest API behind a domain, step by step', async () => {
    const blue = await deployFirst();
    await map(blue);
    const { result, steps, events } = await carryOut(replacement(blue));
    const green = outputsOf(result)['RestApiId'] ?? '';
    expect(steps).toEqual([
      'upload done: Uploaded 2 files, 3 KB',
      'expand done: The new Rest API stands beside the old one',
      'verify done: The new Rest API answers',
      'switch done: api.example.com points to the new Rest API',
      'drain done: Let requests to the old Rest API finish',
      'contract done: Removed the old Rest API',
    ]);
    expect(events.filter(({ type }) => type === 'waiting')).toEqual([
      { type: 'waiting', step: 'drain', seconds: 0, total: 2 },
      { type: 'waiting', step: 'drain', seconds: 1, total: 2 },
    ]);
    expect(await aws.readMappings()).toEqual([`(none) → ${green}/dev`]);
    expect(await ask(green)).toBe('from RestApi1');
    expect(await ask(blue)).toContain('Forbidden');
  });

  it('carried out again from anywhere changes nothing more and ends in the same', async () => {
    const blue = await deployFirst();
    await map(blue);
    const plan = replacement(blue);
    for (let done = 1; done <= plan.steps.length; done += 1) {
      expect((await carryOut({ ...plan, steps: plan.steps.slice(0, done) })).result.kind).toBe(
        [1, 3, 5].includes(done) ? 'updated' : 'unchanged',
      );
      if (done === 5) continue;
      // What was expanded is found as it is.
      expect((await carryOut({ ...plan, steps: plan.steps.slice(0, done) })).result.kind).toBe('unchanged');
    }
  });

  it('stops before the switch when the new Rest API does not answer: the old one serves', async () => {
    const blue = await deployFirst();
    await map(blue);
    const url = await answerInTurn([502, '{"message": "Internal server error"}']);
    const endpointOf = () => url.replace(/\/$/, '');
    const { result, steps, events } = await carryOut(replacement(blue), { endpointOf, verifyLimit: 3_000 });
    expect(result).toEqual({
      kind: 'failed',
      serving: 'old',
      step: 'verify',
      url,
      fault: 'answered 502: {"message": "Internal server error"}',
      attempts: expect.any(Number),
      seconds: expect.any(Number),
    });
    expect(steps.at(-1)).toBe('verify failed: The new Rest API does not answer');
    expect(events).toContainEqual(expect.objectContaining({ type: 'waiting', step: 'verify', total: 3 }));
    expect(await aws.readMappings()).toEqual([`(none) → ${blue}/dev`]);
    expect(await ask(blue)).toBe('from RestApi');
  });

  it('stops before blue is touched when green is rolled back, and names the cause', async () => {
    const blue = await deployFirst();
    await map(blue);
    const expand = templateOf('RestApi', 'RestApi1');
    const plan = replacement(blue, {
      expand: { ...expand, Resources: { ...expand.Resources, Role: impossibleRole } },
    });
    const { result, steps } = await carryOut(plan);
    expect(result).toMatchObject({
      kind: 'failed',
      serving: 'old',
      step: 'expand',
      stack: 'blog-dev',
      outcome: { status: 'UPDATE_ROLLBACK_COMPLETE', cause: { logicalId: 'Role' } },
    });
    expect(steps.at(-1)).toBe('expand failed: CloudFormation ended in UPDATE_ROLLBACK_COMPLETE');
    expect(await ask(blue)).toBe('from RestApi');
  });

  it('does not switch what belongs to something else, and names both', async () => {
    const blue = await deployFirst();
    const foreign = await aws.makeApi('foreign');
    await map(foreign);
    const { result } = await carryOut(replacement(blue));
    expect(result).toMatchObject({
      kind: 'failed',
      serving: 'old',
      step: 'switch',
      domain: 'api.example.com',
      basePath: '',
      expected: { restApiId: blue, stage: 'dev' },
      found: { restApiId: foreign, stage: 'dev' },
      target: { restApiId: expect.any(String), stage: 'dev' },
    });
    expect(await aws.readMappings()).toEqual([`(none) → ${foreign}/dev`]);
    expect(await ask(blue)).toBe('from RestApi');
  });

  it('the new Rest API serves when the old one cannot be removed', async () => {
    const blue = await deployFirst();
    await map(blue);
    const contract = templateOf('RestApi1');
    const plan = replacement(blue, {
      contract: { ...contract, Resources: { ...contract.Resources, Role: impossibleRole } },
    });
    const { result } = await carryOut(plan);
    expect(result).toMatchObject({ kind: 'failed', serving: 'new', step: 'contract' });
    expect(await ask(blue)).toBe('from RestApi');
    // The next deploy, with nothing in the way.
    expect((await carryOut(replacement(blue))).result.kind).toBe('updated');
    expect(await ask(blue)).toContain('Forbidden');
  });

  it('says what serves when AWS cannot be asked any more in the middle', async () => {
    const blue = await deployFirst();
    await map(blue);
    const { jets } = await aws.connectThrough({
      operation: 'PATCH /domainnames/api.example.com/basepathmappings/%28none%29',
      fault: 'deny',
    });
    const { result, warnings, steps } = await carryOut(replacement(blue), {}, jets);
    expect(result).toMatchObject({ kind: 'thrown', error: { kind: 'access-denied' } });
    expect(steps.at(-1)).toBe('switch failed: Pointing api.example.com to the new Rest API');
    expect(warnings).toEqual([
      'Stopped in the middle: blog-dev serves as before. The next jets deploy goes on from here.',
    ]);
  });

  it('deletes first what a failed first deploy left', async () => {
    const broken = { ...templateOf('RestApi'), Resources: { Role: impossibleRole }, Outputs: {} };
    const failing = planOf([updateStep('deploy', 'create')], { deploy: broken });
    expect((await carryOut({ ...failing, toolkit: 'create' })).result).toMatchObject({
      kind: 'failed',
      serving: 'nothing',
      step: 'deploy',
      outcome: { status: 'ROLLBACK_COMPLETE' },
    });
    const plan = planOf([{ kind: 'clean-up' }, updateStep('deploy', 'create')], {
      deploy: templateOf('RestApi'),
    });
    const { result, steps } = await carryOut(plan);
    expect(result.kind).toBe('created');
    expect(steps).toContain('clean-up done: Deleted what the failed first deploy of blog-dev left');
  });

  it('can be interrupted while it drains', async () => {
    const blue = await deployFirst();
    await map(blue);
    const controller = new AbortController();
    const { result, steps } = await carryOut(replacement(blue), {
      signal: controller.signal,
      pause: async () => {
        controller.abort();
        controller.signal.throwIfAborted();
      },
    });
    expect(result).toMatchObject({ kind: 'thrown', error: { name: 'AbortError' } });
    expect(steps.at(-1)).toBe('drain failed: Letting requests to the old Rest API finish');
  });
});
