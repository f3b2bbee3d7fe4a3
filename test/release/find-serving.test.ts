import { expect, it } from 'vitest';

import type { PlanStep } from '../../src/plan/plan.ts';
import { findServing } from '../../src/release/find-serving.ts';
import { updateStep } from './plan-fixture.ts';

const create = updateStep('deploy', 'create');
const deploy = updateStep('deploy');
const expand = updateStep('expand');
const contract = updateStep('contract');
const verify: PlanStep = { kind: 'verify', restApi: 'RestApi1' };
const repoint: PlanStep = { kind: 'switch', restApi: 'RestApi1', domain: 'api.example.com', basePath: '' };
const drain: PlanStep = { kind: 'drain', seconds: 30 };
const withDomain = [expand, verify, repoint, drain, contract];
const withoutDomain = [expand, verify, contract];

it.each<[string, readonly PlanStep[], number, string | undefined, string]>([
  ['a first deploy is rolled back', [create], 0, 'ROLLBACK_COMPLETE', 'nothing'],
  ['a first deploy cannot even be rolled back', [create], 0, 'ROLLBACK_FAILED', 'nothing'],
  ['a first deploy is refused', [create], 0, 'CHANGE_SET_FAILED', 'nothing'],
  ['what a failed one left cannot be deleted', [{ kind: 'clean-up' }, create], 0, 'DELETE_FAILED', 'nothing'],
  ['the domain of a first deploy is taken', [create, repoint], 1, undefined, 'new'],
  ['an update is refused', [deploy], 0, 'CHANGE_SET_FAILED', 'old'],
  ['an update is rolled back', [deploy], 0, 'UPDATE_ROLLBACK_COMPLETE', 'old'],
  ['an update cannot be rolled back', [deploy], 0, 'UPDATE_ROLLBACK_FAILED', 'unknown'],
  ['somebody deletes the stack', [deploy], 0, 'DELETE_COMPLETE', 'nothing'],
  ['the fresh snapshot fails', [deploy, contract], 1, 'UPDATE_ROLLBACK_COMPLETE', 'new'],
  ['only the fresh snapshot was left to do', [contract], 0, 'UPDATE_ROLLBACK_COMPLETE', 'new'],
  ['green is rolled back', withDomain, 0, 'UPDATE_ROLLBACK_COMPLETE', 'old'],
  ['green cannot be rolled back', withDomain, 0, 'UPDATE_ROLLBACK_FAILED', 'old'],
  ['green does not answer', withDomain, 1, undefined, 'old'],
  ['green does not answer and there is no domain', withoutDomain, 1, undefined, 'old'],
  ['the domain cannot be switched', withDomain, 2, undefined, 'old'],
  ['it is interrupted after the switch', withDomain, 3, undefined, 'new'],
  ['blue cannot be removed', withDomain, 4, 'UPDATE_ROLLBACK_COMPLETE', 'new'],
  ['blue cannot be removed and that not undone', withDomain, 4, 'UPDATE_ROLLBACK_FAILED', 'new'],
  ['blue cannot be removed and there is no domain', withoutDomain, 2, 'UPDATE_ROLLBACK_COMPLETE', 'new'],
  ['a killed deploy had expanded, and green does not answer', withDomain.slice(1), 0, undefined, 'old'],
])('when %s', (_, steps, done, status, serving) => {
  expect(findServing(steps, done, status)).toBe(serving);
});
