import type {
  CreateRequestValidatorRequest,
  DeleteRequestValidatorRequest,
  GetRequestValidatorRequest,
  GetRequestValidatorsRequest,
  RequestValidator,
  RequestValidators,
  UpdateRequestValidatorRequest,
} from '@aws-sdk/client-api-gateway';
import type { RequestContext } from '../cloud.ts';
import { badRequest, notFound } from './errors.ts';
import { freshId } from './fresh-id.ts';
import type { Deps, Operations } from './operation.ts';
import { pageOf } from './paging.ts';
import { applyPatch, toBoolean, type PatchRules } from './patch.ts';
import type { RequestValidatorRecord } from './records.ts';
import { requireApi } from './rest-apis.ts';
import { scopeOf, type State } from './state.ts';

/** Texts recorded from AWS in LocalStack's test_apigateway_api.snapshot.json (TestApiGatewayApiRequestValidator). */
export function requestValidatorOperations({ cloud, state }: Deps): Operations {
  return {
    CreateRequestValidator(input: CreateRequestValidatorRequest, context: RequestContext): RequestValidator {
      const apiId = input.restApiId ?? '';
      if (!state.restApis.has(context.region, apiId))
        throw badRequest('Invalid REST API identifier specified');
      const validator: RequestValidatorRecord = {
        id: freshId(cloud, state.requestValidators, scopeOf(context, apiId), 6),
        name: input.name ?? '',
        validateRequestBody: input.validateRequestBody ?? false,
        validateRequestParameters: input.validateRequestParameters ?? false,
      };
      state.requestValidators.put(scopeOf(context, apiId), validator.id, validator);
      return validator;
    },

    GetRequestValidator(input: GetRequestValidatorRequest, context: RequestContext): RequestValidator {
      return requireValidator(state, scopeOf(context, input.restApiId ?? ''), input.requestValidatorId);
    },

    GetRequestValidators(input: GetRequestValidatorsRequest, context: RequestContext): RequestValidators {
      const api = requireApi(state, context, input.restApiId);
      return pageOf(state.requestValidators.list(scopeOf(context, api.id)), input);
    },

    UpdateRequestValidator(input: UpdateRequestValidatorRequest, context: RequestContext): RequestValidator {
      const scope = scopeOf(context, input.restApiId ?? '');
      const validator = applyPatch(
        requireValidator(state, scope, input.requestValidatorId),
        input.patchOperations,
        validatorPatches,
        { wording: 'listed', shape: 'updateRequestValidatorInput' },
      );
      state.requestValidators.put(scope, validator.id, validator);
      return validator;
    },

    DeleteRequestValidator(input: DeleteRequestValidatorRequest, context: RequestContext): object {
      const scope = scopeOf(context, input.restApiId ?? '');
      const validator = requireValidator(state, scope, input.requestValidatorId);
      state.requestValidators.remove(scope, validator.id);
      return {};
    },
  };
}

function requireValidator(state: State, scope: string, id: string | undefined): RequestValidatorRecord {
  const validator = state.requestValidators.get(scope, id ?? '');
  if (!validator) throw notFound('Invalid Request Validator identifier specified');
  return validator;
}

const validatorPatches: PatchRules<RequestValidatorRecord> = {
  replace: {
    '/name': (validator, name) => {
      if (!name) throw badRequest('Request Validator name cannot be blank');
      return { ...validator, name };
    },
    '/validateRequestParameters': (validator, on) => ({
      ...validator,
      validateRequestParameters: toBoolean(on),
    }),
    '/validateRequestBody': (validator, on) => ({ ...validator, validateRequestBody: toBoolean(on) }),
  },
};
