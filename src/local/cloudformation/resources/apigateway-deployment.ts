import type { Properties, ResourceContext, ResourceType } from '../resource-type.ts';
import { handlerError } from './handler-error.ts';
import { readStageSettings, stageSettingPatches } from './apigateway-stage-settings.ts';
import { callApiGateway, patchApiGateway, removeFromApiGateway } from './apigateway.ts';
import { patchScalars } from './patch-operations.ts';
import {
  defined,
  isSame,
  readBoolean,
  readMap,
  readNumber,
  readObject,
  readString,
  requireString,
} from './properties.ts';
import { refuseUnsupported } from './refuse-unsupported.ts';
import { finishCreation } from './finish-creation.ts';

/**
 * Ref: the deployment's id. `StageName` makes or repoints a stage beside it, which goes with the deployment as long as it
 * still points here (https://github.com/go-to-k/cdk-real-drift/issues/1460: "deleting the Deployment deletes the stage").
 * A stage of its own resource that still points here makes the removal fail (AWS-FACTS 2).
 */
export const deployment: ResourceType = {
  type: 'AWS::ApiGateway::Deployment',

  async create(properties, context) {
    const restApiId = requireString(properties, 'RestApiId');
    const stageName = readString(properties, 'StageName');
    const stageDescription = readObject(properties, 'StageDescription') ?? {};
    refuseUnsupported(
      'AWS::ApiGateway::Deployment StageDescription',
      stageDescription,
      supportedStageDescription,
    );
    const { id } = await callApiGateway(
      context,
      'CreateDeployment',
      defined({
        restApiId,
        stageName,
        description: readString(properties, 'Description'),
        canarySettings: readCanary(readObject(properties, 'DeploymentCanarySettings')),
        stageDescription: readString(stageDescription, 'Description'),
        variables: readMap(stageDescription, 'Variables'),
        tracingEnabled: readBoolean(stageDescription, 'TracingEnabled'),
        cacheClusterEnabled: readBoolean(stageDescription, 'CacheClusterEnabled'),
        cacheClusterSize: readString(stageDescription, 'CacheClusterSize'),
      }),
    );
    const instance = { physicalId: id, attributes: { DeploymentId: id } };
    if (stageName === undefined) return instance;
    return finishCreation(
      context,
      instance,
      () =>
        patchApiGateway(
          context,
          'UpdateStage',
          { restApiId, stageName },
          stageSettingPatches(readStageSettings(stageDescription), {}),
        ),
      () => removeWithStage(id, properties, context),
    );
  },

  async update(instance, properties, previous, context) {
    if (!isSame(stageParts(properties), stageParts(previous))) {
      throw handlerError(
        'NotImplemented',
        'The embedded AWS does not change StageName or StageDescription of AWS::ApiGateway::Deployment. Use an AWS::ApiGateway::Stage.',
        501,
      );
    }
    const target = { restApiId: requireString(properties, 'RestApiId'), deploymentId: instance.physicalId };
    const patches = patchScalars(properties, previous, { Description: '/description' });
    await patchApiGateway(context, 'UpdateDeployment', target, patches);
    return instance;
  },

  remove: (instance, properties, context) => removeWithStage(instance.physicalId, properties, context),
};

const supportedStageDescription = [
  'Description',
  'Variables',
  'TracingEnabled',
  'CacheClusterEnabled',
  'CacheClusterSize',
  'MethodSettings',
  'AccessLogSetting',
  'ClientCertificateId',
  'DocumentationVersion',
];

async function removeWithStage(
  deploymentId: string,
  properties: Properties,
  context: ResourceContext,
): Promise<void> {
  const restApiId = requireString(properties, 'RestApiId');
  const stageName = readString(properties, 'StageName');
  if (stageName !== undefined && (await isStageOn(deploymentId, restApiId, stageName, context))) {
    await removeFromApiGateway(context, 'DeleteStage', { restApiId, stageName });
  }
  await removeFromApiGateway(context, 'DeleteDeployment', { restApiId, deploymentId });
}

async function isStageOn(
  deploymentId: string,
  restApiId: string,
  stageName: string,
  context: ResourceContext,
) {
  const { item = [] } = await callApiGateway(context, 'GetStages', { restApiId, deploymentId });
  return (item as { stageName: string }[]).some((one) => one.stageName === stageName);
}

function readCanary(settings: Properties | undefined) {
  return (
    settings &&
    defined({
      percentTraffic: readNumber(settings, 'PercentTraffic'),
      stageVariableOverrides: readMap(settings, 'StageVariableOverrides'),
      useStageCache: readBoolean(settings, 'UseStageCache'),
    })
  );
}

function stageParts(properties: Properties): Properties {
  return defined({
    name: properties['StageName'] ?? null,
    description: properties['StageDescription'] ?? null,
  });
}
