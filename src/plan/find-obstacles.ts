import type { TemplateResource } from '../templates/template.ts';
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
  /** Methods without an integration, `GET /posts`: API Gateway publishes no API that has one. */
  readonly unfinished: readonly string[];
  /** A change of the endpoint's type that API Gateway does not make. */
  readonly endpointType?: { readonly from: string; readonly to: string };
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
  const endpointType = findEndpointTypeChange(resolved, live);
  return {
    resolved,
    collisions: collide(resolved, listStanding(live)),
    missing: findMissing(resolved, live, live.functionNames, live.nestedStacks, live.retags),
    unfinished: findUnfinished(resolved, live),
    ...(excess ? { excess } : {}),
    ...(endpointType ? { endpointType } : {}),
  };
}

export function hasObstacles({ collisions, missing, unfinished, excess, endpointType }: Obstacles): boolean {
  const lists = [collisions, missing, unfinished];
  return lists.some(({ length }) => length > 0) || excess !== undefined || endpointType !== undefined;
}

/**
 * `No integration defined for method` is what API Gateway answers to CreateDeployment while such a method stands, for
 * instance one that was begun in the console (github.com/serverless/serverless/issues/11748).
 */
function findUnfinished(resolved: readonly ResolvedResource[], { restApis }: LiveForObstacles): string[] {
  const published = new Set(
    resolved
      .filter(
        ({ resource, action }) => resource.Type === 'AWS::ApiGateway::Deployment' && action === 'create',
      )
      .map(({ properties }) => properties['RestApiId']),
  );
  return restApis
    .filter(({ id }) => published.has(`id:${id}`))
    .flatMap(({ resources }) =>
      resources.flatMap(({ path, methods }) =>
        methods.flatMap(({ verb, unfinished }) => (unfinished ? [`${verb} ${path}`] : [])),
      ),
    );
}

/**
 * "You cannot change a private API into an edge-optimized API": every other change is made in place.
 * Source: docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-api-migration.html.
 */
function findEndpointTypeChange(
  resolved: readonly ResolvedResource[],
  { tree }: LiveForObstacles,
): Obstacles['endpointType'] {
  for (const { key, action, resource, logicalId } of resolved) {
    if (resource.Type !== 'AWS::ApiGateway::RestApi' || action !== 'update' || !tree?.physicalIds[key])
      continue;
    const [from, to] = [tree.root.Resources[logicalId], resource].map(readEndpointType);
    if (from === 'PRIVATE' && to === 'EDGE') return { from, to };
  }
  return undefined;
}

function readEndpointType(restApi: TemplateResource | undefined): string | undefined {
  const configuration = restApi?.Properties?.['EndpointConfiguration'] as
    { readonly Types?: readonly string[] } | undefined;
  return configuration?.Types?.[0];
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
