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
