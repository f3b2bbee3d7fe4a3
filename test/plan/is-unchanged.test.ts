import { expect, it } from 'vitest';

import { draftCandidate, isUnchanged } from '../../src/plan/decide-plan.ts';
import { digestLive } from '../../src/plan/digest-live.ts';
import { sketchApp, sketchArtifacts } from '../templates/app-fixture.ts';
import { deployed, planOnto } from './live-app.ts';

const routes = ['GET /posts posts#index'];

it.each([
  ['the stage of the app', 'dev', true],
  ['another stage of its Rest API', 'prod', false],
])('a domain that points to %s', (_, stage, expected) => {
  const config = { domain: { name: 'api.example.com', basePath: '' } };
  const { live } = deployed({ routes, config });
  const mapped = {
    ...live,
    domain: { name: 'api.example.com', mappings: [{ basePath: '', restApiId: 'api0', stage }] },
  };
  const app = sketchApp({ routes, config });
  const choices = { replaceApi: false, reset: false };
  const draft = draftCandidate(mapped, app, sketchArtifacts(app), choices);
  expect(isUnchanged(mapped, app, draft, choices)).toBe(expected);
});

it('a plan that does nothing has the digest of what is read again for it, however much was read to make it', () => {
  const live = deployed({ routes });
  const plan = planOnto(live, { routes });
  expect(plan.steps).toEqual([]);
  expect(plan.liveDigest).toBe(digestLive(live.live, undefined));
});
