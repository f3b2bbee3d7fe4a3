import type { Properties, ResourceType } from '../resource-type.ts';
import { callApiGateway, changeApiGatewayTags, patchApiGateway, removeFromApiGateway } from './apigateway.ts';
import { patchScalars, patchValueSet, type PatchOperation } from './patch-operations.ts';
import {
  defined,
  isSame,
  readNumber,
  readObject,
  readObjects,
  readString,
  requireString,
} from './properties.ts';
import { refuseUnsupported } from './refuse-unsupported.ts';
import { desiredTags, diffTags } from './tags.ts';

/** Ref: the usage plan's id. */
export const usagePlan: ResourceType = {
  type: 'AWS::ApiGateway::UsagePlan',

  async create(properties, context) {
    const { id } = await callApiGateway(
      context,
      'CreateUsagePlan',
      defined({
        name: readString(properties, 'UsagePlanName') ?? context.generateName(128),
        description: readString(properties, 'Description'),
        apiStages: readApiStages(properties),
        quota: readQuota(properties),
        throttle: readThrottle(properties),
        tags: desiredTags(properties, context),
      }),
    );
    return { physicalId: id, attributes: { Id: id } };
  },

  async update(instance, properties, previous, context) {
    await patchApiGateway(context, 'UpdateUsagePlan', { usagePlanId: instance.physicalId }, [
      ...patchScalars(properties, previous, { UsagePlanName: '/name', Description: '/description' }),
      ...patchObject('/quota', readObject(properties, 'Quota'), readObject(previous, 'Quota')),
      ...patchObject('/throttle', readObject(properties, 'Throttle'), readObject(previous, 'Throttle')),
      ...patchValueSet('/apiStages', apiStageNames(properties), apiStageNames(previous)),
    ]);
    await changeApiGatewayTags(
      context,
      `/usageplans/${instance.physicalId}`,
      diffTags(properties, previous, context),
    );
    return instance;
  },

  // A usage plan with API stages cannot be deleted, so they are taken off first.
  async remove(instance, properties, context) {
    const target = { usagePlanId: instance.physicalId };
    await removeFromApiGateway(context, 'UpdateUsagePlan', {
      ...target,
      patchOperations: patchValueSet('/apiStages', [], apiStageNames(properties)),
    });
    await removeFromApiGateway(context, 'DeleteUsagePlan', target);
  },
};

function readApiStages(properties: Properties) {
  return readObjects(properties, 'ApiStages')?.map((one) => {
    refuseUnsupported('AWS::ApiGateway::UsagePlan ApiStages', one, ['ApiId', 'Stage']);
    return { apiId: requireString(one, 'ApiId'), stage: requireString(one, 'Stage') };
  });
}

function apiStageNames(properties: Properties): string[] {
  return (readApiStages(properties) ?? []).map(({ apiId, stage }) => `${apiId}:${stage}`);
}

function readQuota(properties: Properties) {
  const quota = readObject(properties, 'Quota');
  return (
    quota &&
    defined({
      limit: readNumber(quota, 'Limit'),
      offset: readNumber(quota, 'Offset'),
      period: readString(quota, 'Period'),
    })
  );
}

function readThrottle(properties: Properties) {
  const throttle = readObject(properties, 'Throttle');
  return (
    throttle &&
    defined({ burstLimit: readNumber(throttle, 'BurstLimit'), rateLimit: readNumber(throttle, 'RateLimit') })
  );
}

function patchObject(
  path: string,
  desired: Properties | undefined,
  previous: Properties | undefined,
): PatchOperation[] {
  if (desired === undefined) return previous === undefined ? [] : [{ op: 'remove', path }];
  return Object.keys(desired).flatMap((name): PatchOperation[] => {
    if (isSame(desired[name], previous?.[name])) return [];
    const member = name.charAt(0).toLowerCase() + name.slice(1);
    return [{ op: 'replace', path: `${path}/${member}`, value: requireString(desired, name) }];
  });
}
