import { describe, expect, it } from 'vitest';

import { describeFailure } from '../../src/report/describe-failure.ts';
import { buildTemplates } from '../../src/templates/build-templates.ts';
import { describeLogicalIds } from '../../src/templates/describe-logical-ids.ts';
import { sketchApp, sketchArtifacts } from '../templates/app-fixture.ts';

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
const fail = (text: string, status = 'UPDATE_ROLLBACK_COMPLETE', message = 'no') =>
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
    context,
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
    ['UPDATE_ROLLBACK_FAILED', /continue-update-rollback --stack-name demo-dev$/],
    ['ROLLBACK_FAILED', /jets delete/],
    ['NOT_STARTED', /jets status/],
    ['DELETE_COMPLETE', /Somebody deleted/],
  ])('that ended in %s says what to do', (status, advice) => {
    expect(fail('stage dev', status).fix).toMatch(advice);
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
