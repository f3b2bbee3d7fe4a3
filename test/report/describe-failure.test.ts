import { describe, expect, it } from 'vitest';

import { describeFailure, type FailureContext } from '../../src/report/describe-failure.ts';
import { buildTemplates } from '../../src/templates/build-templates.ts';
import { describeLogicalIds } from '../../src/templates/describe-logical-ids.ts';
import { sketchApp, sketchArtifacts } from '../templates/app-fixture.ts';
import { sketchPlan } from './plan-fixture.ts';

const sketched = sketchApp({
  routes: ['GET /posts posts#index', 'GET /posts/{id}/likes posts#likes'],
  jobs: ['clean'],
});
const posts = { name: 'posts', file: 'app/controllers/posts.ts', actions: [] };
const app = {
  ...sketched,
  functions: sketched.functions.map((one) => (one.job ? one : { ...one, controllers: [posts] })),
};
const built = buildTemplates({ app, artifacts: sketchArtifacts(app) });
if (!built.ok) throw new Error(JSON.stringify(built.problems));
const descriptions = describeLogicalIds(built.value);
const context = { stack: 'demo-dev', command: 'deploy', descriptions, app } as const;

const idOf = (text: string) =>
  [...descriptions].find(([, description]) => description.text === text)?.[0] ?? 'missing';
const fail = (
  text: string,
  status = 'UPDATE_ROLLBACK_COMPLETE',
  message = 'no',
  more: Partial<FailureContext> = {},
) =>
  describeFailure(
    {
      kind: 'failed',
      status,
      cause: {
        stackName: 'demo-dev',
        logicalId: idOf(text),
        resourceType: 'T',
        action: 'create',
        message,
      },
    },
    { ...context, ...more },
  );

describe('a failed deploy', () => {
  it.each([
    ['GET /posts (posts#index)', app.routes[0]?.source],
    ['path /posts/{id}', app.routes[1]?.source],
    ['path /posts/{id}/likes', app.routes[1]?.source],
    ['function posts_controller', { file: 'app/controllers/posts.ts' }],
    ['function clean_job-run', { file: 'app/jobs/clean.ts' }],
  ])('is traced from %s to where that is written', (text, source) => {
    const problem = fail(text);
    expect(problem.message.toLowerCase()).toBe(`${text.toLowerCase()} could not be created`);
    expect({ ...problem }).toMatchObject(source ?? {});
  });

  it("gives AWS's message without what CloudFormation wraps around it", () => {
    const wrapped =
      'Resource handler returned message: "Say "no" (Service: Iam, Status Code: 404)" (RequestToken: 1-2, HandlerErrorCode: NotFound)';
    expect(fail('stage dev', undefined, wrapped).why).toBe('Say "no" (Service: Iam, Status Code: 404)');
  });

  it.each([
    ['CHANGE_SET_FAILED', /^Nothing was changed/],
    ['UPDATE_ROLLBACK_COMPLETE', /what ran before runs on/],
    ['ROLLBACK_COMPLETE', /clears away what is left/],
    ['UPDATE_ROLLBACK_FAILED', /\njets deploy --continue-rollback\n.*\njets status$/],
    ['ROLLBACK_FAILED', /jets delete/],
    ['NOT_STARTED', /jets status/],
    ['DELETE_COMPLETE', /Somebody deleted/],
  ])('that ended in %s says what to do', (status, advice) => {
    expect(fail('stage dev', status).fix).toMatch(advice);
  });

  it('is traced to its route by the plan, where the app is not at hand', () => {
    const added = { verb: 'GET', path: '/posts', file: 'config/routes.ts', line: 3 } as const;
    const plan = sketchPlan({ routes: { added: [added], removed: [], changed: [], unchanged: 0 } });
    expect(fail('GET /posts (posts#index)', undefined, undefined, { app: plan })).toMatchObject({
      file: 'config/routes.ts',
      line: 3,
    });
    expect(fail('function posts_controller', undefined, undefined, { app: plan })).not.toHaveProperty('file');
  });

  it.each([
    [
      'expand',
      'UPDATE_ROLLBACK_COMPLETE',
      /^The old Rest API has noticed nothing and goes on serving\. .*jets deploy$/,
    ],
    ['expand', 'CHANGE_SET_FAILED', /^The old Rest API has noticed nothing/],
    [
      'expand',
      'UPDATE_ROLLBACK_FAILED',
      /^The old Rest API has noticed nothing.*\njets deploy --continue-rollback\n/,
    ],
    [
      'contract',
      'UPDATE_ROLLBACK_COMPLETE',
      /^What was deployed is live and serves.*jets deploy \(it tries that again\)$/,
    ],
    [
      'contract',
      'UPDATE_ROLLBACK_FAILED',
      /^What was deployed is live and serves.*\njets deploy --continue-rollback\n/,
    ],
    ['deploy', 'UPDATE_ROLLBACK_COMPLETE', /^CloudFormation undid the update: what ran before runs on\./],
  ] as const)('in the phase %s, ended in %s, says what is live now', (phase, status, advice) => {
    expect(fail('stage dev', status, undefined, { phase }).fix).toMatch(advice);
  });

  it('while a rollback was continued says what could not be rolled back', () => {
    const problem = fail('function posts_controller', 'UPDATE_ROLLBACK_FAILED', 'no such key', {
      command: 'deploy --continue-rollback',
    });
    expect(problem).toMatchObject({
      message: 'Function posts_controller could not be rolled back',
      why: 'no such key',
    });
  });

  it('says what kept the rollback from ending, too', () => {
    const cause = { stackName: 's', logicalId: 'A', resourceType: 'T', message: 'first' };
    const problem = describeFailure(
      {
        kind: 'failed',
        status: 'UPDATE_ROLLBACK_FAILED',
        cause,
        rollbackCause: { ...cause, logicalId: idOf('function posts_controller'), message: 'second' },
      },
      context,
    );
    expect(problem.why).toBe('first\nUndoing it failed as well: Function posts_controller: second');
  });

  it("falls back on CloudFormation's reason when no resource is to blame", () => {
    expect(
      describeFailure({ kind: 'failed', status: 'CHANGE_SET_FAILED', reason: 'Template error' }, context),
    ).toMatchObject({ message: 'Stack demo-dev failed (CHANGE_SET_FAILED)', why: 'Template error' });
  });
});
