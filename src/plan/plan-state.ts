import type { App } from '../app/app.ts';
import type { Artifact } from '../bundle/artifact.ts';
import type { Live, LiveStack } from '../live/live.ts';
import type { LiveDetails } from '../live/live-details.ts';
import { parsePageLogicalId, parseRestApiLogicalId } from '../templates/logical-ids.ts';
import type { Template, TemplateFile } from '../templates/template.ts';
import type { Choices } from './candidates.ts';
import type { LiveTree } from './collisions/template-tree.ts';
import { findMapping } from './find-mapping.ts';
import { parsePages, parseTemplate } from './parse-template.ts';

export interface PlanInput {
  readonly app: App;
  readonly artifacts: readonly Artifact[];
  readonly choices: Choices;
  readonly toolkitTemplate: TemplateFile;
  readonly live: Live;
  /** Absent when nothing of it is needed: see `isUnchanged` and `findBlocked`. */
  readonly details?: LiveDetails;
  /** Names of functions that the details were asked for. */
  readonly functionNames: readonly string[];
}

/** What all parts of the decision look at. */
export interface PlanState {
  readonly app: App;
  readonly artifacts: readonly Artifact[];
  readonly choices: Choices;
  readonly live: Live;
  readonly details: LiveDetails;
  readonly functionNames: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** Absent when the stack is to be created. */
  readonly tree?: LiveTree;
  /**
   * Generation of the Rest API that serves: the one that the domain's mapping points to, else the one that the stack's
   * outputs name; 0 when there is none.
   */
  readonly generation: number;
  /** Templates of its nested stacks. */
  readonly servingPages: readonly Template[];
}

export function readPlanState(input: PlanInput, details: LiveDetails): PlanState {
  const { app, artifacts, choices, live, functionNames } = input;
  const stack = live.stack && isDeployed(live.stack) ? live.stack : undefined;
  const root = parseTemplate(stack?.templateBody);
  const pages = parsePages(stack ? details.pages : []);
  const generation = stack ? (readMappedGeneration(app, live, details) ?? readGeneration(stack)) : 0;
  return {
    app,
    artifacts,
    choices,
    live,
    details,
    functionNames,
    tags: buildTags(app),
    ...(root ? { tree: { root, pages, physicalIds: details.physicalIds } } : {}),
    generation,
    servingPages: [...pages]
      .filter(([logicalId]) => parsePageLogicalId(logicalId)?.generation === generation)
      .map(([, template]) => template),
  };
}

/** Of REVIEW_IN_PROGRESS and ROLLBACK_COMPLETE nothing has ever run; a deploy creates these stacks. */
export function isDeployed({ record }: LiveStack): boolean {
  return !/^(REVIEW_IN_PROGRESS|ROLLBACK_COMPLETE)$/.test(record.status);
}

/** While a replacement is not through, the domain may point to another Rest API of the stack than its outputs. */
function readMappedGeneration(app: App, live: Live, { restApis }: LiveDetails): number | undefined {
  const mapping = findMapping(app, live);
  const mapped = restApis.find(({ id }) => id === mapping?.restApiId);
  return mapped && parseRestApiLogicalId(mapped.logicalId)?.generation;
}

/** Generation of the Rest API that the stack's outputs name. */
export function readGeneration({ record }: LiveStack): number {
  return Number(record.outputs['Generation'] ?? 0);
}

/** Tag of every stack that jets makes, by which it knows its own. */
export const namespaceTag = 'jets:namespace';

export function buildTags(app: App): Record<string, string> {
  return { ...app.config.resourceTags, [namespaceTag]: app.namespace, 'jets:app': app.config.name };
}
