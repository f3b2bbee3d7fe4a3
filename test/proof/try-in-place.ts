import type { Plan } from '../../src/plan/plan.ts';
import type { BuiltApp } from './app-sketch.ts';
import { BrokenPromise } from './broken-promise.ts';
import { deployUpdate } from './deploy-update.ts';
import type { Done } from './hand-made.ts';
import { buildPlainUpdate } from './plain-update.ts';
import { listExpectedRoutes } from './read-served-routes.ts';
import { readServed, readStack, readTarget, type Site } from './site.ts';

/**
 * Tries the update in place that a plan has a reason not to make.
 *
 * @returns why CloudFormation rolls it back. Throws BrokenPromise when it gets through.
 */
export async function tryInPlace(
  site: Site,
  built: BuiltApp,
  plan: Plan,
  byHand: readonly Done[],
): Promise<readonly string[]> {
  const { engine, bucket } = site;
  const outcome = await deployUpdate(engine, bucket, await buildPlainUpdate(engine.aws, built, plan.tags));
  if (outcome.kind === 'rolled-back') {
    if (outcome.status === 'UPDATE_ROLLBACK_FAILED') throw new SpoiledStack(outcome.reasons);
    return outcome.reasons;
  }
  // CloudFormation does not notice what was deleted by hand, and does not make it again; a route of the same path that
  // was made by hand in its place is none of the app's.
  const isMissing = plan.strategy.reasons.some(({ code }) => code === 'missing');
  const isReplaced =
    isMissing && byHand.some(({ deletes }) => deletes) && byHand.some(({ deletes }) => !deletes);
  if (isReplaced || (await losesRoutes(site, built, byHand))) {
    throw new SpoiledStack(['It loses routes that were deleted by hand']);
  }
  throw new BrokenPromise(
    `${describeDecision(plan)}, but an update in place is ${outcome.kind}: ${describeReasons(plan)}`,
  );
}

async function losesRoutes(site: Site, { app }: BuiltApp, byHand: readonly Done[]): Promise<boolean> {
  const target = readTarget(await readStack(site, app.namespace));
  if (!target || !byHand.some(({ deletes }) => deletes)) return false;
  const { routes } = await readServed(site, target);
  return listExpectedRoutes(app).some((route) => !routes.includes(route));
}

/** An update in place that was no good and could not be undone: it is stuck in its rollback, or it lost routes. */
export class SpoiledStack extends Error {
  override readonly name = 'SpoiledStack';

  constructor(readonly faults: readonly string[]) {
    super('An update in place spoiled the stack');
  }
}

/** What a plan says, for messages. */
export function describeDecision({ strategy, blocked }: Plan): string {
  return blocked ? `The plan is blocked (${blocked.kind})` : `The plan is ${strategy.kind}`;
}

function describeReasons({ strategy }: Plan): string {
  return strategy.reasons.map(({ code, message }) => `${code}: ${message}`).join('; ');
}
