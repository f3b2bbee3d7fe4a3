import type {
  BasePathMapping,
  BasePathMappings,
  CreateBasePathMappingRequest,
  DeleteBasePathMappingRequest,
  GetBasePathMappingRequest,
  GetBasePathMappingsRequest,
  UpdateBasePathMappingRequest,
} from '@aws-sdk/client-api-gateway';
import type { RequestContext } from '../cloud.ts';
import { requireDomain } from './domain-names.ts';
import { badRequest, conflict, notFound } from './errors.ts';
import type { Deps, Operations } from './operation.ts';
import { pageOf } from './paging.ts';
import { applyPatch, type PatchRules } from './patch.ts';
import type { BasePathMappingRecord } from './records.ts';
import { scopeOf, type State } from './state.ts';

export function basePathMappingOperations({ state }: Deps): Operations {
  return {
    CreateBasePathMapping(input: CreateBasePathMappingRequest, context: RequestContext): BasePathMapping {
      const scope = mappingScope(state, context, input.domainName);
      const mapping: BasePathMappingRecord = {
        basePath: fromApi(input.basePath),
        restApiId: input.restApiId ?? '',
        stage: input.stage || undefined,
      };
      checkBasePath(state, scope, mapping.basePath);
      checkTarget(state, context, mapping);
      state.basePathMappings.put(scope, mapping.basePath, mapping);
      return toBasePathMapping(mapping);
    },

    GetBasePathMapping(input: GetBasePathMappingRequest, context: RequestContext): BasePathMapping {
      return toBasePathMapping(
        requireMapping(state, mappingScope(state, context, input.domainName), input.basePath),
      );
    },

    GetBasePathMappings(input: GetBasePathMappingsRequest, context: RequestContext): BasePathMappings {
      const scope = mappingScope(state, context, input.domainName);
      return pageOf(state.basePathMappings.list(scope).map(toBasePathMapping), input);
    },

    /** One call, one record: there is no moment without a mapping (AWS-FACTS 2). */
    UpdateBasePathMapping(input: UpdateBasePathMappingRequest, context: RequestContext): BasePathMapping {
      const scope = mappingScope(state, context, input.domainName);
      const mapping = requireMapping(state, scope, input.basePath);
      const next = applyPatch(mapping, input.patchOperations, mappingPatches, {
        wording: 'listed',
        shape: 'updateBasePathMappingInput',
      });
      checkTarget(state, context, next);
      if (next.basePath !== mapping.basePath) {
        checkBasePath(state, scope, next.basePath, mapping.basePath);
        // The new path first: killed in between, both answer.
        state.basePathMappings.put(scope, next.basePath, next);
        state.basePathMappings.remove(scope, mapping.basePath);
      } else {
        state.basePathMappings.put(scope, next.basePath, next);
      }
      return toBasePathMapping(next);
    },

    DeleteBasePathMapping(input: DeleteBasePathMappingRequest, context: RequestContext): object {
      const scope = mappingScope(state, context, input.domainName);
      const mapping = requireMapping(state, scope, input.basePath);
      state.basePathMappings.remove(scope, mapping.basePath);
      return {};
    },
  };
}

function mappingScope(state: State, context: RequestContext, domainName: string | undefined): string {
  return `${context.region}/${requireDomain(state, context, domainName).domainName}`;
}

function requireMapping(state: State, scope: string, basePath: string | undefined): BasePathMappingRecord {
  const mapping = state.basePathMappings.get(scope, fromApi(basePath));
  if (!mapping) throw notFound('Invalid base path mapping identifier specified');
  return mapping;
}

/** AWS-FACTS 2: taken, and mixed with the empty base path. @param replaced a base path that goes away. */
function checkBasePath(state: State, scope: string, basePath: string, replaced?: string): void {
  if (basePath.includes('/')) {
    throw badRequest(
      "API Gateway V1 doesn't support the slash character (/) in base path mappings. To create a multi-level base path mapping, use API Gateway V2.",
    );
  }
  if (!/^[a-zA-Z0-9$\-_.+!*'()]*$/.test(basePath)) throw badRequest('Invalid base path specified');
  const others = state.basePathMappings.ids(scope).filter((other) => other !== replaced);
  if (others.includes(basePath)) throw conflict('Base path already exists for this domain name');
  if (others.length > 0 && (basePath === '' || others.includes(''))) {
    throw conflict('Only one base path mapping is allowed if the base path is empty.');
  }
}

function checkTarget(
  state: State,
  context: RequestContext,
  { restApiId, stage }: BasePathMappingRecord,
): void {
  const api = state.restApis.get(context.region, restApiId);
  if (!api || api.account !== context.account) throw badRequest('Invalid REST API identifier specified');
  if (stage !== undefined && !state.stages.has(scopeOf(context, restApiId), stage)) {
    throw badRequest('Invalid stage identifier specified');
  }
}

/** The exact case of `/restapiId` is AWS's (AWS-FACTS 2). */
const mappingPatches: PatchRules<BasePathMappingRecord> = {
  replace: {
    '/basePath': (mapping, basePath) => ({ ...mapping, basePath: fromApi(basePath) }),
    '/restapiId': (mapping, restApiId) => ({ ...mapping, restApiId }),
    '/stage': (mapping, stage) => ({ ...mapping, stage: stage || undefined }),
  },
};

/** The API writes the empty base path `(none)`. */
function fromApi(basePath: string | undefined): string {
  return basePath === undefined || basePath === '(none)' ? '' : basePath;
}

function toBasePathMapping({ basePath, restApiId, stage }: BasePathMappingRecord): BasePathMapping {
  return {
    basePath: basePath === '' ? '(none)' : basePath,
    restApiId,
    ...(stage === undefined ? {} : { stage }),
  };
}
