import type {
  GetTagsRequest,
  Tags,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-api-gateway';
import type { RequestContext } from '../cloud.ts';
import { badRequest, notFound } from './errors.ts';
import type { Deps, Operations } from './operation.ts';
import type { State } from './state.ts';
import type { Table } from './table.ts';

export function tagOperations({ state }: Deps): Operations {
  return {
    TagResource(input: TagResourceRequest, context: RequestContext): object {
      const tagged = findTagged(state, context, input.resourceArn);
      const tags = { ...tagged.tags, ...input.tags };
      if (Object.keys(tags).length > 50) throw badRequest('Maximum number of tags for a resource is 50');
      tagged.put(tags);
      return {};
    },

    UntagResource(input: UntagResourceRequest, context: RequestContext): object {
      const tagged = findTagged(state, context, input.resourceArn);
      const rest = Object.entries(tagged.tags).filter(([key]) => !input.tagKeys?.includes(key));
      tagged.put(Object.fromEntries(rest));
      return {};
    },

    GetTags(input: GetTagsRequest, context: RequestContext): Tags {
      return { tags: { ...findTagged(state, context, input.resourceArn).tags } };
    },
  };
}

interface Tagged {
  readonly tags: Readonly<Record<string, string>>;
  put(tags: Readonly<Record<string, string>>): void;
}

/** `arn:aws:apigateway:<region>::/restapis/<id>/stages/<name>`: the path names what is tagged. */
function findTagged(state: State, context: RequestContext, arn: string | undefined): Tagged {
  const match = /^arn:[^:]+:apigateway:([^:]*)::\/(.+)$/.exec(decodeURIComponent(arn ?? ''));
  const [, region, path = ''] = match ?? [];
  if (region !== context.region) throw badRequest('Invalid ARN specified in the request');
  const [kind, id = '', child, childId = ''] = path.split('/');
  const found =
    kind === 'restapis' && child === 'stages'
      ? taggedIn(state.stages, `${region}/${id}`, childId)
      : kind === 'restapis' && child === undefined
        ? taggedIn(state.restApis, region, id)
        : kind === 'apikeys'
          ? taggedIn(state.apiKeys, region, id)
          : kind === 'usageplans'
            ? taggedIn(state.usagePlans, region, id)
            : kind === 'domainnames'
              ? taggedIn(state.domainNames, region, id)
              : undefined;
  if (!found) throw notFound('Invalid resource identifier specified');
  return found;
}

function taggedIn<T extends { readonly tags: Readonly<Record<string, string>> }>(
  table: Table<T>,
  scope: string,
  id: string,
): Tagged | undefined {
  const record = table.get(scope, id);
  return record && { tags: record.tags, put: (tags) => table.put(scope, id, { ...record, tags }) };
}
