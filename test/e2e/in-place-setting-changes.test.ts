import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type AppShape, type ChangingApp, makeChangingApp } from './support/changing-app.ts';
import { deployInPlace, listPhases } from './support/deploy-in-place.ts';
import { type EmbeddedAws, startEmbeddedAws } from './support/embedded-aws.ts';

const grouping = (controllers: string) => `cfn: { build: { controllers: '${controllers}' } },`;
const oneFunction = grouping('one_lambda_for_all_controllers');

/** One app; each change starts from what the one before it left. */
describe('a change beside the routes that CloudFormation can make in place', { timeout: 30_000 }, () => {
  let aws: EmbeddedAws;
  let app: ChangingApp;
  let endpoint: string;
  beforeAll(async () => {
    aws = await startEmbeddedAws();
    app = await makeChangingApp(aws, 'shop', {
      routes: {
        'GET posts': 'posts#index',
        'GET posts/:id': 'posts#show',
        'GET files/*path': 'files#show',
      },
    });
    endpoint = (await app.deploy()).result.endpoint ?? '';
    expect(await app.findUnserved(endpoint)).toEqual([]);
  });
  afterAll(async () => {
    await Promise.all([aws.stop(), app.remove()]);
  });

  const change = async (shape: Partial<AppShape>) => {
    const plan = await deployInPlace(app, endpoint, shape);
    expect(plan.routes).toMatchObject({ added: [], removed: [] });
    expect(listPhases(plan)).toEqual(['deploy']);
    return plan;
  };
  const expectServed = async () => expect(await app.findUnserved(endpoint)).toEqual([]);
  const getPosts = async () => {
    const response = await fetch(`${endpoint}/posts`);
    return `${response.status} ${await response.text()}`;
  };

  it.each([
    ['one_lambda_per_method', 2, 3],
    ['one_lambda_for_all_controllers', 3, 1],
    ['one_lambda_per_controller', 1, 2],
    ['one_lambda_for_all_controllers', 2, 1],
  ])('is another grouping of controllers: %s in place of %i functions', async (controllers, gone, come) => {
    const plan = await change({ config: grouping(controllers) });
    expect(plan.functions).toMatchObject({
      removed: { length: gone },
      added: { length: come },
      unchanged: 0,
    });
    await expectServed();
  });

  it('is media types that are changed; when they are only reordered, there is nothing to do', async () => {
    const mediaTypes = (list: string) => `${oneFunction} api: { binaryMediaTypes: ${list} },`;
    await change({ config: mediaTypes("['image/png', 'font/woff2', 'application/pdf']") });
    await expectServed();
    await app.write({ config: mediaTypes("['application/pdf', 'image/png', 'font/woff2']") });
    const { code, result } = await app.deploy();
    expect({ code, result }).toMatchObject({
      code: 0,
      result: { outcome: 'unchanged', calls: { writes: 0 } },
    });
  });

  it('is code alone', async () => {
    const plan = await change({ code: 1 });
    expect(plan.routes.changed).toEqual([]);
    expect(plan.functions.changed).toMatchObject([{ key: 'controller', changes: ['code'] }]);
    await expectServed();
  });

  it('is settings alone', async () => {
    const plan = await change({
      config: `${oneFunction} function: { timeout: 20, environment: { COLOUR: 'red' } },`,
    });
    expect(plan.functions.changed).toMatchObject([{ key: 'controller', changes: ['settings'] }]);
    await expectServed();
  });

  it('is another authorization of the routes, and none again', async () => {
    const signed = await change({ config: `${oneFunction} api: { authorizationType: 'AWS_IAM' },` });
    expect(signed.routes).toMatchObject({ changed: { length: 3 }, unchanged: 0 });
    expect(await getPosts()).toBe('403 {"message":"Missing Authentication Token"}');
    await change({ config: `${oneFunction} api: { apiKeyRequired: true },` });
    expect(await getPosts()).toBe('403 {"message":"Forbidden"}');
    await change({ config: oneFunction });
    await expectServed();
  });
});
