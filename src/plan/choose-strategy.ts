import type { Problem } from '../problem.ts';
import { restApiLogicalId } from '../templates/logical-ids.ts';
import { listGenerations } from '../templates/read-live-root.ts';
import {
  buildCandidate,
  type Candidate,
  type CandidateInput,
  type CandidateKind,
  listCandidateKinds,
  listTargetGenerations,
  replacesApi,
  resetsNames,
} from './candidates.ts';
import type { Collision } from './collisions/find-collisions.ts';
import { describeOwner, explainLayout, explainObstacles } from './explain-obstacles.ts';
import { findDomainProblems } from './find-domain-problems.ts';
import { findStandingStacks } from './find-standing-stacks.ts';
import { findObstacles, hasObstacles, type Obstacles } from './find-obstacles.ts';
import { namespaceTag, type PlanState } from './plan-state.ts';
import type { Blocked, Reason, Strategy } from './plan.ts';
import { isSameJson } from './same-json.ts';

export type ChosenStrategy = {
  readonly kind: 'chosen';
  readonly strategy: Strategy['kind'];
  readonly candidate: Candidate;
  readonly obstacles: Obstacles;
  readonly reasons: readonly Reason[];
};

export type Choice =
  | ChosenStrategy
  | { readonly kind: 'blocked'; readonly blocked: Blocked; readonly reasons: readonly Reason[] }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] };

/**
 * The first candidate that CloudFormation would not roll back: in place → a new Rest API → new function names → both
 * (DESIGN 3). What was in the way of the candidates before it is its reason.
 */
export function chooseStrategy(state: PlanState): Choice {
  const { app, details, tree, live } = state;
  const liveForObstacles = {
    ...(tree ? { tree } : {}),
    restApis: details.restApis,
    functions: details.functions,
    functionNames: state.functionNames,
    nestedStacks: findStandingStacks(details.pages),
    retags: tree !== undefined && !isSameJson(live.stack?.record.tags, state.tags),
    resourceQuota: app.config.api.resourceQuota,
  };
  const stackName = app.namespace;
  const block = (problems: readonly Problem[], reasons: readonly Reason[] = []): Choice => ({
    kind: 'blocked',
    blocked: { kind: 'collision', stackName, problems },
    reasons,
  });
  const unknown = findUnknownStack(state);
  if (unknown) return block([unknown]);
  const domainProblems = findDomainProblems(state);
  if (domainProblems.length > 0) return block(domainProblems);

  const rejected: Rejection[] = [];
  for (const [kind, generation] of listTargets(state)) {
    const candidate = buildCandidate(kind, toCandidateInput(state), generation);
    if (candidate.problems.length > 0) {
      rejected.push({ problems: candidate.problems });
      continue;
    }
    const obstacles = findObstacles(liveForObstacles, candidate);
    if (!hasObstacles(obstacles)) {
      const strategy = tree ? kind : 'create';
      const reasons = [
        ...forcedReasons(state),
        ...explain(rejected[0], state),
        ...plainReasons(strategy, state),
      ];
      return { kind: 'chosen', strategy, candidate, obstacles, reasons };
    }
    const foreign = obstacles.collisions.filter((collision) => isForeign(collision, live.stack?.record.id));
    if (foreign.length > 0 && !resetsNames(kind)) return block(foreign.map(describeForeign));
    rejected.push({ obstacles });
  }
  const [first] = rejected;
  if (first && 'problems' in first) return { kind: 'problems', problems: first.problems };
  const reasons = explain(rejected.at(-1), state);
  return block(reasons.map(toProblem), reasons);
}

/** Why a candidate was not taken: CloudFormation would not take its templates, or would roll back. */
type Rejection = { readonly problems: readonly Problem[] } | { readonly obstacles: Obstacles };

function toCandidateInput({ app, artifacts, tree, details }: PlanState): CandidateInput {
  return { app, artifacts, livePages: tree ? details.pages : [] };
}

/** Every candidate's kind with the generation of the Rest API that it would end in. */
function listTargets(state: PlanState): [CandidateKind, number][] {
  return listKinds(state).flatMap((kind) =>
    listTargetGenerations(kind, state.generation, state.tree?.root).map(
      (generation): [CandidateKind, number] => [kind, generation],
    ),
  );
}

/** Nothing can be replaced that is not there. */
function listKinds(state: PlanState) {
  const { choices } = state;
  const replaceable = hasRestApi(state);
  const kinds = listCandidateKinds({ ...choices, replaceApi: choices.replaceApi && replaceable });
  return replaceable ? kinds : kinds.filter((kind) => !replacesApi(kind));
}

function hasRestApi({ tree }: PlanState): boolean {
  return tree !== undefined && listGenerations(tree.root).length > 0;
}

/** The least disruptive candidate's rejection is what the one that is taken avoids. */
function explain(
  rejection: Rejection | undefined,
  { app, details, generation, servingPages }: PlanState,
): Reason[] {
  if (!rejection) return [];
  if ('problems' in rejection) return explainLayout(rejection.problems);
  return explainObstacles(rejection.obstacles, {
    app,
    // Another generation may stand beside the one that the update is about, with the same routes.
    restApis: details.restApis.filter(({ logicalId }) => logicalId === restApiLogicalId(generation)),
    livePages: servingPages,
    physicalIds: details.physicalIds,
  });
}

function forcedReasons(state: PlanState): Reason[] {
  const { choices } = state;
  return [
    ...(choices.replaceApi && hasRestApi(state)
      ? [{ code: 'forced', message: 'JETS_API_REPLACE=1 asks for a new Rest API' } as const]
      : []),
    ...(choices.reset
      ? [
          {
            code: 'forced',
            message: 'JETS_RESET=1 lets CloudFormation name the functions',
            why: 'The next deploy without it gives them their own names back.',
          } as const,
        ]
      : []),
  ];
}

function plainReasons(strategy: Strategy['kind'], { live }: PlanState): Reason[] {
  if (strategy === 'in-place') {
    return [{ code: 'changed', message: 'CloudFormation can make every change in place' }];
  }
  if (strategy !== 'create') return [];
  return live.stack?.record.status === 'ROLLBACK_COMPLETE'
    ? [
        {
          code: 'never-deployed',
          message: 'The first deploy failed, and what it left is deleted before the stack is created anew',
          why: 'CloudFormation can only delete a stack in ROLLBACK_COMPLETE.',
        },
      ]
    : [{ code: 'new', message: 'The app is not deployed here yet' }];
}

/** A function that this very stack made and lost track of may be got around by another name; anybody else's not. */
function isForeign({ place, standing }: Collision, stackId: string | undefined): boolean {
  return (
    (place.kind === 'function-name' || place.kind === 'name') &&
    (stackId === undefined || standing.owner?.stackId !== stackId)
  );
}

function describeForeign({ standing, created }: Collision): Problem {
  const name = standing.text.replace(/^function /, '');
  return {
    message: `Function ${name} exists already and belongs to ${describeOwner(standing.owner)}`,
    path: created.logicalId,
    why: 'A function name is given once in an account and region, so CloudFormation would roll back. Nothing was changed.',
    fix: `Delete or rename that function${standing.owner?.stackName === undefined ? '' : ' in its stack'}, deploy under another name (--extra 2), or let CloudFormation name the functions: JETS_RESET=1 jets deploy`,
  };
}

function toProblem({ message, why, fix }: Reason): Problem {
  return { message, ...(why === undefined ? {} : { why }), ...(fix === undefined ? {} : { fix }) };
}

/**
 * A stack of our name that is none of ours: every stack that jets makes says so in a tag. One that was never begun has
 * nothing in it.
 */
function findUnknownStack({ live: { stack }, tree, app }: PlanState): Problem | undefined {
  if (!stack || stack.record.status === 'REVIEW_IN_PROGRESS') return undefined;
  const isOwn = stack.record.tags[namespaceTag] === app.namespace;
  if (isOwn && (tree || stack.record.status === 'ROLLBACK_COMPLETE')) return undefined;
  return {
    message: `Stack ${app.namespace} exists and was not made by jets`,
    why: isOwn
      ? 'Its template is none that jets writes, so updating it would delete what is in it.'
      : `It has no tag ${namespaceTag}=${app.namespace}, so updating it would delete what is in it.`,
    fix: 'Rename the app (name in jets.config.ts) or deploy another copy of it (--extra 2).',
  };
}
