import type {
  CreateUsagePlanKeyRequest,
  DeleteUsagePlanKeyRequest,
  GetUsagePlanKeyRequest,
  GetUsagePlanKeysRequest,
  UsagePlanKey,
  UsagePlanKeys,
} from '@aws-sdk/client-api-gateway';
import type { RequestContext } from '../cloud.ts';
import { requireApiKey } from './api-keys.ts';
import { badRequest, conflict, notFound } from './errors.ts';
import type { Deps, Operations } from './operation.ts';
import { pageOf } from './paging.ts';
import type { ApiKeyRecord } from './records.ts';
import { requireUsagePlan } from './usage-plans.ts';

export function usagePlanKeyOperations({ state }: Deps): Operations {
  return {
    CreateUsagePlanKey(input: CreateUsagePlanKeyRequest, context: RequestContext): UsagePlanKey {
      const plan = requireUsagePlan(state, context.region, input.usagePlanId);
      if (input.keyType !== 'API_KEY') throw badRequest('Usage plan key type must be API_KEY');
      const key = requireApiKey(state, context.region, input.keyId);
      if (plan.keyIds.includes(key.id)) {
        throw conflict(`Usage Plan ${plan.id} cannot be added because API Key ${key.id} is already in it`);
      }
      state.usagePlans.put(context.region, plan.id, { ...plan, keyIds: [...plan.keyIds, key.id] });
      return toUsagePlanKey(key);
    },

    GetUsagePlanKey(input: GetUsagePlanKeyRequest, context: RequestContext): UsagePlanKey {
      const plan = requireUsagePlan(state, context.region, input.usagePlanId);
      const key = state.apiKeys.get(context.region, input.keyId ?? '');
      if (!key || !plan.keyIds.includes(key.id)) throw notFound('Invalid API Key identifier specified');
      return toUsagePlanKey(key);
    },

    /** Newest first; an unknown plan has no keys, as recorded (test_get_usage_plan_api_keys). */
    GetUsagePlanKeys(input: GetUsagePlanKeysRequest, context: RequestContext): UsagePlanKeys {
      const keyIds = state.usagePlans.get(context.region, input.usagePlanId ?? '')?.keyIds ?? [];
      const keys = keyIds
        .toReversed()
        .flatMap((id) => state.apiKeys.get(context.region, id) ?? [])
        .filter(({ name = '' }) => name.startsWith(input.nameQuery ?? ''));
      return pageOf(keys.map(toUsagePlanKey), input);
    },

    DeleteUsagePlanKey(input: DeleteUsagePlanKeyRequest, context: RequestContext): object {
      const plan = requireUsagePlan(state, context.region, input.usagePlanId);
      if (!plan.keyIds.includes(input.keyId ?? '')) throw notFound('Invalid API Key identifier specified');
      const keyIds = plan.keyIds.filter((id) => id !== input.keyId);
      state.usagePlans.put(context.region, plan.id, { ...plan, keyIds });
      return {};
    },
  };
}

function toUsagePlanKey(key: ApiKeyRecord): UsagePlanKey {
  return {
    id: key.id,
    type: 'API_KEY',
    value: key.value,
    ...(key.name === undefined ? {} : { name: key.name }),
  };
}
