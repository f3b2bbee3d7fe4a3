import * as fc from 'fast-check';

import type { Choices } from '../../src/plan/candidates.ts';
import type { AppSketch } from './app-sketch.ts';
import { type Change, changeApp } from './change-app.ts';
import { app, at, change, crossShrink, staticParts, verb } from './draw-apps.ts';
import type { HandMade } from './hand-made.ts';

/** Versions of an app that are deployed one after the other, and what somebody does in the console in between. */
export interface Pair {
  /** Deployed first, so that `before` does not always meet an empty account; absent mostly. */
  readonly earlier?: AppSketch | undefined;
  readonly before: AppSketch;
  /** Done to the live Rest API after `before` was deployed. */
  readonly handMade: readonly HandMade[];
  readonly after: AppSketch;
  /** How `after` came about; absent when it has nothing to do with `before`. */
  readonly changes?: readonly Change[];
  /** What the deploy of `after` is told by its flags. */
  readonly asked: Choices;
  /** A deploy of `after` is killed first, after so many of its steps; absent mostly. */
  readonly stopAfter?: number | undefined;
}

const handMade: fc.Arbitrary<HandMade> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('resource' as const),
      under: at,
      part: fc.constantFrom<string>(...staticParts, '{x}', '{id}', '{rest+}'),
      verb: fc.option(verb, { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('method' as const), on: at, verb }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('route' as const),
      at,
      parts: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('function' as const), at }) },
);

const harm: fc.Arbitrary<HandMade> = fc.oneof(
  fc.record({ kind: fc.constant('delete a resource' as const), at }),
  fc.record({ kind: fc.constant('delete a method' as const), at }),
  fc.record({ kind: fc.constant('method' as const), on: at, verb, isUnfinished: fc.constant(true) }),
);

const asked = fc.oneof(
  crossShrink,
  { weight: 12, arbitrary: fc.constant<Choices>({ replaceApi: false, reset: false }) },
  { weight: 1, arbitrary: fc.record({ replaceApi: fc.boolean(), reset: fc.boolean() }) },
);

const stopAfter = fc.oneof(
  crossShrink,
  { weight: 6, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.nat({ max: 4 }) },
);

/** Mostly one change, so that the comparison can say what each kind of change does. */
const changes: fc.Arbitrary<Change[]> = fc.oneof(
  crossShrink,
  { weight: 1, arbitrary: fc.constant<Change[]>([]) },
  { weight: 10, arbitrary: fc.array(change, { minLength: 1, maxLength: 1 }) },
  { weight: 7, arbitrary: fc.array(change, { maxLength: 4 }) },
);

const firstChanges = fc.oneof(
  crossShrink,
  { weight: 3, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.array(change, { maxLength: 2 }) },
);

export interface DrawOptions {
  /** Whether people also delete what the stack made, or leave a method without an integration. */
  readonly damage: boolean;
  /** Whether an app may lose its domain setting, or its last route, while a domain still points to its Rest API. */
  readonly leftMappings: boolean;
}

/** Mostly an app and a later version of it; sometimes two apps that happen to have one name. */
export function drawPairs({ damage, leftMappings }: DrawOptions): fc.Arbitrary<Pair> {
  const one = damage ? fc.oneof(handMade, harm) : handMade;
  const handMades = fc.oneof(
    crossShrink,
    { weight: 3, arbitrary: fc.constant<HandMade[]>([]) },
    { weight: damage ? 6 : 1, arbitrary: fc.array(one, { maxLength: 2 }) },
  );
  const independent = fc.record({ before: app, after: app, handMade: handMades, asked, stopAfter });
  const changed = fc
    .record({ first: app, firstChanges, handMade: handMades, changes, asked, stopAfter })
    .map(({ first, firstChanges, ...drawn }): Pair => {
      const before = firstChanges ? firstChanges.reduce(changeApp, first) : first;
      const after = drawn.changes.reduce(changeApp, before);
      return { ...drawn, ...(firstChanges ? { earlier: first } : {}), before, after };
    });
  const all = fc.oneof({ weight: 8, arbitrary: changed }, { weight: 1, arbitrary: independent });
  return leftMappings ? all : all.map(withoutLeftMapping);
}

/** The nearest pair in which no domain is left pointing to a Rest API: none has a domain where one would. */
function withoutLeftMapping(pair: Pair): Pair {
  const { earlier, before, after } = pair;
  const versions = [...(earlier ? [earlier] : []), before, after];
  const isLeft = versions.some(
    ({ domain, routes }, index) =>
      (!domain || routes.length === 0) && versions.slice(0, index).some((version) => version.domain),
  );
  if (!isLeft) return pair;
  const strip = (version: AppSketch): AppSketch => ({ ...version, domain: false });
  return {
    ...pair,
    ...(earlier ? { earlier: strip(earlier) } : {}),
    before: strip(before),
    after: strip(after),
  };
}
