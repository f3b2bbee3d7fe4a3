import type {
  DeleteIntegrationRequest,
  GetIntegrationRequest,
  Integration,
  PutIntegrationRequest,
  UpdateIntegrationRequest,
} from '@aws-sdk/client-api-gateway';
import type { RequestContext } from '../cloud.ts';
import { notFound } from './errors.ts';
import { checkIntegration } from './integration-rules.ts';
import { nonEmpty, requireMethod } from './methods.ts';
import type { Deps, Operations } from './operation.ts';
import { applyPatch, withKey, withoutKey, type PatchRules } from './patch.ts';
import type { IntegrationRecord, MethodRecord } from './records.ts';
import { putMethod } from './snapshot.ts';
import { scopeOf } from './state.ts';

export function integrationOperations({ state }: Deps): Operations {
  return {
    PutIntegration(input: PutIntegrationRequest, context: RequestContext): Integration {
      const scope = scopeOf(context, input.restApiId ?? '');
      const method = requireMethod(state, scope, input);
      const type: string = input.type ?? '';
      const integration: IntegrationRecord = {
        type,
        httpMethod: input.integrationHttpMethod,
        uri: input.uri,
        // AWS names a connection only where one is made: recorded for HTTP, absent for AWS and MOCK.
        connectionType: type.startsWith('HTTP') ? (input.connectionType ?? 'INTERNET') : input.connectionType,
        connectionId: input.connectionId,
        credentials: input.credentials,
        requestParameters: nonEmpty(input.requestParameters),
        requestTemplates: nonEmpty(input.requestTemplates),
        passthroughBehavior: input.passthroughBehavior ?? 'WHEN_NO_MATCH',
        contentHandling: input.contentHandling,
        timeoutInMillis: input.timeoutInMillis ?? 29_000,
        cacheNamespace: input.cacheNamespace ?? method.resourceId,
        cacheKeyParameters: input.cacheKeyParameters ?? [],
        tlsConfig: input.tlsConfig,
      };
      checkIntegration(integration);
      putMethod(state, scope, { ...method, methodIntegration: integration });
      return toIntegration(integration);
    },

    GetIntegration(input: GetIntegrationRequest, context: RequestContext): Integration {
      return toIntegration(
        requireIntegration(requireMethod(state, scopeOf(context, input.restApiId ?? ''), input)),
      );
    },

    UpdateIntegration(input: UpdateIntegrationRequest, context: RequestContext): Integration {
      const scope = scopeOf(context, input.restApiId ?? '');
      const method = requireMethod(state, scope, input);
      const integration = applyPatch(requireIntegration(method), input.patchOperations, integrationPatches, {
        wording: 'short',
        shape: 'updateIntegrationInput',
      });
      checkIntegration(integration);
      putMethod(state, scope, { ...method, methodIntegration: integration });
      return toIntegration(integration);
    },

    DeleteIntegration(input: DeleteIntegrationRequest, context: RequestContext): object {
      const scope = scopeOf(context, input.restApiId ?? '');
      const method = requireMethod(state, scope, input);
      requireIntegration(method);
      putMethod(state, scope, { ...method, methodIntegration: undefined });
      return {};
    },
  };
}

export function requireIntegration(method: MethodRecord): IntegrationRecord {
  if (!method.methodIntegration) throw notFound('Invalid Integration identifier specified');
  return method.methodIntegration;
}

function toIntegration(integration: IntegrationRecord): Integration {
  return integration as Integration;
}

const setParameter = (integration: IntegrationRecord, value: string, name: string): IntegrationRecord => ({
  ...integration,
  requestParameters: withKey(integration.requestParameters, name, value),
});

const setTemplate = (integration: IntegrationRecord, template: string, type: string): IntegrationRecord => ({
  ...integration,
  requestTemplates: withKey(integration.requestTemplates, type, template),
});

/** https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateIntegration-Patch */
const integrationPatches: PatchRules<IntegrationRecord> = {
  replace: {
    '/type': (integration, type) => ({ ...integration, type }),
    '/httpMethod': (integration, httpMethod) => ({ ...integration, httpMethod }),
    '/uri': (integration, uri) => ({ ...integration, uri }),
    '/credentials': (integration, credentials) => ({ ...integration, credentials: credentials || undefined }),
    '/passthroughBehavior': (integration, passthroughBehavior) => ({ ...integration, passthroughBehavior }),
    '/contentHandling': (integration, handling) => ({
      ...integration,
      contentHandling: handling || undefined,
    }),
    '/timeoutInMillis': (integration, timeout) => ({ ...integration, timeoutInMillis: Number(timeout) }),
    '/cacheNamespace': (integration, cacheNamespace) => ({ ...integration, cacheNamespace }),
    '/connectionType': (integration, connectionType) => ({ ...integration, connectionType }),
    '/connectionId': (integration, connectionId) => ({ ...integration, connectionId }),
    '/requestParameters/*': setParameter,
    '/requestTemplates/*': setTemplate,
  },
  add: {
    '/requestParameters/*': setParameter,
    '/requestTemplates/*': setTemplate,
    '/cacheKeyParameters/*': (integration, _value, name) => ({
      ...integration,
      cacheKeyParameters: [...new Set([...integration.cacheKeyParameters, name])],
    }),
  },
  remove: {
    '/requestParameters/*': (integration, _value, name) => ({
      ...integration,
      requestParameters: withoutKey(integration.requestParameters, name),
    }),
    '/requestTemplates/*': (integration, _value, type) => ({
      ...integration,
      requestTemplates: withoutKey(integration.requestTemplates, type),
    }),
    '/cacheKeyParameters/*': (integration, _value, name) => ({
      ...integration,
      cacheKeyParameters: integration.cacheKeyParameters.filter((other) => other !== name),
    }),
  },
};
