import type {
  CreateResourceRequest,
  DeleteResourceRequest,
  GetResourceRequest,
  GetResourcesRequest,
  Resource,
  Resources,
  UpdateResourceRequest,
} from '@aws-sdk/client-api-gateway';
import type { RequestContext } from '../cloud.ts';
import { badRequest, conflict, limitExceeded, notFound } from './errors.ts';
import { toMethod } from './methods.ts';
import { freshId } from './fresh-id.ts';
import type { Deps, Operations } from './operation.ts';
import { pageOf } from './paging.ts';
import { applyPatch } from './patch.ts';
import type { ResourceRecord } from './records.ts';
import { isVariable } from './resource-index.ts';
import { methodsOf, pathOf, pathsOf } from './resource-tree.ts';
import { requireApi } from './rest-apis.ts';
import { putResource, removeMethod, removeResource } from './snapshot.ts';
import { scopeOf, type State } from './state.ts';

export function resourceOperations({ cloud, state, quotas }: Deps): Operations {
  return {
    CreateResource(input: CreateResourceRequest, context: RequestContext): Resource {
      const api = requireApi(state, context, input.restApiId);
      const scope = scopeOf(context, api.id);
      const parent = requireResource(state, scope, input.parentId);
      const pathPart = input.pathPart ?? '';
      checkPlace(state, scope, { parent, pathPart });
      // The root is not counted: AWS's quota is about what people create.
      if (state.resources.count(scope) - 1 >= quotas.resourcesPerApi) {
        throw limitExceeded(
          'Maximum number of resources for this API has been reached. Please contact AWS if you need additional resources.',
        );
      }
      const row = { id: freshId(cloud, state.resources, scope, 6), parentId: parent.id, pathPart };
      putResource(state, scope, row);
      return { ...row, path: pathOf(state, scope, row) };
    },

    GetResource(input: GetResourceRequest, context: RequestContext): Resource {
      const api = requireApi(state, context, input.restApiId);
      const scope = scopeOf(context, api.id);
      const row = requireResource(state, scope, input.resourceId);
      return toResource(state, scope, row, pathOf(state, scope, row), embedsMethods(input.embed));
    },

    /** Sorted by path, as AWS lists them. */
    GetResources(input: GetResourcesRequest, context: RequestContext): Resources {
      const api = requireApi(state, context, input.restApiId);
      const scope = scopeOf(context, api.id);
      const { items, ...rest } = pageOf(pathsOf(state, scope), input);
      const embed = embedsMethods(input.embed);
      return { ...rest, items: items.map(({ row, path }) => toResource(state, scope, row, path, embed)) };
    },

    UpdateResource(input: UpdateResourceRequest, context: RequestContext): Resource {
      const api = requireApi(state, context, input.restApiId);
      const scope = scopeOf(context, api.id);
      const row = requireResource(state, scope, input.resourceId);
      const patched = applyPatch<Omit<ResourceRecord, 'since'>>(
        { id: row.id, parentId: row.parentId, pathPart: row.pathPart },
        input.patchOperations,
        {
          replace: {
            '/parentId': (resource, parentId) => {
              if (row.parentId === undefined) throw badRequest('Root resource cannot update its parentId.');
              return { ...resource, parentId };
            },
            '/pathPart': (resource, pathPart) => {
              if (row.parentId === undefined) throw badRequest('Root resource cannot update its pathPart.');
              return { ...resource, pathPart };
            },
          },
        },
        { wording: 'listed', shape: 'updateResourceInput' },
      );
      if (patched.parentId !== undefined && patched.pathPart !== undefined) {
        const parent = requireResource(state, scope, patched.parentId);
        if (isWithin(state, scope, parent, row.id)) throw badRequest('Resources cannot be cyclical.');
        checkPlace(state, scope, { parent, pathPart: patched.pathPart, self: row.id });
        putResource(state, scope, patched);
      }
      const next = requireResource(state, scope, row.id);
      return toResource(state, scope, next, pathOf(state, scope, next), true);
    },

    /** Takes everything below it along. */
    DeleteResource(input: DeleteResourceRequest, context: RequestContext): object {
      const api = requireApi(state, context, input.restApiId);
      const scope = scopeOf(context, api.id);
      const row = requireResource(state, scope, input.resourceId);
      if (row.parentId === undefined) throw badRequest('Root resource cannot be deleted');
      removeSubtree(state, scope, row);
      return {};
    },
  };
}

function requireResource(state: State, scope: string, resourceId: string | undefined): ResourceRecord {
  const row = state.resources.get(scope, resourceId ?? '');
  if (!row) throw notFound('Invalid Resource identifier specified');
  return row;
}

/** The invariants of AWS-FACTS 2 about one place in the tree. */
function checkPlace(
  state: State,
  scope: string,
  { parent, pathPart, self }: { parent: ResourceRecord; pathPart: string; self?: string },
): void {
  if (!/^([a-zA-Z0-9._\-:]+|\{[a-zA-Z0-9._\-:]+\+?\})$/.test(pathPart)) {
    throw badRequest(
      "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
    );
  }
  if (parent.pathPart?.endsWith('+}')) {
    throw badRequest(`Cannot create a child of a resource with a greedy path variable: ${parent.pathPart}`);
  }
  const occupantId = state.resourceIndex.occupant(scope, parent.id, pathPart);
  if (occupantId === undefined || occupantId === self) return;
  const occupant = requireResource(state, scope, occupantId);
  if (occupant.pathPart === pathPart) {
    throw conflict(`Another resource with the same parent already has this name: ${pathPart}`);
  }
  if (isVariable(pathPart)) {
    throw badRequest(
      `A sibling (${occupant.pathPart ?? ''}) of this resource already has a variable path part -- only one is allowed`,
    );
  }
}

function isWithin(state: State, scope: string, resource: ResourceRecord, ancestorId: string): boolean {
  let current: ResourceRecord | undefined = resource;
  while (current) {
    if (current.id === ancestorId) return true;
    current = current.parentId === undefined ? undefined : state.resources.get(scope, current.parentId);
  }
  return false;
}

/** Leaves first: a kill in between leaves a smaller tree, not a broken one. */
function removeSubtree(state: State, scope: string, top: ResourceRecord): void {
  const pending: ResourceRecord[] = [top];
  const order: ResourceRecord[] = [];
  for (let row = pending.pop(); row; row = pending.pop()) {
    order.push(row);
    for (const id of state.resourceIndex.children(scope, row.id))
      pending.push(requireResource(state, scope, id));
  }
  for (const row of order.toReversed()) {
    for (const method of methodsOf(state, scope, row.id)) removeMethod(state, scope, method);
    removeResource(state, scope, row);
  }
}

function embedsMethods(embed: readonly string[] | undefined): boolean {
  return embed?.some((part) => part === 'methods') ?? false;
}

/** Verbs are always listed; without `embed` as empty methods, as AWS does. */
function toResource(
  state: State,
  scope: string,
  row: ResourceRecord,
  path: string,
  embed: boolean,
): Resource {
  const methods = methodsOf(state, scope, row.id);
  return {
    id: row.id,
    ...(row.parentId === undefined ? {} : { parentId: row.parentId }),
    ...(row.pathPart === undefined ? {} : { pathPart: row.pathPart }),
    path,
    ...(methods.length > 0
      ? {
          resourceMethods: Object.fromEntries(
            methods.map((method) => [method.httpMethod, embed ? toMethod(method) : {}]),
          ),
        }
      : {}),
  };
}
