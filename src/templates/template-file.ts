import { sha256Hex } from '../app/digest.ts';
import type { Template, TemplateFile } from './template.ts';

/** Writes a template out. One space of indent: readable in the console, and far below 1 MB with 500 resources. */
export function buildTemplateFile(
  name: string,
  template: Template,
  keyFor: (digest: string) => string,
): TemplateFile {
  const body = `${JSON.stringify(template, null, 1)}\n`;
  const digest = sha256Hex(body);
  return { name, key: keyFor(digest), body, digest, template };
}
