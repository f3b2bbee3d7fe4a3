import type { Properties, ResourceContext } from '../resource-type.ts';
import { readObjects, requireString } from './properties.ts';

export interface TagChange {
  /** Tags that are new or have a new value. */
  readonly set: Record<string, string>;
  /** Keys to take off. */
  readonly removed: string[];
}

/** Every tag a resource is to have: its own `Tags` win over the stack's. */
export function desiredTags(
  properties: Properties,
  context: Pick<ResourceContext, 'tags'>,
): Record<string, string> {
  const own = readObjects(properties, 'Tags') ?? [];
  return {
    ...context.tags,
    ...Object.fromEntries(own.map((tag) => [requireString(tag, 'Key'), requireString(tag, 'Value')])),
  };
}

/** Tags put on outside of CloudFormation are left alone. */
export function diffTags(properties: Properties, previous: Properties, context: ResourceContext): TagChange {
  const desired = desiredTags(properties, context);
  const before = desiredTags(previous, { tags: context.previousTags ?? context.tags });
  return {
    set: Object.fromEntries(Object.entries(desired).filter(([key, value]) => before[key] !== value)),
    removed: Object.keys(before).filter((key) => !(key in desired)),
  };
}

/** The list form most services take. */
export function tagList(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
