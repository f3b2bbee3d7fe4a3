import { describe, expect, it } from 'vitest';

import { deployed, finishExpand, type LiveApp, planOnto } from './live-app.ts';

const config = { domain: { name: 'api.example.com', basePath: '' } };
const before = ['GET /posts/{id} posts#show'];
const after = ['GET /posts/{post_id} posts#show'];

describe('a replacement that a deploy was killed over, behind a custom domain,', () => {
  it('goes on with the switch when that was not made yet', () => {
    expect(planOnto(killed('api0'), { routes: after, config }).steps).toMatchObject([
      { kind: 'verify' },
      { kind: 'switch', from: { restApiId: 'api0' } },
      { kind: 'drain' },
      { kind: 'update', phase: 'contract' },
    ]);
  });

  it('waits for requests to the old Rest API when it was switched', () => {
    expect(planOnto(killed('api1'), { routes: after, config }).steps).toMatchObject([
      { kind: 'drain', seconds: 30 },
      { kind: 'update' },
    ]);
  });
});

/** @param mapped Rest API that the domain points to when the deploy is killed. */
function killed(mapped: string): LiveApp {
  const { live, details } = finishExpand(before, after, config);
  const mappings = [{ basePath: '', restApiId: mapped, stage: 'dev' }];
  return { live: { ...live, domain: { name: config.domain.name, mappings } }, details };
}

it('a mapping that somebody made to another stage of the Rest API stays as it is, unless the Rest API goes away', () => {
  const live = deployed({ routes: before, config: { domain: { name: 'api.example.com', basePath: 'v1' } } });
  const mappings = [
    { basePath: 'beta', restApiId: 'api0', stage: 'beta' },
    { basePath: 'v1', restApiId: 'api0', stage: 'dev' },
  ];
  const mapped = { ...live, live: { ...live.live, domain: { name: 'api.example.com', mappings } } };
  const switched = (routes: string[]) =>
    planOnto(mapped, {
      routes,
      code: { posts_controller: 'new' },
      config: { domain: { name: 'api.example.com', basePath: 'v1' } },
    }).steps.flatMap((step) => (step.kind === 'switch' ? step.basePath : []));
  expect(switched(before)).toEqual([]);
  expect(switched(after)).toEqual(['beta', 'v1']);
});
