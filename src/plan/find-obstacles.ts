import type { Candidate } from './candidates.ts';
import {
  collide,
  type Collision,
  listStanding,
  type LiveForCollisions,
} from './collisions/find-collisions.ts';
import { findMissing, type Missing } from './collisions/find-missing.ts';
import { resolveIdentities, type ResolvedResource } from './collisions/resolve-identities.ts';

/** Everything because of which CloudFormation would roll back the update to a candidate. */
export interface Obstacles {
  readonly collisions: readonly Collision[];
  readonly missing: readonly Missing[];
  /** A Rest API that would hold more resources at once than its quota allows. */
  readonly excess?: { readonly standing: number; readonly created: number; readonly quota: number };
  readonly resolved: readonly ResolvedResource[];
}

export interface LiveForObstacles extends LiveForCollisions {
  /** Names of functions that were asked for; of others nothing is known. */
  readonly functionNames: readonly string[];
  /** Logical ids of the nested stacks that can be updated. */
  readonly nestedStacks: ReadonlySet<string>;
  /** Whether the stack's tags change with the update. */
  readonly retags: boolean;
  /** API resources that one Rest API may have. */
  readonly resourceQuota: number;
}

/** Looks for all obstacles in the way of one candidate. Linear in routes and live resources. */
export function findObstacles(live: LiveForObstacles, { tree }: Pick<Candidate, 'tree'>): Obstacles {
  const resolved = resolveIdentities(tree, live.tree);
  const excess = findExcess(resolved, live);
  return {
    resolved,
    collisions: collide(resolved, listStanding(live)),
    missing: findMissing(resolved, live, live.functionNames, live.nestedStacks, live.retags),
    ...(excess ? { excess } : {}),
  };
}

export function hasObstacles({ collisions, missing, excess }: Obstacles): boolean {
  return collisions.length > 0 || missing.length > 0 || excess !== undefined;
}

/** Resources that go away are deleted last, so for a while the Rest API holds old and new ones (AWS-FACTS 1, 2). */
function findExcess(resolved: readonly ResolvedResource[], live: LiveForObstacles): Obstacles['excess'] {
  for (const { id, resources } of live.restApis) {
    const created = resolved.filter(
      ({ resource, action, properties }) =>
        resource.Type === 'AWS::ApiGateway::Resource' &&
        (action === 'create' || action === 'replace') &&
        properties['RestApiId'] === `id:${id}`,
    ).length;
    // The root does not count.
    const standing = resources.length - 1;
    if (created > 0 && standing + created > live.resourceQuota) {
      return { standing, created, quota: live.resourceQuota };
    }
  }
  return undefined;
}
