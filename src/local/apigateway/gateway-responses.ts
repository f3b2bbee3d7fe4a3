import type {
  DeleteGatewayResponseRequest,
  GatewayResponse,
  GatewayResponses,
  GetGatewayResponseRequest,
  GetGatewayResponsesRequest,
  PutGatewayResponseRequest,
  UpdateGatewayResponseRequest,
} from '@aws-sdk/client-api-gateway';
import type { RequestContext } from '../cloud.ts';
import { badRequest, notFound, validationError } from './errors.ts';
import { defaultGatewayResponse, gatewayResponseTypes } from './gateway-response-types.ts';
import type { Deps, Operations } from './operation.ts';
import { applyPatch, withKey, withoutKey, type PatchRules } from './patch.ts';
import type { GatewayResponseRecord } from './records.ts';
import { requireApi } from './rest-apis.ts';
import { scopeOf } from './state.ts';

/** Every type always exists: what nobody put is AWS's default. */
export function gatewayResponseOperations({ state }: Deps): Operations {
  const read = (scope: string, type: string): GatewayResponse => {
    const own = state.gatewayResponses.get(scope, type);
    return own ? toGatewayResponse(own, false) : toGatewayResponse(defaultGatewayResponse(type), true);
  };
  return {
    PutGatewayResponse(input: PutGatewayResponseRequest, context: RequestContext): GatewayResponse {
      const responseType = checkType(input.responseType);
      const api = requireApi(state, context, input.restApiId);
      const scope = scopeOf(context, api.id);
      const response: GatewayResponseRecord = {
        responseType,
        statusCode: input.statusCode ?? defaultGatewayResponse(responseType).statusCode,
        responseParameters: input.responseParameters ?? {},
        responseTemplates: input.responseTemplates ?? {},
      };
      state.gatewayResponses.put(scope, responseType, response);
      return toGatewayResponse(response, false);
    },

    GetGatewayResponse(input: GetGatewayResponseRequest, context: RequestContext): GatewayResponse {
      const responseType = checkType(input.responseType);
      const api = requireApi(state, context, input.restApiId);
      return read(scopeOf(context, api.id), responseType);
    },

    GetGatewayResponses(input: GetGatewayResponsesRequest, context: RequestContext): GatewayResponses {
      const api = requireApi(state, context, input.restApiId);
      return { items: gatewayResponseTypes.map(({ type }) => read(scopeOf(context, api.id), type)) };
    },

    UpdateGatewayResponse(input: UpdateGatewayResponseRequest, context: RequestContext): GatewayResponse {
      const responseType = checkType(input.responseType);
      const api = requireApi(state, context, input.restApiId);
      const scope = scopeOf(context, api.id);
      const current = state.gatewayResponses.get(scope, responseType) ?? defaultGatewayResponse(responseType);
      const response = applyPatch(current, input.patchOperations, gatewayResponsePatches, {
        wording: 'short',
        shape: 'updateGatewayResponseInput',
      });
      state.gatewayResponses.put(scope, responseType, response);
      return toGatewayResponse(response, false);
    },

    DeleteGatewayResponse(input: DeleteGatewayResponseRequest, context: RequestContext): object {
      const responseType = checkType(input.responseType);
      const api = requireApi(state, context, input.restApiId);
      if (!state.gatewayResponses.remove(scopeOf(context, api.id), responseType)) {
        throw notFound('Gateway response type not defined on api');
      }
      return {};
    },
  };
}

function checkType(responseType: string | undefined): string {
  if (gatewayResponseTypes.some(({ type }) => type === responseType)) return responseType ?? '';
  throw validationError([
    `Value '${responseType ?? ''}' at 'responseType' failed to satisfy constraint: ` +
      `Member must satisfy enum value set: [${gatewayResponseTypes.map(({ type }) => type).join(', ')}]`,
  ]);
}

const setParameter = (
  response: GatewayResponseRecord,
  value: string,
  name: string,
): GatewayResponseRecord => {
  if (value === '') throw badRequest('Invalid null or empty value in responseParameters');
  return { ...response, responseParameters: withKey(response.responseParameters, name, value) };
};

const setTemplate = (response: GatewayResponseRecord, value: string, type: string): GatewayResponseRecord => {
  if (value === '') throw badRequest('Invalid null or empty value in responseTemplates');
  return { ...response, responseTemplates: withKey(response.responseTemplates, type, value) };
};

/** Recorded: test_update_gateway_response in LocalStack's test_apigateway_api.snapshot.json. */
const gatewayResponsePatches: PatchRules<GatewayResponseRecord> = {
  replace: {
    '/statusCode': (response, statusCode) => ({ ...response, statusCode: statusCode || undefined }),
    '/responseParameters/*': setParameter,
    '/responseTemplates/*': setTemplate,
  },
  add: { '/responseParameters/*': setParameter, '/responseTemplates/*': setTemplate },
  remove: {
    '/responseParameters/*': (response, _value, name) => {
      if (!(name in response.responseParameters)) throw notFound('Invalid parameter name specified');
      return { ...response, responseParameters: withoutKey(response.responseParameters, name) ?? {} };
    },
    '/responseTemplates/*': (response, _value, type) => ({
      ...response,
      responseTemplates: withoutKey(response.responseTemplates, type) ?? {},
    }),
  },
};

function toGatewayResponse(response: GatewayResponseRecord, defaultResponse: boolean): GatewayResponse {
  return { ...(response as GatewayResponse), defaultResponse };
}
