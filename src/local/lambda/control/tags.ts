import type * as Sdk from '@aws-sdk/client-lambda';
import type { Operation, RequestContext } from '../../cloud.ts';
import { invalidParameter } from '../errors.ts';
import { findFunction } from '../find-version.ts';
import { parseFunctionReference } from '../function-reference.ts';
import { recordKey, type LambdaRecords } from '../records.ts';

export function tagOperations(records: LambdaRecords): Readonly<Record<string, Operation>> {
  const change = (
    arn: string,
    context: RequestContext,
    edit: (tags: Readonly<Record<string, string>>) => Record<string, string>,
  ): object => {
    const name = nameOf(arn, context);
    const found = findFunction(records, name, context);
    const tags = edit(found.tags);
    if (Object.keys(tags).length > 50) throw invalidParameter('Number of tags exceeds resource tag limit.');
    records.functions.put(recordKey(context.region, name), { ...found, tags });
    return {};
  };
  return {
    TagResource: (request: Sdk.TagResourceRequest, context) =>
      change(request.Resource!, context, (tags) => ({ ...tags, ...request.Tags })),
    UntagResource: (request: Sdk.UntagResourceRequest, context) =>
      change(request.Resource!, context, (tags) =>
        Object.fromEntries(Object.entries(tags).filter(([key]) => !request.TagKeys!.includes(key))),
      ),
    ListTags: (request: Sdk.ListTagsRequest, context) => ({
      Tags: findFunction(records, nameOf(request.Resource!, context), context).tags,
    }),
  };
}

function nameOf(arn: string, context: RequestContext): string {
  const { name, qualifier } = parseFunctionReference(arn, undefined, context);
  if (qualifier !== undefined) {
    throw invalidParameter(
      'Tags on function aliases and versions are not supported. Please specify a function ARN.',
    );
  }
  return name;
}
