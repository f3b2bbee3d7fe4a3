import { describe, expect, it } from 'vitest';

import { deployed, type LiveApp, planOnto } from './live-app.ts';

const routes = ['GET /posts posts#index'];

describe('a stack of the same name that jets did not make is left alone', () => {
  const foreign = (status: string): LiveApp => {
    const { live, details } = deployed({ routes });
    const body = JSON.stringify({ Resources: { Uploads: { Type: 'AWS::S3::Bucket' } } });
    const record = { ...live.stack!.record, status, tags: { team: 'shop' }, outputs: {} };
    return {
      live: { ...live, stack: { record, templateBody: body } },
      details: { ...details, pages: [], physicalIds: { '/Uploads': 'uploads' }, restApis: [], functions: [] },
    };
  };

  it.each(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'ROLLBACK_COMPLETE'])('in %s', (status) => {
    const { blocked, steps } = planOnto(foreign(status), { routes });
    expect(blocked).toMatchObject({
      kind: 'collision',
      problems: [
        {
          message: 'Stack demo-dev exists and was not made by jets',
          why: 'It has no tag jets:namespace=demo-dev, so updating it would delete what is in it.',
        },
      ],
    });
    expect(steps).toEqual([]);
  });

  it('but not one that was never begun: nothing is in it', () => {
    expect(planOnto(foreign('REVIEW_IN_PROGRESS'), { routes }).strategy.kind).toBe('create');
  });
});

it('new tags of the stack demand a new Rest API when the live one is gone: CloudFormation would tag it', () => {
  const { live, details } = deployed({ routes });
  const gone = { live, details: { ...details, restApis: [] } };
  const plan = planOnto(gone, { routes, config: { resourceTags: { team: 'shop' } } });
  expect(plan.strategy).toMatchObject({
    kind: 'replace-api',
    reasons: [{ code: 'missing', message: 'The Rest API is gone, though the stack has it' }],
  });
});

it('JETS_API_REPLACE=1 is no reason for anything in an app without a Rest API', () => {
  const plan = planOnto(deployed({ jobs: ['clean'] }), { jobs: ['clean', 'tidy'] }, { replaceApi: true });
  expect(plan.strategy).toMatchObject({ kind: 'in-place', reasons: [{ code: 'changed' }] });
});
