import type { Template } from '../../templates/template.ts';

/** A root template with its nested stacks' templates, by the logical id of the nested stack. */
export interface TemplateTree {
  readonly root: Template;
  readonly pages: ReadonlyMap<string, Template>;
}

/** A live {@link TemplateTree}: also what CloudFormation made of it. */
export interface LiveTree extends TemplateTree {
  /** Physical ids by `<nested stack>/<logical id>`; the root stack's begin with `/`. */
  readonly physicalIds: Readonly<Record<string, string>>;
}
