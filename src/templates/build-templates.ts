import type { App, AppFunction } from '../app/app.ts';
import type { Artifact } from '../bundle/artifact.ts';
import type { Checked, Problem } from '../problem.ts';
import { listApiItems } from './api-items.ts';
import { buildApiStack } from './api-stack.ts';
import { assignPages } from './assign-pages.ts';
import { compare } from './canonical-json.ts';
import { findTemplateProblems } from './find-template-problems.ts';
import { buildFunctionResources } from './function-resources.ts';
import { buildJobResources } from './job-resources.ts';
import { templateKey } from './keys.ts';
import { pageLogicalId } from './logical-ids.ts';
import { buildPages } from './page-templates.ts';
import { buildTemplateFile } from './template-file.ts';
import {
  artifactBucketParameter,
  type Template,
  type TemplateResource,
  type TemplateSet,
} from './template.ts';

export interface TemplateInput {
  readonly app: App;
  /** One for every function of the app. */
  readonly artifacts: readonly Artifact[];
  /** Of the Rest API; 0 unless it was replaced. */
  readonly generation?: number;
  /** Page of everything that is live, by `/posts/{id}` or `GET /posts/{id}`: see `readLivePages`. */
  readonly livePages?: ReadonlyMap<string, number>;
  /** Leaves functions' names to CloudFormation (`JETS_RESET=1`). */
  readonly omitFunctionNames?: boolean;
}

/**
 * The templates of an app: the root stack's and one for each page of the API. The same app gives the same bytes; the
 * order of routes, functions and artifacts does not count.
 * Everything AWS would refuse for its size or number is a problem here.
 */
export function buildTemplates(input: TemplateInput): Checked<TemplateSet> {
  const { templates, problems } = composeTemplates(input);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: templates };
}

/**
 * Templates together with their problems: what is too large is built all the same, for a look at it and for benchmarks.
 *
 * @public
 */
export function composeTemplates(input: TemplateInput): { templates: TemplateSet; problems: Problem[] } {
  const { app, generation = 0, omitFunctionNames = false } = input;
  const functions = [...app.functions].sort((one, other) => compare(one.key, other.key));
  const artifacts = new Map(input.artifacts.map((artifact) => [artifact.functionKey, artifact]));
  const routedKeys = new Set(app.routes.map(({ functionKey }) => functionKey));
  const problems: Problem[] = [];
  const resources: Record<string, TemplateResource> = {};
  const add = (more: Readonly<Record<string, TemplateResource>>, owner: string) => {
    for (const [logicalId, resource] of Object.entries(more)) {
      if (Object.hasOwn(resources, logicalId)) problems.push(takenLogicalId(logicalId, owner));
      resources[logicalId] = resource;
    }
  };

  const routed: { appFunction: AppFunction; functionLogicalId: string; versionLogicalId: string }[] = [];
  for (const appFunction of functions) {
    const artifact = artifacts.get(appFunction.key);
    if (!artifact) throw new Error(`Function ${appFunction.key} has no artifact`);
    const built = buildFunctionResources(app, appFunction, artifact, omitFunctionNames);
    add(built.resources, appFunction.key);
    const { functionLogicalId, versionLogicalId } = built;
    add(buildJobResources(appFunction, functionLogicalId, versionLogicalId), appFunction.key);
    if (routedKeys.has(appFunction.key)) routed.push({ appFunction, functionLogicalId, versionLogicalId });
  }

  const keyFor = (digest: string) => templateKey(app.namespace, digest);
  const items = app.routes.length > 0 ? listApiItems(app) : [];
  const assignment = assignPages(items, input.livePages);
  problems.push(...assignment.problems);
  const pages = buildPages(app, items, assignment.pageOf).map((page) => ({
    ...page,
    file: {
      ...buildTemplateFile(`api${generation || ''}-${page.page}`, page.template, keyFor),
      logicalId: pageLogicalId(generation, page.page),
    },
  }));
  const api =
    pages.length > 0
      ? buildApiStack({
          app,
          generation,
          pages,
          routed,
          omitFunctionNames,
        })
      : undefined;
  if (api) add(api.resources, 'the Rest API');

  const root: Template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `${app.namespace}, deployed by jets`,
    Parameters: {
      [artifactBucketParameter]: { Type: 'String', Description: 'Bucket that holds code and templates' },
    },
    Resources: resources,
    ...(api ? { Outputs: api.outputs } : {}),
  };
  const templates: TemplateSet = {
    app: buildTemplateFile('app', root, keyFor),
    pages: pages.map(({ file }) => file),
  };
  problems.push(...findTemplateProblems(app, templates));
  return { templates, problems };
}

function takenLogicalId(logicalId: string, owner: string): Problem {
  return {
    message: `${owner} needs the logical id ${logicalId}, which another part of the app has`,
    path: owner,
    why: 'Logical ids of roles, log groups and versions are made of the names of controllers, actions and jobs',
    fix: 'Rename one of them',
  };
}
