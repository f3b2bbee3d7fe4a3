import type * as Sdk from '@aws-sdk/client-eventbridge';
import type { Operation, RequestContext } from '../cloud.ts';
import { findRule, ruleKey, type EventsRecords, type RuleRecord } from './records.ts';

export function tagOperations(records: EventsRecords): Readonly<Record<string, Operation>> {
  const find = (arn: string, context: RequestContext): RuleRecord =>
    findRule(records, arn.replace(/^.*:rule\/(default\/)?/, ''), context);
  const save = (rule: RuleRecord, tags: Readonly<Record<string, string>>): object => {
    records.put(ruleKey(rule.region, rule.name), { ...rule, tags });
    return {};
  };
  return {
    TagResource(request: Sdk.TagResourceRequest, context) {
      const rule = find(request.ResourceARN!, context);
      return save(rule, {
        ...rule.tags,
        ...Object.fromEntries(request.Tags!.map(({ Key, Value }) => [Key!, Value!])),
      });
    },
    UntagResource(request: Sdk.UntagResourceRequest, context) {
      const rule = find(request.ResourceARN!, context);
      const kept = Object.entries(rule.tags).filter(([key]) => !request.TagKeys!.includes(key));
      return save(rule, Object.fromEntries(kept));
    },
    ListTagsForResource: (request: Sdk.ListTagsForResourceRequest, context) => ({
      Tags: Object.entries(find(request.ResourceARN!, context).tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  };
}
