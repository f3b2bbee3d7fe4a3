import type { DataPlaneRequest } from '../../http.ts';
import type { BasePathMappingRecord, DeploymentRecord, RestApiRecord, StageRecord } from '../records.ts';
import { readSnapshot } from '../snapshot.ts';
import { scopeOf, type State } from '../state.ts';
import { buildRoutes, type Routes } from './routes.ts';

/** The stage that a request is for, with everything that was deployed to it. */
export interface Target {
  readonly kind: 'stage';
  readonly region: string;
  readonly api: RestApiRecord;
  readonly stage: StageRecord;
  readonly deployment: DeploymentRecord;
  readonly routes: Routes;
  /** What routes are matched against: without stage or base path. */
  readonly path: string;
  /** As the function sees it: with the base path of a custom domain, without the stage. */
  readonly eventPath: string;
  /** As `requestContext.path` has it: with the stage, or with the base path. */
  readonly contextPath: string;
  readonly domainName: string;
}

/** `forbidden`: no such API or stage, or no base path mapping for the path. `unknown-domain`: not for API Gateway. */
export type TargetResult = Target | { readonly kind: 'forbidden' | 'unknown-domain' };

export function findTarget(state: State, request: DataPlaneRequest): TargetResult {
  return request.apiId === undefined ? findByDomain(state, request) : findById(state, request, request.apiId);
}

function findById(state: State, request: DataPlaneRequest, apiId: string): TargetResult {
  const region = state.restApis.scopes().find((candidate) => state.restApis.has(candidate, apiId));
  const api = region === undefined ? undefined : state.restApis.get(region, apiId);
  if (region === undefined || !api || api.disableExecuteApiEndpoint) return { kind: 'forbidden' };
  const stageName = request.stageName ?? '';
  return (
    openStage(state, region, api, stageName, {
      path: request.path,
      eventPath: collapseStart(request.path),
      contextPath: `/${stageName}${request.path}`,
      domainName: `${apiId}.execute-api.${region}.amazonaws.com`,
    }) ?? { kind: 'forbidden' }
  );
}

/** Host by exact name, else by the wildcard above it; then the mapping with the longest base path. */
function findByDomain(state: State, request: DataPlaneRequest): TargetResult {
  const host = request.host.toLowerCase();
  const wildcard = host.replace(/^[^.]+/, '*');
  for (const name of [host, wildcard]) {
    for (const region of state.domainNames.scopes()) {
      if (!state.domainNames.has(region, name)) continue;
      const mappings = state.basePathMappings.list(`${region}/${name}`);
      return openMapping(state, region, host, mappings, request.path) ?? { kind: 'forbidden' };
    }
  }
  return { kind: 'unknown-domain' };
}

function openMapping(
  state: State,
  region: string,
  host: string,
  mappings: readonly BasePathMappingRecord[],
  path: string,
): Target | undefined {
  const wanted = collapseStart(path);
  const [mapping] = mappings
    .filter(
      ({ basePath }) => basePath === '' || wanted === `/${basePath}` || wanted.startsWith(`/${basePath}/`),
    )
    .sort((a, b) => b.basePath.length - a.basePath.length);
  const api = mapping && state.restApis.get(region, mapping.restApiId);
  if (!mapping || !api) return undefined;
  const below = mapping.basePath === '' ? wanted : wanted.slice(mapping.basePath.length + 1) || '/';
  if (mapping.stage !== undefined) {
    return openStage(state, region, api, mapping.stage, {
      path: below,
      eventPath: wanted,
      contextPath: path,
      domainName: host,
    });
  }
  // A mapping without a stage: the stage is the next segment.
  const [, stageName = '', rest = ''] = /^\/([^/]*)(.*)$/s.exec(below) ?? [];
  return openStage(state, region, api, stageName, {
    path: rest || '/',
    eventPath: wanted,
    contextPath: path,
    domainName: host,
  });
}

function openStage(
  state: State,
  region: string,
  api: RestApiRecord,
  stageName: string,
  paths: Pick<Target, 'path' | 'eventPath' | 'contextPath' | 'domainName'>,
): Target | undefined {
  const scope = scopeOf({ region }, api.id);
  const stage = state.stages.get(scope, stageName);
  const deployment = stage && state.deployments.get(scope, stage.deploymentId);
  if (!stage || !deployment) return undefined;
  return {
    kind: 'stage',
    region,
    api,
    stage,
    deployment,
    routes: routesOf(state, scope, deployment),
    ...paths,
  };
}

const built = new WeakMap<DeploymentRecord, Routes>();

/** Deployments never change, so their routes are built once; they go when the deployment goes. */
function routesOf(state: State, scope: string, deployment: DeploymentRecord): Routes {
  let routes = built.get(deployment);
  if (!routes) built.set(deployment, (routes = buildRoutes(readSnapshot(state, scope, deployment))));
  return routes;
}

/** `//posts` arrives as `/posts`; `requestContext.path` keeps both slashes (recorded: test_lambda_aws_proxy_integration). */
function collapseStart(path: string): string {
  return path.replace(/^\/*/, '/');
}
