import { isEndpointType, isIpAddressType } from './endpoint-configuration.ts';
import { badRequest } from './errors.ts';
import { toBoolean, type PatchRules } from './patch.ts';
import type { EndpointConfigurationRecord, RestApiRecord } from './records.ts';

/**
 * What UpdateRestApi takes: https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateRestApi-Patch,
 * with texts and results as recorded from AWS in LocalStack's test_apigateway_api.snapshot.json.
 */
export const restApiPatches: PatchRules<RestApiRecord> = {
  replace: {
    '/name': (api, name) => {
      if (!name) throw badRequest('Invalid API name specified');
      return { ...api, name };
    },
    '/description': (api, description) => ({ ...api, description: description || undefined }),
    '/version': (api, version) => ({ ...api, version: version || undefined }),
    '/policy': (api, policy) => ({ ...api, policy: policy || undefined }),
    '/minimumCompressionSize': (api, size) => ({
      ...api,
      minimumCompressionSize: size === '' || size === 'null' ? undefined : parseCompressionSize(size),
    }),
    '/apiKeySource': (api, source) => {
      if (source !== 'HEADER' && source !== 'AUTHORIZER') {
        throw badRequest('Invalid API key source specified. Valid options are HEADER,AUTHORIZER');
      }
      return { ...api, apiKeySource: source };
    },
    '/disableExecuteApiEndpoint': (api, disabled) => ({
      ...api,
      disableExecuteApiEndpoint: toBoolean(disabled),
    }),
    // A replaced media type goes to the end of the list, as recorded.
    '/binaryMediaTypes/*': (api, type, previous) =>
      withBinaryTypes(api, [...withoutType(api, previous), type]),
    '/endpointConfiguration/types/*': (api, type) => {
      if (!isEndpointType(type)) {
        throw badRequest('Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE');
      }
      // docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-api-migration.html; the text is not recorded.
      if (type === 'EDGE' && api.endpointConfiguration.types.includes('PRIVATE')) {
        throw badRequest('A private API cannot be changed into an edge-optimized API');
      }
      return withEndpoint(api, {
        types: [type],
        ...(type === 'PRIVATE' ? { ipAddressType: 'dualstack' } : {}),
      });
    },
    '/endpointConfiguration/ipAddressType': (api, ipAddressType) => {
      if (!isIpAddressType(ipAddressType))
        throw badRequest('ipAddressType must be either ipv4 or dualstack.');
      if (ipAddressType === 'ipv4' && api.endpointConfiguration.types.includes('PRIVATE')) {
        throw badRequest('Only dualstack ipAddressType is supported for Private APIs.');
      }
      return withEndpoint(api, { ipAddressType });
    },
  },
  add: {
    '/binaryMediaTypes/*': (api, _value, type) => withBinaryTypes(api, [...withoutType(api, type), type]),
    '/endpointConfiguration/types/*': (api, type) => withEndpoint(api, { types: [type] }),
    '/endpointConfiguration/vpcEndpointIds': (api, id) =>
      withEndpoint(api, {
        vpcEndpointIds: [...new Set([...(api.endpointConfiguration.vpcEndpointIds ?? []), id])],
      }),
  },
  remove: {
    '/description': (api) => ({ ...api, description: undefined }),
    '/binaryMediaTypes/*': (api, _value, type) => withBinaryTypes(api, withoutType(api, type)),
    '/endpointConfiguration/types/*': (api) => api,
    '/endpointConfiguration/vpcEndpointIds': (api, id) => {
      const rest = (api.endpointConfiguration.vpcEndpointIds ?? []).filter((other) => other !== id);
      return withEndpoint(api, { vpcEndpointIds: rest.length > 0 ? rest : undefined });
    },
  },
};

/** In bytes, 0 to 10 MiB. */
export function parseCompressionSize(size: string): number {
  const bytes = Number(size);
  if (!Number.isInteger(bytes) || bytes < 0 || bytes > 10_485_760) {
    throw badRequest('Invalid minimum compression size, must be between 0 and 10485760');
  }
  return bytes;
}

function withoutType(api: RestApiRecord, type: string): string[] {
  return (api.binaryMediaTypes ?? []).filter((other) => other !== type);
}

function withBinaryTypes(api: RestApiRecord, types: readonly string[]): RestApiRecord {
  return { ...api, binaryMediaTypes: types.length > 0 ? types : undefined };
}

function withEndpoint(api: RestApiRecord, change: Partial<EndpointConfigurationRecord>): RestApiRecord {
  return { ...api, endpointConfiguration: { ...api.endpointConfiguration, ...change } };
}
