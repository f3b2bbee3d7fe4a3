import { describe, expect, it } from 'vitest';

import { describeFailedStep } from '../../src/report/describe-failed-step.ts';

const context = { descriptions: new Map() };
const failed = { kind: 'failed', serving: 'old' } as const;

describe('a plan that failed', () => {
  it.each([
    ['deploy', /^CloudFormation undid the update/],
    ['expand', /^The old Rest API has noticed nothing/],
    ['contract', /^What was deployed is live/],
  ] as const)('in an update says what is live after it (%s)', (step, advice) => {
    const outcome = { kind: 'failed', status: 'UPDATE_ROLLBACK_COMPLETE', reason: 'no' } as const;
    const problem = describeFailedStep({ ...failed, step, stack: 'demo-dev', outcome }, context);
    expect(problem).toMatchObject({
      message: 'Stack demo-dev failed (UPDATE_ROLLBACK_COMPLETE)',
      why: 'no',
      fix: expect.stringMatching(advice) as string,
    });
  });

  it('because the new Rest API does not answer says how it was asked', () => {
    const fault = 'answered 502: {"message": "Internal server error"}';
    const asked = { url: 'https://new/dev', fault, attempts: 9, seconds: 30 };
    expect(describeFailedStep({ ...failed, step: 'verify', ...asked }, context)).toMatchInlineSnapshot(`
      {
        "fix": "The old Rest API goes on serving, and the new one stands beside it. Mend the cause, then: jets deploy (it goes on from here)",
        "message": "The new Rest API does not answer as it should",
        "path": "https://new/dev",
        "why": "The last attempt: answered 502: {"message": "Internal server error"} (9 attempts in 30 s)",
      }
    `);
  });

  it('because the domain points elsewhere says where', () => {
    expect(
      describeFailedStep(
        {
          ...failed,
          step: 'switch',
          domain: 'api.example.com',
          basePath: 'v1',
          expected: { restApiId: 'old', stage: 'dev' },
          found: { restApiId: 'other', stage: '' },
          target: { restApiId: 'new', stage: 'dev' },
        },
        context,
      ),
    ).toMatchInlineSnapshot(`
      {
        "fix": "Somebody else changes this base path mapping: nothing more was done. Find out who, then: jets deploy (it goes on from here)",
        "message": "api.example.com/v1 does not point to where it is meant to",
        "why": "It points to Rest API other.
      Before the deploy that was to be Rest API old at stage dev, and after it Rest API new at stage dev.",
      }
    `);
  });
});
