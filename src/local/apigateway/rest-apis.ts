import type {
  CreateRestApiRequest,
  DeleteRestApiRequest,
  GetRestApiRequest,
  GetRestApisRequest,
  RestApi,
  RestApis,
  UpdateRestApiRequest,
} from '@aws-sdk/client-api-gateway';
import type { RequestContext } from '../cloud.ts';
import { badRequest, notFound } from './errors.ts';
import type { Deps, Operations } from './operation.ts';
import { pageOf } from './paging.ts';
import { applyPatch } from './patch.ts';
import type { RestApiRecord } from './records.ts';
import { buildEndpointConfiguration } from './endpoint-configuration.ts';
import { parseCompressionSize, restApiPatches } from './rest-api-patches.ts';
import { putResource } from './snapshot.ts';
import { scopeOf, type State } from './state.ts';

export function restApiOperations({ cloud, state }: Deps): Operations {
  return {
    CreateRestApi(input: CreateRestApiRequest, context: RequestContext): RestApi {
      const endpointConfiguration = buildEndpointConfiguration(
        input.endpointConfiguration,
        'createRestApiInput',
      );
      if (!input.name) throw badRequest('Invalid API name specified');
      if (input.description === '') throw badRequest('Description cannot be an empty string');
      const cloned = input.cloneFrom;
      if (cloned !== undefined)
        throw badRequest('Cloning an API is not supported here: create it and its resources');
      const api: RestApiRecord = {
        id: cloud.generateId(10),
        account: context.account,
        name: input.name,
        description: input.description,
        version: input.version,
        createdDate: now(),
        apiKeySource: input.apiKeySource ?? 'HEADER',
        binaryMediaTypes: input.binaryMediaTypes?.length ? [...new Set(input.binaryMediaTypes)] : undefined,
        minimumCompressionSize:
          input.minimumCompressionSize === undefined
            ? undefined
            : parseCompressionSize(String(input.minimumCompressionSize)),
        endpointConfiguration,
        policy: input.policy,
        disableExecuteApiEndpoint: input.disableExecuteApiEndpoint ?? false,
        tags: input.tags ?? {},
        rootResourceId: cloud.generateId(10),
        epoch: 0,
      };
      state.restApis.put(context.region, api.id, api);
      putResource(state, scopeOf(context, api.id), { id: api.rootResourceId });
      const { tags, ...rest } = toRestApi(api);
      return tags && Object.keys(tags).length > 0 ? { ...rest, tags } : rest;
    },

    GetRestApi(input: GetRestApiRequest, context: RequestContext): RestApi {
      return toRestApi(requireApi(state, context, input.restApiId));
    },

    GetRestApis(input: GetRestApisRequest, context: RequestContext): RestApis {
      const apis = state.restApis.list(context.region).filter(({ account }) => account === context.account);
      return pageOf(apis.map(toRestApi), input);
    },

    UpdateRestApi(input: UpdateRestApiRequest, context: RequestContext): RestApi {
      const api = requireApi(state, context, input.restApiId);
      const patched = applyPatch(api, input.patchOperations, restApiPatches, {
        wording: 'short',
        shape: 'updateRestApiInput',
      });
      state.restApis.put(context.region, api.id, patched);
      return toRestApi(patched);
    },

    DeleteRestApi(input: DeleteRestApiRequest, context: RequestContext): object {
      const api = requireApi(state, context, input.restApiId);
      const domains = findDomainsOf(state, context.region, api.id);
      if (domains.length > 0) {
        throw badRequest(
          `Deleting RestApi ${api.id} failed. Please remove all base path mappings related to the RestApi in your domains: ${domains.join(', ')}`,
        );
      }
      state.restApis.remove(context.region, api.id);
      removeContents(state, scopeOf(context, api.id));
      return {};
    },
  };
}

/** AWS's answer for an id it does not know names the account (AWS-FACTS 2). */
export function requireApi(
  state: State,
  context: RequestContext,
  restApiId: string | undefined,
): RestApiRecord {
  const api = state.restApis.get(context.region, restApiId ?? '');
  if (!api || api.account !== context.account) {
    throw notFound(`Invalid API identifier specified ${context.account}:${restApiId ?? ''}`);
  }
  return api;
}

function toRestApi(api: RestApiRecord): RestApi {
  const {
    epoch: _epoch,
    account: _account,
    createdDate,
    binaryMediaTypes,
    endpointConfiguration,
    ...rest
  } = api;
  return {
    ...rest,
    apiKeySource: api.apiKeySource as NonNullable<RestApi['apiKeySource']>,
    createdDate: new Date(createdDate),
    ...(binaryMediaTypes ? { binaryMediaTypes: [...binaryMediaTypes] } : {}),
    endpointConfiguration: endpointConfiguration as NonNullable<RestApi['endpointConfiguration']>,
    tags: { ...api.tags },
  };
}

/** API Gateway keeps whole seconds. */
export function now(): number {
  return Math.floor(Date.now() / 1000) * 1000;
}

function findDomainsOf(state: State, region: string, apiId: string): string[] {
  return state.domainNames
    .ids(region)
    .filter((domain) =>
      state.basePathMappings.list(`${region}/${domain}`).some((mapping) => mapping.restApiId === apiId),
    );
}

/** The API itself is gone first: what a kill leaves behind cannot be reached. */
function removeContents(state: State, scope: string): void {
  for (const row of state.resources.list(scope)) state.resourceIndex.remove(scope, row);
  for (const table of [
    state.stages,
    state.deployments,
    state.archive,
    state.methods,
    state.resources,
    state.authorizers,
    state.gatewayResponses,
    state.requestValidators,
    state.models,
  ]) {
    table.removeAll(scope);
  }
}
