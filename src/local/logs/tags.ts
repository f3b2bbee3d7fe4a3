import type * as Sdk from '@aws-sdk/client-cloudwatch-logs';
import type { Operation, RequestContext } from '../cloud.ts';
import { noSuchGroup } from './errors.ts';
import { findGroup, nameOf } from './find-group.ts';
import { groupKey, type LogsRecords } from './records.ts';

/** Tags of log groups, by ARN and in the older way by name. */
export function tagOperations(records: LogsRecords): Readonly<Record<string, Operation>> {
  const find = (arn: string, context: RequestContext) => {
    const group = records.groups.get(groupKey(context, nameOf(arn)));
    if (!group) throw noSuchGroup();
    return group;
  };
  const tag = (name: string, tags: Readonly<Record<string, string>>, context: RequestContext): object => {
    const group = find(name, context);
    records.groups.put(groupKey(context, group.name), { ...group, tags: { ...group.tags, ...tags } });
    return {};
  };
  const untag = (name: string, keys: readonly string[], context: RequestContext): object => {
    const group = find(name, context);
    const tags = Object.fromEntries(Object.entries(group.tags).filter(([key]) => !keys.includes(key)));
    records.groups.put(groupKey(context, group.name), { ...group, tags });
    return {};
  };
  return {
    TagResource: (request: Sdk.TagResourceRequest, context) =>
      tag(request.resourceArn!, request.tags!, context),
    UntagResource: (request: Sdk.UntagResourceRequest, context) =>
      untag(request.resourceArn!, request.tagKeys!, context),
    ListTagsForResource: (request: Sdk.ListTagsForResourceRequest, context) => ({
      tags: find(request.resourceArn!, context).tags,
    }),
    TagLogGroup: (request: Sdk.TagLogGroupRequest, context) =>
      tag(request.logGroupName!, request.tags!, context),
    UntagLogGroup: (request: Sdk.UntagLogGroupRequest, context) =>
      untag(request.logGroupName!, request.tags!, context),
    ListTagsLogGroup: (request: Sdk.ListTagsLogGroupRequest, context) => ({
      tags: findGroup(records, request, context).tags,
    }),
  };
}
