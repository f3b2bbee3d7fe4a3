import type {
  DeleteMethodRequest,
  GetMethodRequest,
  Method,
  PutMethodRequest,
  UpdateMethodRequest,
} from '@aws-sdk/client-api-gateway';
import type { RequestContext } from '../cloud.ts';
import { badRequest, conflict, notFound } from './errors.ts';
import type { Deps, Operations } from './operation.ts';
import { applyPatch, toBoolean, withKey, withoutKey, type PatchRules } from './patch.ts';
import type { MethodRecord } from './records.ts';
import { verbs } from './resource-tree.ts';
import { putMethod, removeMethod } from './snapshot.ts';
import { scopeOf, type State } from './state.ts';

export function methodOperations({ state }: Deps): Operations {
  return {
    PutMethod(input: PutMethodRequest, context: RequestContext): Method {
      const scope = scopeOf(context, input.restApiId ?? '');
      const resourceId = requireResourceId(state, scope, input.resourceId);
      const httpMethod = input.httpMethod ?? '';
      if (!verbs.some((verb) => verb === httpMethod)) {
        throw badRequest(`Invalid HttpMethod specified. Valid options are ${verbs.join(',')}`);
      }
      if (state.methods.has(scope, `${resourceId}/${httpMethod}`)) {
        throw conflict('Method already exists for this resource');
      }
      const method: Omit<MethodRecord, 'since'> = {
        resourceId,
        httpMethod,
        authorizationType: input.authorizationType ?? 'NONE',
        authorizerId: usesAuthorizer(input.authorizationType) ? input.authorizerId : undefined,
        apiKeyRequired: input.apiKeyRequired ?? false,
        operationName: input.operationName,
        requestValidatorId: input.requestValidatorId,
        authorizationScopes: input.authorizationScopes,
        requestParameters: nonEmpty(input.requestParameters),
        requestModels: nonEmpty(input.requestModels),
      };
      checkMethod(state, scope, method);
      return toMethod(putMethod(state, scope, method));
    },

    GetMethod(input: GetMethodRequest, context: RequestContext): Method {
      return toMethod(requireMethod(state, scopeOf(context, input.restApiId ?? ''), input));
    },

    UpdateMethod(input: UpdateMethodRequest, context: RequestContext): Method {
      const scope = scopeOf(context, input.restApiId ?? '');
      const method = requireMethod(state, scope, input);
      const patched = applyPatch(method, input.patchOperations, methodPatches, {
        wording: 'short',
        shape: 'updateMethodInput',
      });
      const checked = usesAuthorizer(patched.authorizationType)
        ? patched
        : { ...patched, authorizerId: undefined };
      checkMethod(state, scope, checked);
      return toMethod(putMethod(state, scope, checked));
    },

    DeleteMethod(input: DeleteMethodRequest, context: RequestContext): object {
      const scope = scopeOf(context, input.restApiId ?? '');
      removeMethod(state, scope, requireMethod(state, scope, input));
      return {};
    },
  };
}

/** An unknown API is an unknown resource here, as AWS answers (recorded: test_put_method_validation). */
function requireResourceId(state: State, scope: string, resourceId: string | undefined): string {
  const row = state.resources.get(scope, resourceId ?? '');
  if (!row) throw notFound('Invalid Resource identifier specified');
  return row.id;
}

export function requireMethod(
  state: State,
  scope: string,
  input: { resourceId?: string | undefined; httpMethod?: string | undefined },
): MethodRecord {
  const resourceId = requireResourceId(state, scope, input.resourceId);
  const method = state.methods.get(scope, `${resourceId}/${input.httpMethod ?? ''}`);
  if (!method) throw notFound('Invalid Method identifier specified');
  return method;
}

export function toMethod(method: MethodRecord): Method {
  const { since: _since, resourceId: _resourceId, ...rest } = method;
  return rest as Method;
}

/** Empty maps are left out of answers. */
export function nonEmpty<V>(
  map: Readonly<Record<string, V>> | undefined,
): Readonly<Record<string, V>> | undefined {
  return map && Object.keys(map).length > 0 ? map : undefined;
}

const methodPatches: PatchRules<MethodRecord> = {
  replace: {
    '/authorizationType': (method, authorizationType) => ({ ...method, authorizationType }),
    '/authorizerId': (method, authorizerId) => ({ ...method, authorizerId }),
    '/apiKeyRequired': (method, required) => ({ ...method, apiKeyRequired: toBoolean(required) }),
    '/operationName': (method, operationName) => ({ ...method, operationName: operationName || undefined }),
    '/requestValidatorId': (method, id) => ({ ...method, requestValidatorId: id || undefined }),
    '/requestParameters/*': (method, required, name) => ({
      ...method,
      requestParameters: withKey(method.requestParameters, name, toBoolean(required)),
    }),
    '/requestModels/*': (method, model, type) => ({
      ...method,
      requestModels: withKey(method.requestModels, type, model),
    }),
  },
  add: {
    '/requestParameters/*': (method, required, name) => ({
      ...method,
      requestParameters: withKey(method.requestParameters, name, toBoolean(required)),
    }),
    '/requestModels/*': (method, model, type) => ({
      ...method,
      requestModels: withKey(method.requestModels, type, model),
    }),
    '/authorizationScopes': (method, scope) => ({
      ...method,
      authorizationScopes: [...new Set([...(method.authorizationScopes ?? []), scope])],
    }),
  },
  remove: {
    '/requestParameters/*': (method, _value, name) => ({
      ...method,
      requestParameters: withoutKey(method.requestParameters, name),
    }),
    '/requestModels/*': (method, _value, type) => ({
      ...method,
      requestModels: withoutKey(method.requestModels, type),
    }),
    '/authorizationScopes': (method, scope) => ({
      ...method,
      authorizationScopes: method.authorizationScopes?.filter((other) => other !== scope),
    }),
  },
};

/** Texts as recorded from AWS in LocalStack's test_apigateway_api.snapshot.json (test_put_method_validation). */
function checkMethod(state: State, scope: string, method: Omit<MethodRecord, 'since'>): void {
  const types = ['NONE', 'AWS_IAM', 'CUSTOM', 'COGNITO_USER_POOLS'];
  if (!types.includes(method.authorizationType)) {
    throw badRequest(`Invalid Authorization Type specified. Valid options are ${types.join(',')}`);
  }
  if (usesAuthorizer(method.authorizationType) && !state.authorizers.has(scope, method.authorizerId ?? '')) {
    throw badRequest(
      'Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.',
    );
  }
  if (
    method.requestValidatorId !== undefined &&
    !state.requestValidators.has(scope, method.requestValidatorId)
  ) {
    throw badRequest('Invalid Request Validator identifier specified');
  }
  for (const model of Object.values(method.requestModels ?? {})) {
    if (!state.models.has(scope, model) && !['Empty', 'Error'].includes(model)) {
      throw badRequest(`Invalid model identifier specified: ${model}`);
    }
  }
  const names = Object.keys(method.requestParameters ?? {}).map((parameter) =>
    parameter.split('.').slice(3).join('.'),
  );
  if (new Set(names).size < names.length) {
    throw badRequest('Parameter names must be unique across querystring, header and path');
  }
}

function usesAuthorizer(authorizationType: string | undefined): boolean {
  return authorizationType === 'CUSTOM' || authorizationType === 'COGNITO_USER_POOLS';
}
