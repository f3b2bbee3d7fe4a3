import type {
  CreateStageRequest,
  DeleteStageRequest,
  GetStageRequest,
  GetStagesRequest,
  Stage,
  Stages,
  UpdateStageRequest,
} from '@aws-sdk/client-api-gateway';
import type { RequestContext } from '../cloud.ts';
import { badRequest, conflict, notFound, notImplemented } from './errors.ts';
import type { Deps, Operations } from './operation.ts';
import type { StageRecord } from './records.ts';
import { now, requireApi } from './rest-apis.ts';
import { patchStage } from './stage-patches.ts';
import { buildStage, checkStageRoom, checkVariables } from './stage-rules.ts';
import { scopeOf, type State } from './state.ts';

export function stageOperations({ state, quotas }: Deps): Operations {
  return {
    CreateStage(input: CreateStageRequest, context: RequestContext): Stage {
      const api = requireApi(state, context, input.restApiId);
      const scope = scopeOf(context, api.id);
      const { stageName = '', deploymentId = '', canarySettings, ...rest } = input;
      if (canarySettings) throw notImplemented('Canary deployments are not part of the embedded AWS');
      const stage = buildStage({ ...rest, stageName, deploymentId });
      if (state.stages.has(scope, stageName)) throw conflict('Stage already exists');
      checkDeployment(state, scope, deploymentId);
      checkStageRoom(state, scope, quotas);
      state.stages.put(scope, stageName, stage);
      return toStage(stage);
    },

    GetStage(input: GetStageRequest, context: RequestContext): Stage {
      const api = requireApi(state, context, input.restApiId);
      return toStage(requireStage(state, scopeOf(context, api.id), input.stageName));
    },

    GetStages(input: GetStagesRequest, context: RequestContext): Stages {
      const api = requireApi(state, context, input.restApiId);
      const stages = state.stages.list(scopeOf(context, api.id));
      const { deploymentId } = input;
      return {
        item: stages
          .filter((stage) => deploymentId === undefined || stage.deploymentId === deploymentId)
          .map(toStage),
      };
    },

    /** All operations of one call take effect together: the next request sees none or all of them. */
    UpdateStage(input: UpdateStageRequest, context: RequestContext): Stage {
      const api = requireApi(state, context, input.restApiId);
      const scope = scopeOf(context, api.id);
      const stage = requireStage(state, scope, input.stageName);
      const patched = patchStage(stage, input.patchOperations);
      if (patched.deploymentId !== stage.deploymentId) checkDeployment(state, scope, patched.deploymentId);
      checkVariables(patched.variables);
      const next = { ...patched, lastUpdatedDate: now() };
      state.stages.put(scope, stage.stageName, next);
      return toStage(next);
    },

    DeleteStage(input: DeleteStageRequest, context: RequestContext): object {
      const api = requireApi(state, context, input.restApiId);
      const scope = scopeOf(context, api.id);
      const stage = requireStage(state, scope, input.stageName);
      const domains = state.domainNames
        .ids(context.region)
        .filter((domain) =>
          state.basePathMappings
            .list(`${context.region}/${domain}`)
            .some((mapping) => mapping.restApiId === api.id && mapping.stage === stage.stageName),
        );
      if (domains.length > 0) {
        throw badRequest(
          `Active base path mappings pointing to this stage must be moved or deleted: ${domains.join(', ')}`,
        );
      }
      state.stages.remove(scope, stage.stageName);
      return {};
    },
  };
}

function requireStage(state: State, scope: string, stageName: string | undefined): StageRecord {
  const stage = state.stages.get(scope, stageName ?? '');
  if (!stage) throw notFound('Invalid stage identifier specified');
  return stage;
}

function checkDeployment(state: State, scope: string, deploymentId: string): void {
  if (!state.deployments.has(scope, deploymentId)) throw badRequest('Deployment id does not exist');
}

function toStage(stage: StageRecord): Stage {
  const { createdDate, lastUpdatedDate, tags, ...rest } = stage;
  return {
    ...(rest as Stage),
    cacheClusterStatus: 'NOT_AVAILABLE',
    createdDate: new Date(createdDate),
    lastUpdatedDate: new Date(lastUpdatedDate),
    ...(Object.keys(tags).length > 0 ? { tags } : {}),
  };
}
