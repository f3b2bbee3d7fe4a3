import type {
  CreateModelRequest,
  DeleteModelRequest,
  GetModelRequest,
  GetModelsRequest,
  Model,
  Models,
  UpdateModelRequest,
} from '@aws-sdk/client-api-gateway';
import type { RequestContext } from '../cloud.ts';
import { badRequest, conflict, notFound } from './errors.ts';
import type { Deps, Operations } from './operation.ts';
import { pageOf } from './paging.ts';
import { applyPatch } from './patch.ts';
import type { ModelRecord } from './records.ts';
import { pathOf } from './resource-tree.ts';
import { requireApi } from './rest-apis.ts';
import { scopeOf, type State } from './state.ts';

/** Texts recorded from AWS in LocalStack's test_apigateway_api.snapshot.json (TestApiGatewayApiModels). */
export function modelOperations({ cloud, state }: Deps): Operations {
  return {
    CreateModel(input: CreateModelRequest, context: RequestContext): Model {
      const api = requireApi(state, context, input.restApiId);
      const scope = scopeOf(context, api.id);
      if (!input.name) throw badRequest('Model name must be non-empty');
      if (state.models.has(scope, input.name)) throw conflict('Model name already exists for this REST API');
      if (!input.schema)
        throw badRequest('Model schema must have at least 1 property or array items defined');
      const model: ModelRecord = {
        id: cloud.generateId(6),
        name: input.name,
        description: input.description,
        schema: input.schema,
        contentType: input.contentType ?? 'application/json',
      };
      state.models.put(scope, model.name, model);
      return model;
    },

    GetModel(input: GetModelRequest, context: RequestContext): Model {
      const api = requireApi(state, context, input.restApiId);
      return requireModel(state, scopeOf(context, api.id), input.modelName);
    },

    GetModels(input: GetModelsRequest, context: RequestContext): Models {
      const api = requireApi(state, context, input.restApiId);
      return pageOf(state.models.list(scopeOf(context, api.id)), input);
    },

    UpdateModel(input: UpdateModelRequest, context: RequestContext): Model {
      const api = requireApi(state, context, input.restApiId);
      const scope = scopeOf(context, api.id);
      const model = applyPatch(
        requireModel(state, scope, input.modelName),
        input.patchOperations,
        {
          replace: {
            '/description': (record, description) => ({ ...record, description }),
            '/schema': (record, schema) => {
              if (!schema)
                throw badRequest('Model schema must have at least 1 property or array items defined');
              return { ...record, schema };
            },
          },
        },
        { wording: 'listed', shape: 'updateModelInput' },
      );
      state.models.put(scope, model.name, model);
      return model;
    },

    DeleteModel(input: DeleteModelRequest, context: RequestContext): object {
      const api = requireApi(state, context, input.restApiId);
      const scope = scopeOf(context, api.id);
      const model = requireModel(state, scope, input.modelName);
      const user = state.methods
        .list(scope)
        .find((method) => Object.values(method.requestModels ?? {}).includes(model.name));
      const resource = user && state.resources.get(scope, user.resourceId);
      if (user && resource) {
        throw conflict(
          `Cannot delete model '${model.name}', is referenced in method request: ${pathOf(state, scope, resource)}/${user.httpMethod}`,
        );
      }
      state.models.remove(scope, model.name);
      return {};
    },
  };
}

function requireModel(state: State, scope: string, name: string | undefined): ModelRecord {
  const model = state.models.get(scope, name ?? '');
  if (!model) throw notFound(`Invalid model name specified: ${name ?? ''}`);
  return model;
}
