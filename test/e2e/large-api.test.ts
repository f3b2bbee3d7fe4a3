import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type ChangingApp, makeChangingApp, type RouteTargets } from './support/changing-app.ts';
import { deployInPlace, listPhases } from './support/deploy-in-place.ts';
import { type EmbeddedAws, startEmbeddedAws } from './support/embedded-aws.ts';

/** `GET things/001` to `GET things/600`. */
const thing = (number: number) => `GET things/${String(number).padStart(3, '0')}`;
const things: RouteTargets = Object.fromEntries(
  Array.from({ length: 600 }, (_, index) => [thing(index + 1), 'things#show']),
);

/** One app; each change starts from what the one before it left. */
describe('an API of 600 routes', { timeout: 60_000 }, () => {
  let aws: EmbeddedAws;
  let app: ChangingApp;
  let endpoint: string;
  beforeAll(async () => {
    aws = await startEmbeddedAws();
    app = await makeChangingApp(aws, 'large', { config: 'api: { resourceQuota: 1000 },', routes: things });
    endpoint = (await app.deploy()).result.endpoint ?? '';
    expect(await app.findUnserved(endpoint, [1, 200, 400, 600].map(thing))).toEqual([]);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([aws.stop(), app.remove()]);
  });

  const listPages = async () => {
    const client = new CloudFormationClient(aws.client);
    const { StackResourceSummaries = [] } = await client.send(
      new ListStackResourcesCommand({ StackName: 'large-dev' }),
    );
    return StackResourceSummaries.filter(({ ResourceType }) => ResourceType === 'AWS::CloudFormation::Stack')
      .map(({ LogicalResourceId = '' }) => LogicalResourceId)
      .sort();
  };

  it('grows by one in place, and nothing that is live moves', async () => {
    expect(await listPages()).toEqual(['RestApiPage1', 'RestApiPage2', 'RestApiPage3']);
    // What sorts before everything else would move the rest, if pages were laid out afresh.
    const plan = await deployInPlace(app, endpoint, {
      routes: { 'GET before/all': 'things#show', ...things },
    });
    expect(plan.routes).toMatchObject({ added: [{ path: '/before/all' }], changed: [], unchanged: 600 });
    const [step] = plan.steps;
    const changes = step?.kind === 'update' ? step.changes : [];
    const onPages = changes.filter(({ stack }) => stack !== 'app').flatMap((stack) => stack.changes);
    expect(onPages.map(({ action }) => action)).toEqual(['create', 'create', 'create']);
    expect(await app.findUnserved(endpoint, ['GET before/all', ...[1, 300, 600].map(thing)])).toEqual([]);
  });

  it('loses a whole page in place, and keeps the others as they are', async () => {
    const kept = Object.entries(things).filter(([route]) => route < thing(200) || route > thing(401));
    const plan = await deployInPlace(app, endpoint, { routes: Object.fromEntries(kept) });
    expect(listPhases(plan)).toEqual(['prepare', 'deploy']);
    expect(await listPages()).toEqual(['RestApiPage1', 'RestApiPage3']);
    expect(await app.findUnserved(endpoint, [1, 199, 402, 600].map(thing))).toEqual([]);
    for (const number of [200, 300, 401]) {
      const { status } = await fetch(`${endpoint}${thing(number).replace('GET ', '/')}`);
      expect(status).toBe(403);
    }
  });

  it('fills the page that was emptied in place', async () => {
    await deployInPlace(app, endpoint, { routes: things });
    expect(await listPages()).toEqual(['RestApiPage1', 'RestApiPage2', 'RestApiPage3']);
    expect(await app.findUnserved(endpoint, [1, 200, 300, 401, 600].map(thing))).toEqual([]);
  });
});
