import { readJetsMetadata } from './jets-metadata.ts';
import { parsePageLogicalId } from './logical-ids.ts';
import type { Template } from './template.ts';

/**
 * Where everything of one API generation is live, for `buildTemplates`: page by `/posts/{id}` or `GET /posts/{id}`.
 *
 * @param pages nested stacks of the live root stack with their templates; others than this generation's pages are
 *   left out of account.
 */
export function readLivePages(
  pages: readonly { readonly logicalId: string; readonly templateBody: string }[],
  generation = 0,
): Map<string, number> {
  const livePages = new Map<string, number>();
  for (const { logicalId, templateBody } of pages) {
    const parsed = parsePageLogicalId(logicalId);
    if (parsed?.generation !== generation) continue;
    const template = JSON.parse(templateBody) as Template;
    for (const resource of Object.values(template.Resources)) {
      const { path, method } = readJetsMetadata(resource);
      const key = path ?? method;
      if (key !== undefined) livePages.set(key, parsed.page);
    }
  }
  return livePages;
}
