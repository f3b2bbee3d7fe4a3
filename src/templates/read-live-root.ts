import { parseRestApiLogicalId } from './logical-ids.ts';
import type { Template } from './template.ts';

/** Generations of the Rest API in a root template, rising. More than one while a replacement is not through. */
export function listGenerations(root: Template): number[] {
  return Object.keys(root.Resources)
    .flatMap((logicalId) => {
      const parsed = parseRestApiLogicalId(logicalId);
      return parsed?.part === '' ? [parsed.generation] : [];
    })
    .sort((one, other) => one - other);
}
