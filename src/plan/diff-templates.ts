import type { Template } from '../templates/template.ts';
import type { TemplateTree } from './collisions/template-tree.ts';
import type { ResourceChange, StackChanges } from './plan.ts';
import { isSameJson } from './same-json.ts';

/**
 * What differs between two trees of templates, a stack each, the root (`app`) first; stacks without changes are left out.
 *
 * @param isReplaced whether CloudFormation replaces what it updates under this key, `<nested stack>/<logical id>`.
 */
export function diffTrees(
  before: TemplateTree | undefined,
  after: TemplateTree,
  isReplaced: (key: string) => boolean = () => false,
): StackChanges[] {
  const stacks = new Set([...after.pages.keys(), ...(before?.pages.keys() ?? [])]);
  return [
    { stack: 'app', changes: diffTemplates(before?.root, after.root, (id) => isReplaced(`/${id}`)) },
    ...[...stacks].map((stack) => ({
      stack,
      changes: diffTemplates(before?.pages.get(stack), after.pages.get(stack), (id) =>
        isReplaced(`${stack}/${id}`),
      ),
    })),
  ].filter(({ changes }) => changes.length > 0);
}

/**
 * What differs between two templates, by logical id, in template order; removals last. What leaves a template and is
 * retained by its deletion policy is not among them: nothing happens to it.
 */
export function diffTemplates(
  before: Template | undefined,
  after: Template | undefined,
  isReplaced: (logicalId: string) => boolean = () => false,
): ResourceChange[] {
  const [resourcesBefore, resourcesAfter] = [before?.Resources ?? {}, after?.Resources ?? {}];
  const changes: ResourceChange[] = [];
  for (const [logicalId, resource] of Object.entries(resourcesAfter)) {
    const one = resourcesBefore[logicalId];
    const change = { logicalId, type: resource.Type };
    if (!one) changes.push({ action: 'create', ...change });
    else if (isReplaced(logicalId)) changes.push({ action: 'replace', ...change });
    else if (!isSameJson(one, resource)) changes.push({ action: 'update', ...change });
  }
  for (const [logicalId, resource] of Object.entries(resourcesBefore)) {
    const isRetained = resource.DeletionPolicy?.startsWith('Retain') ?? false;
    if (!resourcesAfter[logicalId] && !isRetained) {
      changes.push({ action: 'delete', logicalId, type: resource.Type });
    }
  }
  return changes;
}
