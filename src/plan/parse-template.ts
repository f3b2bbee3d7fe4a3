import type { Template } from '../templates/template.ts';

/** A template as CloudFormation gave it back; `undefined` when there is none, or none of ours. */
export function parseTemplate(body: string | undefined): Template | undefined {
  if (body === undefined) return undefined;
  try {
    const template = JSON.parse(body) as Partial<Template> | null;
    return template?.Resources ? (template as Template) : undefined;
  } catch {
    // Somebody put a YAML template on this stack: it differs from ours in everything.
    return undefined;
  }
}

/** Nested stacks' templates by logical id; what is none of ours is left out. */
export function parsePages(
  pages: readonly { readonly logicalId: string; readonly templateBody: string }[],
): Map<string, Template> {
  return new Map(
    pages.flatMap(({ logicalId, templateBody }) => {
      const template = parseTemplate(templateBody);
      return template ? [[logicalId, template] as const] : [];
    }),
  );
}
