import type {
  ApiKey,
  ApiKeys,
  CreateApiKeyRequest,
  DeleteApiKeyRequest,
  GetApiKeyRequest,
  GetApiKeysRequest,
  UpdateApiKeyRequest,
} from '@aws-sdk/client-api-gateway';
import type { RequestContext } from '../cloud.ts';
import { badRequest, conflict, notFound } from './errors.ts';
import { freshId } from './fresh-id.ts';
import type { Deps, Operations } from './operation.ts';
import { pageOf } from './paging.ts';
import { applyPatch, toBoolean, type PatchRules } from './patch.ts';
import type { ApiKeyRecord } from './records.ts';
import { now } from './rest-apis.ts';
import type { State } from './state.ts';

/** Texts and order recorded from AWS in LocalStack's test_apigateway_extended.snapshot.json (TestApigatewayApiKeysCrud). */
export function apiKeyOperations({ cloud, state }: Deps): Operations {
  return {
    CreateApiKey(input: CreateApiKeyRequest, context: RequestContext): ApiKey {
      const value = input.value || cloud.generateId(40);
      if ((input.name ?? '').length > 1024)
        throw badRequest('Invalid API Key name, can be at most 1024 characters.');
      if (value.length < 20) throw badRequest('API Key value should be at least 20 characters');
      if (value.length > 128) throw badRequest('API Key value exceeds maximum size of 128 characters');
      if (state.apiKeys.list(context.region).some((key) => key.value === value)) {
        throw conflict('API Key already exists');
      }
      const created = now();
      const key: ApiKeyRecord = {
        id: freshId(cloud, state.apiKeys, context.region, 10),
        value,
        name: input.name,
        customerId: input.customerId,
        description: input.description,
        enabled: input.enabled ?? false,
        createdDate: created,
        lastUpdatedDate: created,
        tags: input.tags ?? {},
      };
      state.apiKeys.put(context.region, key.id, key);
      return toApiKey(key, true);
    },

    GetApiKey(input: GetApiKeyRequest, context: RequestContext): ApiKey {
      const key = requireApiKey(state, context.region, input.apiKey);
      return { ...toApiKey(key, input.includeValue ?? false), tags: { ...key.tags } };
    },

    /** Newest first; `nameQuery` is a prefix, with case. */
    GetApiKeys(input: GetApiKeysRequest, context: RequestContext): ApiKeys {
      const keys = state.apiKeys
        .list(context.region)
        .toReversed()
        .filter(
          ({ name = '', customerId }) =>
            name.startsWith(input.nameQuery ?? '') &&
            (input.customerId === undefined || customerId === input.customerId),
        );
      return pageOf(
        keys.map((key) => toApiKey(key, input.includeValues ?? false)),
        input,
      );
    },

    UpdateApiKey(input: UpdateApiKeyRequest, context: RequestContext): ApiKey {
      const key = applyPatch(
        requireApiKey(state, context.region, input.apiKey),
        input.patchOperations,
        apiKeyPatches,
        { wording: 'listed', shape: 'updateApiKeyInput' },
      );
      const next = { ...key, lastUpdatedDate: now() };
      state.apiKeys.put(context.region, key.id, next);
      return { ...toApiKey(next, false), tags: { ...next.tags } };
    },

    DeleteApiKey(input: DeleteApiKeyRequest, context: RequestContext): object {
      const key = requireApiKey(state, context.region, input.apiKey);
      for (const plan of state.usagePlans.list(context.region)) {
        if (!plan.keyIds.includes(key.id)) continue;
        const keyIds = plan.keyIds.filter((id) => id !== key.id);
        state.usagePlans.put(context.region, plan.id, { ...plan, keyIds });
      }
      state.apiKeys.remove(context.region, key.id);
      return {};
    },
  };
}

export function requireApiKey(state: State, region: string, id: string | undefined): ApiKeyRecord {
  const key = state.apiKeys.get(region, id ?? '');
  if (!key) throw notFound('Invalid API Key identifier specified');
  return key;
}

const apiKeyPatches: PatchRules<ApiKeyRecord> = {
  replace: {
    '/description': (key, description) => {
      if (description.length > 1024) throw badRequest('Invalid API Key description specified.');
      return { ...key, description };
    },
    '/enabled': (key, enabled) => ({ ...key, enabled: toBoolean(enabled) }),
    '/name': (key, name) => ({ ...key, name }),
    '/customerId': (key, customerId) => ({ ...key, customerId }),
  },
};

function toApiKey(key: ApiKeyRecord, withValue: boolean): ApiKey {
  const { value, tags: _tags, createdDate, lastUpdatedDate, ...rest } = key;
  return {
    ...rest,
    ...(withValue ? { value } : {}),
    createdDate: new Date(createdDate),
    lastUpdatedDate: new Date(lastUpdatedDate),
    stageKeys: [],
  };
}
