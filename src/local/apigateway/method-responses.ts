import type {
  DeleteMethodResponseRequest,
  GetMethodResponseRequest,
  MethodResponse,
  PutMethodResponseRequest,
  UpdateMethodResponseRequest,
} from '@aws-sdk/client-api-gateway';
import type { RequestContext } from '../cloud.ts';
import { conflict, notFound, validationError } from './errors.ts';
import { requireMethod } from './methods.ts';
import type { Deps, Operations } from './operation.ts';
import { applyPatch, toBoolean, withKey, withoutKey, type PatchRules } from './patch.ts';
import type { MethodRecord, MethodResponseRecord } from './records.ts';
import { putMethod } from './snapshot.ts';
import { scopeOf } from './state.ts';

export function methodResponseOperations({ state }: Deps): Operations {
  const put = (scope: string, method: MethodRecord, response: MethodResponseRecord): MethodResponse => {
    const methodResponses = { ...method.methodResponses, [response.statusCode]: response };
    putMethod(state, scope, { ...method, methodResponses });
    return toMethodResponse(response);
  };
  return {
    PutMethodResponse(input: PutMethodResponseRequest, context: RequestContext): MethodResponse {
      const scope = scopeOf(context, input.restApiId ?? '');
      const statusCode = checkStatusCode(input.statusCode);
      const method = requireMethod(state, scope, input);
      if (method.methodResponses?.[statusCode]) throw conflict('Response already exists for this resource');
      return put(scope, method, {
        statusCode,
        responseParameters: input.responseParameters,
        responseModels: input.responseModels,
      });
    },

    GetMethodResponse(input: GetMethodResponseRequest, context: RequestContext): MethodResponse {
      const scope = scopeOf(context, input.restApiId ?? '');
      const statusCode = checkStatusCode(input.statusCode);
      return toMethodResponse(requireResponse(requireMethod(state, scope, input), statusCode));
    },

    UpdateMethodResponse(input: UpdateMethodResponseRequest, context: RequestContext): MethodResponse {
      const scope = scopeOf(context, input.restApiId ?? '');
      const statusCode = checkStatusCode(input.statusCode);
      const method = requireMethod(state, scope, input);
      const options = { wording: 'short', shape: 'updateMethodResponseInput' } as const;
      return put(
        scope,
        method,
        applyPatch(requireResponse(method, statusCode), input.patchOperations, responsePatches, options),
      );
    },

    DeleteMethodResponse(input: DeleteMethodResponseRequest, context: RequestContext): object {
      const scope = scopeOf(context, input.restApiId ?? '');
      const statusCode = checkStatusCode(input.statusCode);
      const method = requireMethod(state, scope, input);
      requireResponse(method, statusCode);
      putMethod(state, scope, { ...method, methodResponses: withoutKey(method.methodResponses, statusCode) });
      return {};
    },
  };
}

export function checkStatusCode(statusCode: string | undefined): string {
  if (statusCode === undefined || !/^[1-5]\d\d$/.test(statusCode)) {
    throw validationError([
      `Value '${statusCode ?? ''}' at 'statusCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [1-5]\\d\\d`,
    ]);
  }
  return statusCode;
}

function requireResponse(method: MethodRecord, statusCode: string): MethodResponseRecord {
  const response = method.methodResponses?.[statusCode];
  if (!response) throw notFound('Invalid Response status code specified');
  return response;
}

const setParameter = (response: MethodResponseRecord, value: string, name: string): MethodResponseRecord => ({
  ...response,
  responseParameters: withKey(response.responseParameters, name, toBoolean(value)),
});

const setModel = (response: MethodResponseRecord, model: string, type: string): MethodResponseRecord => ({
  ...response,
  responseModels: withKey(response.responseModels, type, model),
});

const responsePatches: PatchRules<MethodResponseRecord> = {
  add: { '/responseParameters/*': setParameter, '/responseModels/*': setModel },
  replace: { '/responseParameters/*': setParameter, '/responseModels/*': setModel },
  remove: {
    '/responseParameters/*': (response, _value, name) => {
      if (!(name in (response.responseParameters ?? {}))) throw notFound('Invalid parameter name specified');
      return { ...response, responseParameters: withoutKey(response.responseParameters, name) };
    },
    '/responseModels/*': (response, _value, type) => {
      if (!(type in (response.responseModels ?? {}))) throw notFound('Content-Type specified was not found');
      return { ...response, responseModels: withoutKey(response.responseModels, type) };
    },
  },
};

function toMethodResponse(response: MethodResponseRecord): MethodResponse {
  return response;
}
