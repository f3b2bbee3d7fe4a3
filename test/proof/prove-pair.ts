import { makePlan } from '../../src/cli/make-plan.ts';
import type { Choices } from '../../src/plan/candidates.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { type BuiltApp, buildSketch } from './app-sketch.ts';
import { BrokenPromise, during } from './broken-promise.ts';
import { carryOutPlan } from './carry-out-plan.ts';
import { checkAnswers } from './check-answers.ts';
import { checkServed } from './check-served.ts';
import type { Pair } from './draw-pairs.ts';
import { changeByHand } from './change-by-hand.ts';
import type { Done } from './hand-made.ts';
import { findRubyJets5Changes, type RubyJets5Findings } from './ruby-jets-5.ts';
import { readStack, readTarget, type Site } from './site.ts';
import { describeDecision, SpoiledStack, tryInPlace } from './try-in-place.ts';

/** What a pair showed, for the comparison. */
export interface ProvenPair {
  readonly strategy: Plan['strategy']['kind'];
  /**
   * Whether the update in place that a tool without a planner makes is rolled back by CloudFormation, or loses routes that
   * were deleted by hand. Where the plan is in place, its first step is that update; where it is not, it was tried first.
   */
  readonly plainFails: boolean;
  /** Why, in the services' words. */
  readonly plainFaults: readonly string[];
  /** What was done by hand, as far as API Gateway allowed it. */
  readonly byHand: readonly string[];
  readonly rubyJets5: RubyJets5Findings;
}

const nothingAsked: Choices = { replaceApi: false, reset: false };

/**
 * Deploys the versions of an app one after the other, with what is done by hand in between, each by its plan, all on the
 * embedded AWS. Throws BrokenPromise when CloudFormation rolls back anything that a plan starts, when something is
 * replaced although an update in place gets through, when the stage serves other routes than the app's, or when the
 * next plan still finds something to do.
 */
export async function provePair(site: Site, pair: Pair, name: string): Promise<ProvenPair> {
  try {
    return await deployVersions(site, pair, name, true);
  } catch (error) {
    if (!(error instanceof SpoiledStack)) throw error;
    // The same once more, to carry out the plan where nothing was tried before it.
    const deployed = await deployVersions(site, pair, `${name}x`, false);
    return { ...deployed, plainFails: true, plainFaults: error.faults };
  }
}

async function deployVersions(
  site: Site,
  pair: Pair,
  name: string,
  triesInPlace: boolean,
): Promise<ProvenPair> {
  const before = buildSketch(pair.before, name);
  const after = buildSketch(pair.after, name);
  const earlier = pair.earlier && buildSketch(pair.earlier, name);
  await makeDomain(site, [earlier, before, after]);
  const options = { asked: nothingAsked, byHand: [], triesInPlace };
  if (earlier) await during('the deploy of earlier', () => deployVersion(site, earlier, options));
  await during('the deploy of before', () => deployVersion(site, before, options));

  const byHand = await changeThere(site, before, after, pair);
  const { stopAfter, asked } = pair;
  await during('a deploy of after that is blocked', () => getUnblocked(site, after, asked, byHand));
  const changed = { ...options, byHand };
  if (stopAfter !== undefined) {
    await during('a deploy of after that is killed', async () => {
      await getUnblocked(site, after, nothingAsked, byHand);
      await deployVersion(site, after, { ...changed, stopAfter });
    });
  }
  const deployed = await during('the deploy of after', () =>
    deployVersion(site, after, { ...changed, asked, triesInPlace: triesInPlace && stopAfter === undefined }),
  );
  if (asked.reset) {
    // What was forced once is taken back by the next deploy, which forces nothing.
    await during('the deploy of after without its flags', async () => {
      await getUnblocked(site, after, nothingAsked, byHand);
      await deployVersion(site, after, changed);
    });
  }
  return {
    ...deployed,
    byHand: byHand.map(({ words }) => words),
    rubyJets5: findRubyJets5Changes(pair.before, pair.after),
  };
}

interface VersionOptions {
  readonly asked: Choices;
  /** What was done by hand to the Rest API that is live. */
  readonly byHand: readonly Done[];
  /** Whether an update in place is tried before the plan that has a reason not to. */
  readonly triesInPlace: boolean;
  /** Steps of the plan after which the deploy is killed. */
  readonly stopAfter?: number;
}

type Deployed = Pick<ProvenPair, 'strategy' | 'plainFails' | 'plainFaults'>;

async function deployVersion(site: Site, built: BuiltApp, options: VersionOptions): Promise<Deployed> {
  const { asked, byHand, triesInPlace, stopAfter } = options;
  const { app, artifacts } = built;
  const { aws } = site.engine;
  const { plan } = await makePlan(aws, app, artifacts, asked);
  const { strategy, blocked } = plan;
  const isReplacing = blocked !== undefined || !/^(none|create|in-place)$/.test(strategy.kind);
  const isForced = asked.replaceApi || asked.reset;
  const plainFails = isReplacing && !isForced && triesInPlace;
  const plainFaults = plainFails ? await tryInPlace(site, built, plan, byHand) : [];
  if (blocked) throw new BrokenPromise(`${describeDecision(plan)}: ${JSON.stringify(blocked)}`);
  await carryOutPlan(site, plan, app, stopAfter);
  if (stopAfter === undefined) {
    const isLookedAt = strategy.kind !== 'none' || !byHand.some(({ deletes }) => deletes);
    // What was deleted by hand is seen when something is to be done, which three reads tell.
    if (isLookedAt) await checkServed(site, app, /replace-api/.test(strategy.kind) ? [] : byHand);
    if (isLookedAt && site.asks) await checkAnswers(site, built);
    const { plan: next } = await makePlan(aws, app, artifacts, { ...asked, replaceApi: false });
    if (next.strategy.kind !== 'none' || next.steps.length > 0) {
      const [first, second] = [plan, next].map(describeDecision);
      throw new BrokenPromise(`${first}, but a second plan is not empty: ${second}`);
    }
  }
  return { strategy: strategy.kind, plainFails, plainFaults };
}

/**
 * A function whose name somebody took blocks the plan as long as it is there. Removes it then; where the plan does not mind
 * it, it stays.
 */
async function getUnblocked(
  site: Site,
  built: BuiltApp,
  asked: Choices,
  byHand: readonly Done[],
): Promise<void> {
  const taken = byHand.flatMap(({ functionName }) => functionName ?? []);
  if (taken.length === 0) return;
  const { plan } = await makePlan(site.engine.aws, built.app, built.artifacts, asked);
  if (plan.blocked?.kind !== 'collision') return;
  await tryInPlace(site, built, plan, byHand);
  for (const FunctionName of taken) await site.engine.call('lambda', 'DeleteFunction', { FunctionName });
}

/** Nothing to change by hand when the app has no Rest API. */
async function changeThere(
  site: Site,
  { app }: BuiltApp,
  { app: next }: BuiltApp,
  { handMade }: Pair,
): Promise<Done[]> {
  const target = readTarget(await readStack(site, app.namespace));
  return target ? changeByHand(site.engine, target.restApiId, handMade, next) : [];
}

/** Custom domains exist before jets uses them. */
async function makeDomain({ engine }: Site, versions: readonly (BuiltApp | undefined)[]): Promise<void> {
  const domain = versions.map((version) => version?.app.config.domain).find((used) => used !== undefined);
  if (!domain) return;
  await engine.call('apigateway', 'CreateDomainName', {
    domainName: domain.name,
    endpointConfiguration: { types: ['REGIONAL'] },
    regionalCertificateArn: `arn:aws:acm:${engine.region}:123456789012:certificate/proof`,
  });
}
