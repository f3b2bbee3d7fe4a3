import type { Template } from '../templates/template.ts';

export interface ResourceChange {
  readonly action: 'create' | 'update' | 'delete';
  readonly logicalId: string;
  readonly type: string;
}

export interface StackChanges {
  /** `app` for the root stack, else the nested stack's logical id. */
  readonly stack: string;
  readonly changes: readonly ResourceChange[];
}

/**
 * What differs between a live template and a new one, by logical id, in template order; removals last.
 * Whether an update replaces the physical resource is not said here.
 */
export function diffTemplates(live: Template | undefined, desired: Template): ResourceChange[] {
  const liveResources = live?.Resources ?? {};
  const changes: ResourceChange[] = [];
  for (const [logicalId, resource] of Object.entries(desired.Resources)) {
    const before = liveResources[logicalId];
    if (!before) changes.push({ action: 'create', logicalId, type: resource.Type });
    else if (!isSameJson(before, resource))
      changes.push({ action: 'update', logicalId, type: resource.Type });
  }
  for (const [logicalId, resource] of Object.entries(liveResources)) {
    if (!desired.Resources[logicalId]) changes.push({ action: 'delete', logicalId, type: resource.Type });
  }
  return changes;
}

/** Equality of JSON values; the order of keys does not count, the order of items does. */
export function isSameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const oneEntries = Object.entries(one);
  const otherRecord = other as Record<string, unknown>;
  return (
    oneEntries.length === Object.keys(other).length &&
    oneEntries.every(([key, value]) => Object.hasOwn(other, key) && isSameJson(value, otherRecord[key]))
  );
}
