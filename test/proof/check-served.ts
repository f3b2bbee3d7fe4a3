import type { RestApis } from '@aws-sdk/client-api-gateway';

import type { App } from '../../src/app/app.ts';
import { BrokenPromise } from './broken-promise.ts';
import type { Done } from './hand-made.ts';
import { listExpectedRoutes } from './read-served-routes.ts';
import { readServed, readServedByDomain, readStack, readTarget, type Site } from './site.ts';

/**
 * After a deploy: the app has one Rest API and no older one; its stage, which the domain points to, serves every route of
 * the app and its answers to preflights, and no others than what somebody made by hand.
 *
 * @param byHand what was done to that Rest API by hand.
 */
export async function checkServed(site: Site, app: App, byHand: readonly Done[]): Promise<void> {
  const target = readTarget(await readStack(site, app.namespace));
  const { items = [] } = await site.engine.call<RestApis>('apigateway', 'GetRestApis', { limit: 500 });
  const own = items.flatMap(({ id, name }) => (name === app.namespace ? [id ?? ''] : []));
  if (own.join() !== (target?.restApiId ?? '')) {
    throw new BrokenPromise(`Its Rest APIs are [${own.join()}], its output says ${target?.restApiId}`);
  }
  if (!target) {
    if (app.routes.length > 0) throw new BrokenPromise('The app has routes and no Rest API');
    return;
  }
  const served = await readServed(site, target);
  const expected = listExpectedRoutes(app);
  const missing = expected.filter((route) => !served.routes.includes(route));
  const allowed = new Set([...expected, ...byHand.flatMap(({ method }) => method ?? [])]);
  const surplus = served.routes.filter((route) => !allowed.has(route));
  if (missing.length > 0) throw new BrokenPromise(`The stage does not serve ${missing.join(', ')}`);
  if (surplus.length > 0) throw new BrokenPromise(`The stage still serves ${surplus.join(', ')}`);
  if (app.config.domain) {
    const mapped = await readServedByDomain(site, app);
    if (mapped?.restApiId !== target.restApiId) {
      throw new BrokenPromise(`The domain points to ${mapped?.restApiId}, not to ${target.restApiId}`);
    }
  }
}
