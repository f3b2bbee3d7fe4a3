import type {
  CreateDeploymentRequest,
  DeleteDeploymentRequest,
  Deployment,
  Deployments,
  GetDeploymentRequest,
  GetDeploymentsRequest,
  MethodSnapshot,
  UpdateDeploymentRequest,
} from '@aws-sdk/client-api-gateway';
import type { RequestContext } from '../cloud.ts';
import { badRequest, notFound, notImplemented } from './errors.ts';
import { freshId } from './fresh-id.ts';
import type { Deps, Operations } from './operation.ts';
import { pageOf } from './paging.ts';
import { applyPatch } from './patch.ts';
import type { DeploymentRecord, DeploymentSettings, RestApiRecord } from './records.ts';
import { buildPaths } from './resource-tree.ts';
import { now, requireApi } from './rest-apis.ts';
import { closeEpoch, pruneArchive, readSnapshot, type Snapshot } from './snapshot.ts';
import { buildStage, checkStageRoom } from './stage-rules.ts';
import { scopeOf, type State } from './state.ts';

export function deploymentOperations({ cloud, state, quotas }: Deps): Operations {
  return {
    CreateDeployment(input: CreateDeploymentRequest, context: RequestContext): Deployment {
      const api = requireApi(state, context, input.restApiId);
      const scope = scopeOf(context, api.id);
      if (input.canarySettings) throw notImplemented('Canary deployments are not part of the embedded AWS');
      const id = freshId(cloud, state.deployments, scope, 6);
      // An existing stage is moved to the new deployment; what the call says about the stage replaces what it had.
      const existing = input.stageName ? state.stages.get(scope, input.stageName) : undefined;
      const stage = input.stageName
        ? {
            ...existing,
            ...buildStage({
              stageName: input.stageName,
              deploymentId: id,
              description: input.stageDescription ?? existing?.description,
              cacheClusterEnabled: input.cacheClusterEnabled ?? existing?.cacheClusterEnabled,
              cacheClusterSize: input.cacheClusterSize ?? existing?.cacheClusterSize,
              tracingEnabled: input.tracingEnabled ?? existing?.tracingEnabled,
              variables: input.variables ?? existing?.variables,
              tags: existing?.tags,
            }),
            ...(existing
              ? { createdDate: existing.createdDate, methodSettings: existing.methodSettings }
              : {}),
          }
        : undefined;
      if (stage && !existing) checkStageRoom(state, scope, quotas);
      checkDeployable(state, scope);

      const deployment: DeploymentRecord = {
        id,
        description: input.description,
        createdDate: now(),
        settings: freezeSettings(state, scope, api),
        // Closed before the deployment exists: a kill in between freezes nothing that later changes could reach.
        epoch: closeEpoch(state, context.region, api.id),
      };
      state.deployments.put(scope, id, deployment);
      if (stage) state.stages.put(scope, stage.stageName, stage);
      return toDeployment(deployment);
    },

    GetDeployment(input: GetDeploymentRequest, context: RequestContext): Deployment {
      const api = requireApi(state, context, input.restApiId);
      const scope = scopeOf(context, api.id);
      const deployment = requireDeployment(state, scope, input.deploymentId);
      if (!input.embed?.includes('apisummary')) return toDeployment(deployment);
      return { ...toDeployment(deployment), apiSummary: summarise(readSnapshot(state, scope, deployment)) };
    },

    GetDeployments(input: GetDeploymentsRequest, context: RequestContext): Deployments {
      const api = requireApi(state, context, input.restApiId);
      return pageOf(state.deployments.list(scopeOf(context, api.id)).map(toDeployment), input);
    },

    UpdateDeployment(input: UpdateDeploymentRequest, context: RequestContext): Deployment {
      const api = requireApi(state, context, input.restApiId);
      const scope = scopeOf(context, api.id);
      const deployment = applyPatch(
        requireDeployment(state, scope, input.deploymentId),
        input.patchOperations,
        { replace: { '/description': (record, description) => ({ ...record, description }) } },
        { wording: 'listed', shape: 'updateDeploymentInput' },
      );
      state.deployments.put(scope, deployment.id, deployment);
      return toDeployment(deployment);
    },

    DeleteDeployment(input: DeleteDeploymentRequest, context: RequestContext): object {
      const api = requireApi(state, context, input.restApiId);
      const scope = scopeOf(context, api.id);
      const deployment = requireDeployment(state, scope, input.deploymentId);
      if (state.stages.list(scope).some((stage) => stage.deploymentId === deployment.id)) {
        throw badRequest('Active stages pointing to this deployment must be moved or deleted');
      }
      state.deployments.remove(scope, deployment.id);
      pruneArchive(state, scope);
      return {};
    },
  };
}

function requireDeployment(state: State, scope: string, deploymentId: string | undefined): DeploymentRecord {
  const deployment = state.deployments.get(scope, deploymentId ?? '');
  if (!deployment) throw notFound('Invalid Deployment identifier specified');
  return deployment;
}

/** AWS-FACTS 2, and https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html */
function checkDeployable(state: State, scope: string): void {
  const methods = state.methods.list(scope);
  if (methods.length === 0) throw badRequest("The REST API doesn't contain any methods");
  if (methods.some((method) => !method.methodIntegration))
    throw badRequest('No integration defined for method');
}

function freezeSettings(state: State, scope: string, api: RestApiRecord): DeploymentSettings {
  const byId = <T extends { readonly id: string }>(items: readonly T[]): Record<string, T> =>
    Object.fromEntries(items.map((item) => [item.id, item]));
  return {
    binaryMediaTypes: api.binaryMediaTypes ?? [],
    apiKeySource: api.apiKeySource,
    rootResourceId: api.rootResourceId,
    gatewayResponses: Object.fromEntries(
      state.gatewayResponses.list(scope).map((response) => [response.responseType, response]),
    ),
    authorizers: byId(state.authorizers.list(scope)),
    requestValidators: byId(state.requestValidators.list(scope)),
  };
}

/** `{ '/posts/{id}': { GET: { authorizationType, apiKeyRequired } } }`: the routes that the snapshot serves. */
function summarise(snapshot: Snapshot): Record<string, Record<string, MethodSnapshot>> {
  const summary: Record<string, Record<string, MethodSnapshot>> = {};
  const paths = new Map(buildPaths(snapshot.resources).map(({ row, path }) => [row.id, path]));
  for (const { resourceId, httpMethod, authorizationType, apiKeyRequired } of snapshot.methods) {
    const path = paths.get(resourceId) ?? '';
    summary[path] = { ...summary[path], [httpMethod]: { authorizationType, apiKeyRequired } };
  }
  return summary;
}

function toDeployment(deployment: DeploymentRecord): Deployment {
  const { id, description, createdDate } = deployment;
  return { id, createdDate: new Date(createdDate), ...(description === undefined ? {} : { description }) };
}
