import type { LiveDetails } from '../../live/live-details.ts';
import { resolveIdentities, type ResolvedResource } from './resolve-identities.ts';
import { listStandingInRestApi, type Standing, standingFunction } from './standing.ts';
import type { LiveTree, TemplateTree } from './template-tree.ts';
import { findPlaces, type UniquePlace } from './unique-places.ts';

/** Something the update would make in a place that something live still holds: CloudFormation would roll back. */
export interface Collision {
  readonly place: UniquePlace;
  /** What would be made. */
  readonly created: ResolvedResource;
  /** What stands there. */
  readonly standing: Standing;
}

/** What collisions are looked for in. */
export interface LiveForCollisions {
  /** Absent when nothing is deployed. */
  readonly tree?: LiveTree;
  readonly restApis: LiveDetails['restApis'];
  readonly functions: LiveDetails['functions'];
}

/**
 * CloudFormation creates before it deletes (AWS-FACTS 1), so an update fails exactly when something that it makes takes a
 * unique place that anything live still holds: also what the new templates no longer have, what is replaced under the
 * same logical id, and what somebody made by hand.
 *
 * @returns one collision for each resource and thing in its way, in the order of the templates. Linear.
 */
export function findCollisions(live: LiveForCollisions, desired: TemplateTree): Collision[] {
  return collide(resolveIdentities(desired, live.tree), listStanding(live));
}

/** Everything that holds a unique place now. */
export function listStanding({ restApis, functions }: LiveForCollisions): Standing[] {
  return [...restApis.flatMap(listStandingInRestApi), ...functions.map(standingFunction)];
}

/** {@link findCollisions} of what is resolved already. */
export function collide(resolved: readonly ResolvedResource[], standing: readonly Standing[]): Collision[] {
  const taken = new Map(standing.map((holder) => [holder.place.key, holder]));
  return resolved
    .filter(({ action }) => action === 'create' || action === 'replace')
    .flatMap((created) => {
      const holders = new Map<unknown, Collision>();
      for (const place of findPlaces(created.resource.Type, created.properties)) {
        const holder = taken.get(place.key);
        // `{id}` in the way of `{id}` is one collision, not one for its part and one for its being a variable.
        const key = holder?.identity ?? holder;
        if (holder && !holders.has(key)) holders.set(key, { place, created, standing: holder });
      }
      return [...holders.values()];
    });
}
