import type { Properties, ResourceType } from '../resource-type.ts';
import { readStageSettings, stageSettingPatches } from './apigateway-stage-settings.ts';
import { callApiGateway, changeApiGatewayTags, patchApiGateway, removeFromApiGateway } from './apigateway.ts';
import { patchMap, patchScalars, type PatchOperation } from './patch-operations.ts';
import {
  defined,
  readBoolean,
  readMap,
  readNumber,
  readObject,
  readString,
  requireString,
} from './properties.ts';
import { desiredTags, diffTags } from './tags.ts';
import { finishCreation } from './finish-creation.ts';

/**
 * Ref: the stage's name. An update is one UpdateStage: deployment, variables and settings go live together.
 *
 * What leaves the template stays on the stage, as reported of AWS: variables
 * (https://github.com/aws/aws-cdk/issues/23438), the cache
 * (https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2231) and canary settings
 * (https://github.com/aws/aws-cdk/issues/33901). A rollback is such an update too. So nothing may depend on a variable being
 * gone, and names that come and go add up to API Gateway's 100 for a stage.
 */
export const stage: ResourceType = {
  type: 'AWS::ApiGateway::Stage',

  async create(properties, context) {
    const restApiId = requireString(properties, 'RestApiId');
    const stageName = requireString(properties, 'StageName');
    await callApiGateway(
      context,
      'CreateStage',
      defined({
        restApiId,
        stageName,
        deploymentId: readString(properties, 'DeploymentId'),
        description: readString(properties, 'Description'),
        cacheClusterEnabled: readBoolean(properties, 'CacheClusterEnabled'),
        cacheClusterSize: readString(properties, 'CacheClusterSize'),
        variables: readMap(properties, 'Variables'),
        documentationVersion: readString(properties, 'DocumentationVersion'),
        canarySettings: readCanary(properties),
        tracingEnabled: readBoolean(properties, 'TracingEnabled'),
        tags: desiredTags(properties, context),
      }),
    );
    return finishCreation(
      context,
      { physicalId: stageName, attributes: {} },
      () =>
        patchApiGateway(
          context,
          'UpdateStage',
          { restApiId, stageName },
          stageSettingPatches(readStageSettings(properties), {}),
        ),
      () => callApiGateway(context, 'DeleteStage', { restApiId, stageName }),
    );
  },

  async update(instance, properties, previous, context) {
    const restApiId = requireString(properties, 'RestApiId');
    const stageName = instance.physicalId;
    await patchApiGateway(context, 'UpdateStage', { restApiId, stageName }, [
      ...patchScalars(properties, previous, scalarPaths, { TracingEnabled: 'false' }),
      ...withoutRemovals([
        ...('CacheClusterEnabled' in properties ? patchScalars(properties, previous, cachePaths) : []),
        ...patchMap('/variables', readMap(properties, 'Variables'), readMap(previous, 'Variables')),
      ]),
      ...stageSettingPatches(readStageSettings(properties), readStageSettings(previous)),
      ...patchCanary(properties, previous),
    ]);
    await changeApiGatewayTags(
      context,
      `/restapis/${restApiId}/stages/${stageName}`,
      diffTags(properties, previous, context),
    );
    return instance;
  },

  remove: (instance, properties, context) =>
    removeFromApiGateway(context, 'DeleteStage', {
      restApiId: requireString(properties, 'RestApiId'),
      stageName: instance.physicalId,
    }),
};

const scalarPaths = {
  DeploymentId: '/deploymentId',
  Description: '/description',
  DocumentationVersion: '/documentationVersion',
  TracingEnabled: '/tracingEnabled',
};

const cachePaths = { CacheClusterEnabled: '/cacheClusterEnabled', CacheClusterSize: '/cacheClusterSize' };

const withoutRemovals = (patches: readonly PatchOperation[]) => patches.filter(({ op }) => op !== 'remove');

function readCanary(properties: Properties) {
  const canary = readObject(properties, 'CanarySetting');
  return (
    canary &&
    defined({
      deploymentId: readString(canary, 'DeploymentId'),
      percentTraffic: readNumber(canary, 'PercentTraffic'),
      stageVariableOverrides: readMap(canary, 'StageVariableOverrides'),
      useStageCache: readBoolean(canary, 'UseStageCache'),
    })
  );
}

function patchCanary(properties: Properties, previous: Properties): PatchOperation[] {
  const desired = readObject(properties, 'CanarySetting');
  const before = readObject(previous, 'CanarySetting') ?? {};
  if (desired === undefined) return [];
  return [
    ...patchScalars(
      desired,
      before,
      {
        DeploymentId: '/canarySettings/deploymentId',
        PercentTraffic: '/canarySettings/percentTraffic',
        UseStageCache: '/canarySettings/useStageCache',
      },
      { PercentTraffic: '0', UseStageCache: 'false' },
    ),
    ...patchMap(
      '/canarySettings/stageVariableOverrides',
      readMap(desired, 'StageVariableOverrides'),
      readMap(before, 'StageVariableOverrides'),
    ),
  ];
}
