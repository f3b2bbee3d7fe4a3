import type { App, AppFunction } from '../app/app.ts';
import type { ApiItem } from './api-items.ts';
import { buildApiResource, buildRouteMethod, pageParameters } from './api-method.ts';
import { methodLogicalId, resourceLogicalId } from './logical-ids.ts';
import { buildPreflightMethod } from './preflight-method.ts';
import type { Template, TemplateResource } from './template.ts';

export interface Page {
  /** 1-based; numbers of pages that have become empty are missing. */
  readonly page: number;
  readonly template: Template;
  /** Parents on other pages: parameter name, which is also the output's name there, and the page. */
  readonly imports: readonly { readonly name: string; readonly page: number }[];
}

/**
 * The nested stacks' templates. A resource's logical id is also the name of the output and of the parameter that
 * carry its id between pages, so a method reads the same wherever it is.
 */
export function buildPages(app: App, items: readonly ApiItem[], pageOf: ReadonlyMap<string, number>): Page[] {
  const functions = new Map(app.functions.map((appFunction) => [appFunction.key, appFunction]));
  const drafts = new Map<number, Draft>();
  const draftOf = (page: number): Draft => {
    const draft = drafts.get(page) ?? { resources: {}, imports: new Map(), exports: new Set() };
    drafts.set(page, draft);
    return draft;
  };
  for (const item of items) {
    const page = pageOf.get(item.key) ?? 0;
    const draft = draftOf(page);
    const logicalId = itemLogicalId(item);
    if (Object.hasOwn(draft.resources, logicalId)) throw new Error(`${item.key} collides at ${logicalId}`);
    draft.resources[logicalId] = buildItem(app, functions, item);
    if (item.parentKey === undefined) continue;
    const parentPage = pageOf.get(item.parentKey) ?? page;
    if (parentPage === page) continue;
    const parentLogicalId = resourceLogicalId(item.parentKey);
    draft.imports.set(parentLogicalId, parentPage);
    draftOf(parentPage).exports.add(parentLogicalId);
  }
  return [...drafts.entries()]
    .sort(([one], [other]) => one - other)
    .map(([page, draft]) => ({
      page,
      template: finishTemplate(app, page, draft),
      imports: [...draft.imports].map(([name, from]) => ({ name, page: from })),
    }));
}

interface Draft {
  readonly resources: Record<string, TemplateResource>;
  readonly imports: Map<string, number>;
  readonly exports: Set<string>;
}

function itemLogicalId({ content }: ApiItem): string {
  if (content.kind === 'resource') return resourceLogicalId(content.resource.path);
  if (content.kind === 'preflight') return methodLogicalId('OPTIONS', content.path);
  return methodLogicalId(content.route.verb, content.route.path);
}

function buildItem(
  app: App,
  functions: ReadonlyMap<string, AppFunction>,
  { content, key }: ApiItem,
): TemplateResource {
  if (content.kind === 'resource') return buildApiResource(content.resource);
  if (content.kind === 'preflight') return buildPreflightMethod(content.path, content.cors);
  const stageVariable = functions.get(content.route.functionKey)?.stageVariable;
  if (!stageVariable) throw new Error(`${key} is served by no function with a stage variable`);
  return buildRouteMethod(app, content.route, stageVariable);
}

/** Declares exactly the parameters that are used: an unused one is a warning, and one more thing that can change. */
function finishTemplate(app: App, page: number, { resources, imports, exports }: Draft): Template {
  const all = Object.values(resources);
  const used: string[] = [pageParameters.restApiId];
  const usesRoot = ({ Properties = {} }: TemplateResource) =>
    [Properties['ParentId'], Properties['ResourceId']].some(
      (value) => (value as { Ref?: string } | undefined)?.Ref === pageParameters.rootResourceId,
    );
  const usesRole = ({ Properties = {} }: TemplateResource) =>
    (Properties['Integration'] as { Credentials?: unknown } | undefined)?.Credentials !== undefined;
  if (all.some(usesRoot)) used.push(pageParameters.rootResourceId);
  if (all.some(usesRole)) used.push(pageParameters.invokeRoleArn);
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `Routes of ${app.namespace}, page ${page}`,
    Parameters: Object.fromEntries([...used, ...imports.keys()].map((name) => [name, { Type: 'String' }])),
    Resources: resources,
    ...(exports.size > 0
      ? { Outputs: Object.fromEntries([...exports].map((name) => [name, { Value: { Ref: name } }])) }
      : {}),
  };
}
