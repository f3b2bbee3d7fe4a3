import type {
  DeleteIntegrationResponseRequest,
  GetIntegrationResponseRequest,
  IntegrationResponse,
  PutIntegrationResponseRequest,
  UpdateIntegrationResponseRequest,
} from '@aws-sdk/client-api-gateway';
import type { RequestContext } from '../cloud.ts';
import { badRequest, notFound } from './errors.ts';
import { requireIntegration } from './integrations.ts';
import { checkStatusCode } from './method-responses.ts';
import { nonEmpty, requireMethod } from './methods.ts';
import type { Deps, Operations } from './operation.ts';
import { applyPatch, withKey, withoutKey, type PatchRules } from './patch.ts';
import type { IntegrationRecord, IntegrationResponseRecord, MethodRecord } from './records.ts';
import { putMethod } from './snapshot.ts';
import { scopeOf } from './state.ts';

export function integrationResponseOperations({ state }: Deps): Operations {
  const put = (
    scope: string,
    method: MethodRecord,
    response: IntegrationResponseRecord,
  ): IntegrationResponse => {
    const integration = requireIntegration(method);
    const integrationResponses = { ...integration.integrationResponses, [response.statusCode]: response };
    putMethod(state, scope, { ...method, methodIntegration: { ...integration, integrationResponses } });
    return response as IntegrationResponse;
  };
  return {
    /** A response that exists is overwritten (recorded: test_lifecycle_integration_response). */
    PutIntegrationResponse(
      input: PutIntegrationResponseRequest,
      context: RequestContext,
    ): IntegrationResponse {
      const scope = scopeOf(context, input.restApiId ?? '');
      const statusCode = checkStatusCode(input.statusCode);
      const method = requireMethod(state, scope, input);
      requireIntegration(method);
      const declared = method.methodResponses?.[statusCode];
      for (const name of Object.keys(input.responseParameters ?? {})) {
        if (
          !name.startsWith('method.response.header.') ||
          !declared ||
          !(name in (declared.responseParameters ?? {}))
        ) {
          throw badRequest(
            `Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression parameter specified: ${name}]`,
          );
        }
      }
      return put(scope, method, {
        statusCode,
        selectionPattern: input.selectionPattern,
        responseParameters: nonEmpty(input.responseParameters),
        responseTemplates: nonEmpty(input.responseTemplates),
        contentHandling: input.contentHandling,
      });
    },

    GetIntegrationResponse(
      input: GetIntegrationResponseRequest,
      context: RequestContext,
    ): IntegrationResponse {
      const method = requireMethod(state, scopeOf(context, input.restApiId ?? ''), input);
      return requireResponse(
        requireIntegration(method),
        checkStatusCode(input.statusCode),
      ) as IntegrationResponse;
    },

    UpdateIntegrationResponse(
      input: UpdateIntegrationResponseRequest,
      context: RequestContext,
    ): IntegrationResponse {
      const scope = scopeOf(context, input.restApiId ?? '');
      const method = requireMethod(state, scope, input);
      const response = requireResponse(requireIntegration(method), checkStatusCode(input.statusCode));
      const options = { wording: 'short', shape: 'updateIntegrationResponseInput' } as const;
      return put(scope, method, applyPatch(response, input.patchOperations, responsePatches, options));
    },

    DeleteIntegrationResponse(input: DeleteIntegrationResponseRequest, context: RequestContext): object {
      const scope = scopeOf(context, input.restApiId ?? '');
      const statusCode = checkStatusCode(input.statusCode);
      const method = requireMethod(state, scope, input);
      const integration = requireIntegration(method);
      requireResponse(integration, statusCode);
      const integrationResponses = withoutKey(integration.integrationResponses, statusCode);
      putMethod(state, scope, { ...method, methodIntegration: { ...integration, integrationResponses } });
      return {};
    },
  };
}

function requireResponse(integration: IntegrationRecord, statusCode: string): IntegrationResponseRecord {
  const response = integration.integrationResponses?.[statusCode];
  if (!response) throw notFound('Invalid Response status code specified');
  return response;
}

const setParameter = (
  response: IntegrationResponseRecord,
  value: string,
  name: string,
): IntegrationResponseRecord => ({
  ...response,
  responseParameters: withKey(response.responseParameters, name, value),
});

const setTemplate = (
  response: IntegrationResponseRecord,
  template: string,
  type: string,
): IntegrationResponseRecord => ({
  ...response,
  responseTemplates: withKey(response.responseTemplates, type, template),
});

const responsePatches: PatchRules<IntegrationResponseRecord> = {
  replace: {
    '/selectionPattern': (response, selectionPattern) => ({ ...response, selectionPattern }),
    '/contentHandling': (response, handling) => ({ ...response, contentHandling: handling || undefined }),
    '/responseParameters/*': setParameter,
    '/responseTemplates/*': setTemplate,
  },
  add: { '/responseParameters/*': setParameter, '/responseTemplates/*': setTemplate },
  remove: {
    '/responseParameters/*': (response, _value, name) => {
      if (!(name in (response.responseParameters ?? {}))) throw notFound('Invalid parameter name specified');
      return { ...response, responseParameters: withoutKey(response.responseParameters, name) };
    },
    '/responseTemplates/*': (response, _value, type) => {
      if (!(type in (response.responseTemplates ?? {})))
        throw notFound('Content-Type specified was not found');
      return { ...response, responseTemplates: withoutKey(response.responseTemplates, type) };
    },
  },
};
