import type { App } from '../app/app.ts';
import type { Artifact } from '../bundle/artifact.ts';
import type { LivePage } from '../live/live.ts';
import type { Problem } from '../problem.ts';
import { composeTemplates } from '../templates/build-templates.ts';
import { readLivePages } from '../templates/read-live-pages.ts';
import { listGenerations } from '../templates/read-live-root.ts';
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
 * The templates of one way to make the app live.
 *
 * @param generation of the Rest API that is to serve in the end; what is live of it stays on its page, so that growth never
 *   moves it (AWS-FACTS 1.5).
 */
export function buildCandidate(
  kind: CandidateKind,
  { app, artifacts, livePages }: CandidateInput,
  generation: number,
): Candidate {
  const { templates, problems } = composeTemplates({
    app,
    artifacts,
    generation,
    livePages: readLivePages(livePages, generation),
    omitFunctionNames: resetsNames(kind),
  });
  return { kind, generation, templates, tree: toTree(templates), problems };
}

/**
 * Generations to try, in this order: of an update in place the one that serves; of a replacement those that stand beside it
 * because an earlier deploy was stopped over them, then a new one.
 */
export function listTargetGenerations(
  kind: CandidateKind,
  serving: number,
  liveRoot: Template | undefined,
): number[] {
  if (!replacesApi(kind)) return [serving];
  const standing = liveRoot ? listGenerations(liveRoot) : [];
  const unfinished = standing.filter((generation) => generation > serving).toReversed();
  return [...unfinished, Math.max(serving, ...standing) + 1];
}

export function toTree({ app, pages }: TemplateSet): TemplateTree {
  return {
    root: app.template,
    pages: new Map(pages.map(({ logicalId, template }) => [logicalId, template])),
  };
}
