import type {
  Authorizer,
  Authorizers,
  CreateAuthorizerRequest,
  DeleteAuthorizerRequest,
  GetAuthorizerRequest,
  GetAuthorizersRequest,
  UpdateAuthorizerRequest,
} from '@aws-sdk/client-api-gateway';
import type { RequestContext } from '../cloud.ts';
import { badRequest, conflict, limitExceeded, notFound } from './errors.ts';
import { freshId } from './fresh-id.ts';
import type { Deps, Operations } from './operation.ts';
import { pageOf } from './paging.ts';
import { applyPatch, type PatchRules } from './patch.ts';
import type { AuthorizerRecord } from './records.ts';
import { pathOf } from './resource-tree.ts';
import { requireApi } from './rest-apis.ts';
import { scopeOf, type State } from './state.ts';

export function authorizerOperations({ cloud, state, quotas }: Deps): Operations {
  return {
    CreateAuthorizer(input: CreateAuthorizerRequest, context: RequestContext): Authorizer {
      const scope = scopeOf(context, input.restApiId ?? '');
      if (!state.restApis.has(context.region, input.restApiId ?? '')) {
        // Odd, and recorded: test_authorizer_crud_no_api.
        throw conflict(
          'Unable to complete operation due to concurrent modification. Please try again later.',
        );
      }
      const authorizer: AuthorizerRecord = {
        id: freshId(cloud, state.authorizers, scope, 6),
        name: input.name ?? '',
        type: input.type ?? '',
        authType: input.authType,
        authorizerUri: input.authorizerUri,
        authorizerCredentials: input.authorizerCredentials,
        identitySource: input.identitySource,
        identityValidationExpression: input.identityValidationExpression,
        authorizerResultTtlInSeconds: input.authorizerResultTtlInSeconds ?? 300,
        providerARNs: input.providerARNs,
      };
      checkAuthorizer(state, scope, authorizer);
      if (state.authorizers.count(scope) >= quotas.authorizersPerApi) {
        throw limitExceeded('Maximum number of Authorizers for this API has been reached.');
      }
      state.authorizers.put(scope, authorizer.id, authorizer);
      return toAuthorizer(authorizer);
    },

    GetAuthorizer(input: GetAuthorizerRequest, context: RequestContext): Authorizer {
      const api = requireApi(state, context, input.restApiId);
      return toAuthorizer(requireAuthorizer(state, scopeOf(context, api.id), input.authorizerId));
    },

    GetAuthorizers(input: GetAuthorizersRequest, context: RequestContext): Authorizers {
      const api = requireApi(state, context, input.restApiId);
      return pageOf(state.authorizers.list(scopeOf(context, api.id)).map(toAuthorizer), input);
    },

    UpdateAuthorizer(input: UpdateAuthorizerRequest, context: RequestContext): Authorizer {
      const api = requireApi(state, context, input.restApiId);
      const scope = scopeOf(context, api.id);
      const authorizer = applyPatch(
        requireAuthorizer(state, scope, input.authorizerId),
        input.patchOperations,
        authorizerPatches,
        { wording: 'listed', shape: 'updateAuthorizerInput' },
      );
      checkAuthorizer(state, scope, authorizer);
      state.authorizers.put(scope, authorizer.id, authorizer);
      return toAuthorizer(authorizer);
    },

    DeleteAuthorizer(input: DeleteAuthorizerRequest, context: RequestContext): object {
      const api = requireApi(state, context, input.restApiId);
      const scope = scopeOf(context, api.id);
      const authorizer = requireAuthorizer(state, scope, input.authorizerId);
      const user = state.methods.list(scope).find((method) => method.authorizerId === authorizer.id);
      const resource = user && state.resources.get(scope, user.resourceId);
      if (user && resource) {
        throw conflict(
          `Cannot delete authorizer '${authorizer.name}', is referenced in method: ${pathOf(state, scope, resource)}/${user.httpMethod}`,
        );
      }
      state.authorizers.remove(scope, authorizer.id);
      return {};
    },
  };
}

function requireAuthorizer(state: State, scope: string, authorizerId: string | undefined): AuthorizerRecord {
  const authorizer = state.authorizers.get(scope, authorizerId ?? '');
  if (!authorizer) throw notFound('Invalid Authorizer identifier specified');
  return authorizer;
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html; the texts are [?]. */
function checkAuthorizer(state: State, scope: string, authorizer: AuthorizerRecord): void {
  if (!['TOKEN', 'REQUEST', 'COGNITO_USER_POOLS'].includes(authorizer.type)) {
    throw badRequest('Invalid authorizer type specified. Valid options are TOKEN,REQUEST,COGNITO_USER_POOLS');
  }
  if (!authorizer.name) throw badRequest('Authorizer name cannot be empty');
  if (
    state.authorizers.list(scope).some(({ id, name }) => name === authorizer.name && id !== authorizer.id)
  ) {
    throw badRequest(
      'Authorizer name must be unique. Authorizer ' + authorizer.name + ' already exists in this RestApi.',
    );
  }
  if (authorizer.type === 'COGNITO_USER_POOLS') {
    if (!authorizer.providerARNs?.length) throw badRequest('Invalid Provider ARNs specified');
    return;
  }
  if (!authorizer.authorizerUri?.startsWith('arn:')) throw badRequest('Invalid Authorizer URI specified');
  if (authorizer.type === 'TOKEN' && !authorizer.identitySource) {
    throw badRequest('Invalid identity source specified');
  }
  const ttl = authorizer.authorizerResultTtlInSeconds ?? 300;
  if (!Number.isInteger(ttl) || ttl < 0 || ttl > 3600) {
    throw badRequest('Authorizer result TTL must be between 0 and 3600 seconds');
  }
}

const authorizerPatches: PatchRules<AuthorizerRecord> = {
  replace: {
    '/name': (authorizer, name) => ({ ...authorizer, name }),
    '/authorizerUri': (authorizer, authorizerUri) => ({ ...authorizer, authorizerUri }),
    '/authorizerCredentials': (authorizer, credentials) => ({
      ...authorizer,
      authorizerCredentials: credentials || undefined,
    }),
    '/authorizerResultTtlInSeconds': (authorizer, ttl) => ({
      ...authorizer,
      authorizerResultTtlInSeconds: Number(ttl),
    }),
    '/authType': (authorizer, authType) => ({ ...authorizer, authType: authType || undefined }),
    '/identitySource': (authorizer, source) => ({ ...authorizer, identitySource: source || undefined }),
    '/identityValidationExpression': (authorizer, expression) => ({
      ...authorizer,
      identityValidationExpression: expression || undefined,
    }),
    '/type': (authorizer, type) => ({ ...authorizer, type }),
  },
  add: {
    '/providerARNs': (authorizer, arn) => ({
      ...authorizer,
      providerARNs: [...new Set([...(authorizer.providerARNs ?? []), arn])],
    }),
  },
  remove: {
    '/providerARNs': (authorizer, arn) => ({
      ...authorizer,
      providerARNs: authorizer.providerARNs?.filter((other) => other !== arn),
    }),
  },
};

function toAuthorizer(authorizer: AuthorizerRecord): Authorizer {
  return authorizer as Authorizer;
}
