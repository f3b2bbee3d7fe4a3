import type { App } from '../app/app.ts';
import type { Artifact } from '../bundle/artifact.ts';
import type { LivePage } from '../live/live.ts';
import type { Problem } from '../problem.ts';
import { composeTemplates } from '../templates/build-templates.ts';
import { readLivePages } from '../templates/read-live-pages.ts';
import { listGenerations, readLiveDeployment } from '../templates/read-live-root.ts';
import type { Template, TemplateSet } from '../templates/template.ts';
import type { TemplateTree } from './collisions/template-tree.ts';
import type { Strategy } from './plan.ts';

export type CandidateKind = Exclude<Strategy['kind'], 'none' | 'create'>;

/** What a person asked for: by a flag or by JETS_API_REPLACE, JETS_RESET. */
export interface Choices {
  readonly replaceApi: boolean;
  readonly reset: boolean;
}

export interface CandidateInput {
  readonly app: App;
  readonly artifacts: readonly Artifact[];
  /** Generation of the Rest API that the stack's outputs name; 0 when there is none. */
  readonly generation: number;
  readonly liveRoot: Template | undefined;
  readonly livePages: readonly LivePage[];
}

/** One way to make the app live: the templates as they are to be in the end. */
export interface Candidate {
  readonly kind: CandidateKind;
  readonly generation: number;
  readonly templates: TemplateSet;
  readonly tree: TemplateTree;
  /** Why CloudFormation would not take these templates. */
  readonly problems: readonly Problem[];
}

/** Least disruptive first (DESIGN 3.3). What was asked for leaves out what it excludes. */
export function listCandidateKinds({ replaceApi, reset }: Choices): CandidateKind[] {
  const all: readonly CandidateKind[] = ['in-place', 'replace-api', 'reset', 'replace-api-and-reset'];
  return all.filter((kind) => (!replaceApi || replacesApi(kind)) && (!reset || resetsNames(kind)));
}

export function replacesApi(kind: Strategy['kind']): boolean {
  return kind === 'replace-api' || kind === 'replace-api-and-reset';
}

export function resetsNames(kind: Strategy['kind']): boolean {
  return kind === 'reset' || kind === 'replace-api-and-reset';
}

/**
 * @param snapshot which Deployment to take of the routes: `first` may still hold routes that this update removes, and says
 *   so; `fresh` is another one, after they are gone.
 */
export function buildCandidate(
  kind: CandidateKind,
  { app, artifacts, generation, liveRoot, livePages }: CandidateInput,
  snapshot: 'usual' | 'holds-removed-routes' | 'fresh' = 'usual',
): Candidate {
  const isNew = replacesApi(kind);
  const ownGeneration = isNew ? nextGeneration(liveRoot, generation) : generation;
  const live = liveRoot && !isNew ? readLiveDeployment(liveRoot, generation) : undefined;
  const serial = (live?.serial ?? 0) + (live?.servesRemovedRoutes ? 1 : 0) + (snapshot === 'fresh' ? 1 : 0);
  const { templates, problems } = composeTemplates({
    app,
    artifacts,
    generation: ownGeneration,
    // What is live stays on its page, so that growth never moves it (AWS-FACTS 1.5).
    ...(isNew ? {} : { livePages: readLivePages(livePages, generation) }),
    omitFunctionNames: resetsNames(kind),
    deploymentSerial: serial,
    servesRemovedRoutes: snapshot === 'holds-removed-routes',
  });
  return { kind, generation: ownGeneration, templates, tree: toTree(templates), problems };
}

export function toTree({ app, pages }: TemplateSet): TemplateTree {
  return {
    root: app.template,
    pages: new Map(pages.map(({ logicalId, template }) => [logicalId, template])),
  };
}

/** After every generation that is live, also those that are about to be retired. */
function nextGeneration(liveRoot: Template | undefined, generation: number): number {
  return Math.max(generation, ...(liveRoot ? listGenerations(liveRoot) : [])) + 1;
}
