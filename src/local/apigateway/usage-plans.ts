import type {
  CreateUsagePlanRequest,
  DeleteUsagePlanRequest,
  GetUsagePlanRequest,
  GetUsagePlansRequest,
  UpdateUsagePlanRequest,
  UsagePlan,
  UsagePlans,
} from '@aws-sdk/client-api-gateway';
import type { RequestContext } from '../cloud.ts';
import { badRequest, notFound } from './errors.ts';
import { freshId } from './fresh-id.ts';
import type { Deps, Operations } from './operation.ts';
import { pageOf } from './paging.ts';
import { applyPatch, type PatchRules } from './patch.ts';
import type { UsagePlanRecord } from './records.ts';
import { scopeOf, type State } from './state.ts';

/** Texts recorded from AWS in LocalStack's test_apigateway_common.snapshot.json (TestUsagePlans). */
export function usagePlanOperations({ cloud, state }: Deps): Operations {
  return {
    CreateUsagePlan(input: CreateUsagePlanRequest, context: RequestContext): UsagePlan {
      const plan: UsagePlanRecord = {
        id: freshId(cloud, state.usagePlans, context.region, 6),
        name: input.name ?? '',
        description: input.description,
        apiStages: (input.apiStages ?? []).map(({ apiId = '', stage = '' }) => ({ apiId, stage })),
        ...(input.throttle ? { throttle: input.throttle } : {}),
        ...(input.quota ? { quota: { offset: 0, ...input.quota } } : {}),
        tags: input.tags ?? {},
        keyIds: [],
      };
      for (const stage of plan.apiStages) checkApiStage(state, context.region, plan.id, stage);
      state.usagePlans.put(context.region, plan.id, plan);
      const { tags, ...rest } = toUsagePlan(plan);
      return tags && Object.keys(tags).length > 0 ? { ...rest, tags } : rest;
    },

    GetUsagePlan(input: GetUsagePlanRequest, context: RequestContext): UsagePlan {
      return toUsagePlan(requireUsagePlan(state, context.region, input.usagePlanId));
    },

    GetUsagePlans(input: GetUsagePlansRequest, context: RequestContext): UsagePlans {
      const plans = state.usagePlans
        .list(context.region)
        .filter(({ keyIds }) => input.keyId === undefined || keyIds.includes(input.keyId));
      return pageOf(plans.map(toUsagePlan), input);
    },

    UpdateUsagePlan(input: UpdateUsagePlanRequest, context: RequestContext): UsagePlan {
      const plan = requireUsagePlan(state, context.region, input.usagePlanId);
      const next = applyPatch(plan, input.patchOperations, usagePlanPatches(state, context.region), {
        wording: 'listed',
        shape: 'updateUsagePlanInput',
      });
      state.usagePlans.put(context.region, plan.id, next);
      return toUsagePlan(next);
    },

    DeleteUsagePlan(input: DeleteUsagePlanRequest, context: RequestContext): object {
      const plan = requireUsagePlan(state, context.region, input.usagePlanId);
      if (plan.apiStages.length > 0) {
        throw badRequest(
          `Cannot delete Usage Plan ${plan.id} because there are API Stages associated with it`,
        );
      }
      state.usagePlans.remove(context.region, plan.id);
      return {};
    },
  };
}

export function requireUsagePlan(state: State, region: string, id: string | undefined): UsagePlanRecord {
  const plan = state.usagePlans.get(region, id ?? '');
  if (!plan) throw notFound('Invalid Usage Plan ID specified');
  return plan;
}

function checkApiStage(
  state: State,
  region: string,
  planId: string,
  { apiId, stage }: { apiId: string; stage: string },
): void {
  if (!state.stages.has(scopeOf({ region }, apiId), stage)) {
    throw notFound(`Invalid API Stage {api: ${apiId}, stage: ${stage}} specified for usageplan ${planId}`);
  }
}

function parseApiStage(value: string): { apiId: string; stage: string } {
  const [apiId, stage, ...rest] = value.split(':');
  if (!apiId || !stage || rest.length > 0) throw badRequest('Invalid API Stage specified');
  return { apiId, stage };
}

function usagePlanPatches(state: State, region: string): PatchRules<UsagePlanRecord> {
  return {
    replace: {
      '/name': (plan, name) => ({ ...plan, name }),
      '/description': (plan, description) => ({ ...plan, description }),
      '/productCode': (plan, productCode) => ({ ...plan, productCode }),
      '/throttle/burstLimit': (plan, limit) => ({
        ...plan,
        throttle: { ...plan.throttle, burstLimit: Number(limit) },
      }),
      '/throttle/rateLimit': (plan, limit) => ({
        ...plan,
        throttle: { ...plan.throttle, rateLimit: Number(limit) },
      }),
      '/quota/limit': (plan, limit) => ({
        ...plan,
        quota: { offset: 0, ...plan.quota, limit: Number(limit) },
      }),
      '/quota/offset': (plan, offset) => ({ ...plan, quota: { ...plan.quota, offset: Number(offset) } }),
      '/quota/period': (plan, period) => ({ ...plan, quota: { offset: 0, ...plan.quota, period } }),
    },
    add: {
      '/apiStages': (plan, value) => {
        const added = parseApiStage(value);
        checkApiStage(state, region, plan.id, added);
        return { ...plan, apiStages: [...withoutStage(plan, added), added] };
      },
    },
    remove: {
      '/apiStages': (plan, value) => ({ ...plan, apiStages: withoutStage(plan, parseApiStage(value)) }),
      '/throttle': ({ throttle: _throttle, ...plan }) => plan,
      '/quota': ({ quota: _quota, ...plan }) => plan,
    },
  };
}

function withoutStage(
  plan: UsagePlanRecord,
  { apiId, stage }: { apiId: string; stage: string },
): UsagePlanRecord['apiStages'] {
  return plan.apiStages.filter((other) => other.apiId !== apiId || other.stage !== stage);
}

function toUsagePlan(plan: UsagePlanRecord): UsagePlan {
  const { keyIds: _keyIds, tags, ...rest } = plan;
  return { ...(rest as UsagePlan), tags: { ...tags } };
}
