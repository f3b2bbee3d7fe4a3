import type { Checked, Problem } from '../problem.ts';
import { readJetsMetadata } from '../templates/jets-metadata.ts';
import { limits } from '../templates/limits.ts';
import { parsePageLogicalId, restApiLogicalId } from '../templates/logical-ids.ts';
import { listGenerations } from '../templates/read-live-root.ts';
import { artifactBucketParameter, type Template, type TemplateFile } from '../templates/template.ts';
import type { LiveRestApi } from '../live/live-details.ts';
import type { Candidate } from './candidates.ts';
import type { ChosenStrategy } from './choose-strategy.ts';
import type { TemplateTree } from './collisions/template-tree.ts';
import { diffTrees } from './diff-templates.ts';
import type { LiveMapping } from '../live/live-domain.ts';
import { findMapping } from './find-mapping.ts';
import { findStandingStacks } from './find-standing-stacks.ts';
import { buildExpandTemplate, buildPrepareTemplate, type FreezeInput } from './freeze-generation.ts';
import type { PlanState } from './plan-state.ts';
import type { PlannedTemplate, PlanStep, SwitchStep, UpdateStep } from './plan.ts';
import { isSameJson } from './same-json.ts';

export interface DecidedSteps {
  /** None when there is nothing to do. */
  readonly steps: readonly PlanStep[];
  readonly templates: readonly PlannedTemplate[];
  /** How everything is in the end. */
  readonly final: Candidate;
}

/**
 * The steps from what is live to a candidate, with the finished templates of every update (DESIGN 4).
 *
 * In place that is one update; two when routes are removed, because a snapshot holds what stands when it is taken
 * (AWS-FACTS 2): the first takes the routes away behind the stage, the second moves the stage to a snapshot without them.
 * While another generation of the Rest API serves, that one stays, frozen, until the new one answers and the domain is
 * switched: also when an earlier deploy was stopped over it.
 */
export function decideSteps(
  state: PlanState,
  { candidate: final, obstacles }: ChosenStrategy,
): Checked<DecidedSteps> {
  const { app, live, tree, details } = state;
  const blue = findBlue(state, final);
  const removesRoutes =
    tree !== undefined && final.generation === state.generation && losesMethods(state, final);
  const expand = blue === undefined ? undefined : freeze(buildExpandTemplate, state, final, blue);
  const prepare = removesRoutes ? freeze(buildPrepareTemplate, state, final, state.generation) : undefined;
  const firstFile = expand ?? prepare ?? final.templates.app;
  const firstTree: TemplateTree = {
    root: firstFile.template,
    pages: new Map([...final.tree.pages, ...bluePages(state, blue, firstFile.template)]),
  };
  const problems = firstFile === final.templates.app ? [] : checkSize(firstFile);
  if (problems.length > 0) return { ok: false, problems };

  const replaced = new Set(
    obstacles.resolved.filter(({ action }) => action === 'replace').map(({ key }) => key),
  );
  const steps: PlanStep[] = [];
  const update = (phase: UpdateStep['phase'], file: TemplateFile, changes: UpdateStep['changes']) =>
    steps.push({ kind: 'update', phase, action: tree ? 'update' : 'create', template: file.key, changes });
  if (live.stack?.record.status === 'ROLLBACK_COMPLETE') steps.push({ kind: 'clean-up' });
  const switches = decideSwitches(state, final);
  const drain = { kind: 'drain', seconds: app.config.deploy.drainSeconds } as const;
  // A deploy that was killed after the switch may not have waited.
  if (!expand && app.config.domain && switches.length === 0 && removesOlderGeneration(state, final)) {
    steps.push(drain);
  }
  const isLive =
    tree && isSameJson(tree.root, firstFile.template) && isSameJson(live.stack?.record.tags, state.tags);
  if (!isLive) {
    const changes = diffTrees(tree, firstTree, (key) => replaced.has(key));
    update(expand ? 'expand' : prepare ? 'prepare' : 'deploy', firstFile, changes);
  }
  if (expand && app.config.api.endpointType !== 'PRIVATE') {
    steps.push({ kind: 'verify', restApi: restApiLogicalId(final.generation) });
  }
  steps.push(...switches);
  if (expand && switches.length > 0) steps.push(drain);
  if (!isSameJson(firstFile.template, final.templates.app.template)) {
    update(expand ? 'contract' : 'deploy', final.templates.app, diffTrees(firstTree, final.tree));
  }
  const templates: PlannedTemplate[] = [
    ...[final.templates.app, firstFile].map(({ name, key, body }) => ({ name, key, body })),
    ...final.templates.pages.map(({ name, key, body, logicalId }) => ({ name, key, body, logicalId })),
    ...(expand ? bluePageFiles(details.pages, expand.template, blue) : []),
  ];
  return {
    ok: true,
    value: { steps, templates: [...new Map(templates.map((file) => [file.key, file])).values()], final },
  };
}

/** Whether a Rest API goes away that another one has taken the place of; a newer one has never served. */
function removesOlderGeneration({ tree }: PlanState, final: Candidate): boolean {
  if (!tree || final.tree.pages.size === 0) return false;
  return listGenerations(tree.root).some((generation) => generation < final.generation);
}

/** Routes and CORS methods that are live and that the candidate no longer has. */
function losesMethods({ servingPages }: PlanState, { tree }: Candidate): boolean {
  const methodsOf = (pages: Iterable<Template>) =>
    [...pages].flatMap(({ Resources }) =>
      Object.values(Resources).flatMap((resource) => readJetsMetadata(resource).method ?? []),
    );
  if (tree.pages.size === 0) return false;
  const kept = new Set(methodsOf(tree.pages.values()));
  return methodsOf(servingPages).some((method) => !kept.has(method));
}

/** The generation that serves, when it is another than the candidate's and can go on serving. */
function findBlue(state: PlanState, { generation, tree: { pages } }: Candidate): number | undefined {
  const { app, tree, generation: serving } = state;
  if (!tree || pages.size === 0 || serving === generation) return undefined;
  const isServing = findRestApi(state, serving)?.stages.some(({ name }) => name === app.stageName);
  return isServing && listGenerations(tree.root).includes(serving) ? serving : undefined;
}

function findRestApi({ details }: PlanState, generation: number): LiveRestApi | undefined {
  return details.restApis.find(({ logicalId }) => logicalId === restApiLogicalId(generation));
}

function freeze(
  build: (input: FreezeInput) => TemplateFile,
  state: PlanState,
  { templates }: Candidate,
  generation: number,
): TemplateFile | undefined {
  const { app, live, details, tree } = state;
  if (!tree) return undefined;
  return build({
    namespace: app.namespace,
    green: templates.app.template,
    liveRoot: tree.root,
    generation,
    stageName: app.stageName,
    stage: findRestApi(state, generation)?.stages.find(({ name }) => name === app.stageName),
    bucket: live.stack?.record.parameters[artifactBucketParameter],
    nestedStacks: findStandingStacks(details.pages),
    physicalIds: new Map(
      Object.keys(tree.root.Resources).flatMap((logicalId) => {
        const physicalId = tree.physicalIds[`/${logicalId}`];
        return physicalId === undefined ? [] : [[logicalId, physicalId] as const];
      }),
    ),
  });
}

/** Templates of blue's nested stacks that an expand keeps. */
function bluePages(
  { tree }: PlanState,
  blue: number | undefined,
  { Resources }: Template,
): [string, Template][] {
  return [...(tree?.pages ?? [])].filter(
    ([logicalId]) => isPageOf(logicalId, blue) && Object.hasOwn(Resources, logicalId),
  );
}

/** Blue's nested templates once more, for a bucket that was emptied: CloudFormation reads them in every update. */
function bluePageFiles(
  pages: PlanState['details']['pages'],
  expand: Template,
  blue: number | undefined,
): PlannedTemplate[] {
  return pages
    .filter(({ logicalId }) => isPageOf(logicalId, blue))
    .flatMap(({ logicalId, templateBody }) => {
      const url = expand.Resources[logicalId]?.Properties?.['TemplateURL'] as
        { readonly 'Fn::Sub'?: string } | undefined;
      const key = url?.['Fn::Sub']?.replace(/^https:\/\/[^/]+\//, '');
      return key === undefined ? [] : [{ name: logicalId, key, body: templateBody, logicalId }];
    });
}

function isPageOf(logicalId: string, generation: number | undefined): boolean {
  return generation !== undefined && parsePageLogicalId(logicalId)?.generation === generation;
}

/**
 * One for the configured mapping when it does not point to the final Rest API yet; and before it one for every other mapping
 * of the domain that points to a Rest API of this stack that goes away. One that points to the final Rest API is left as it
 * is, whatever stage it names: somebody made it so. The configured one is the last, because it tells the next deploy which
 * generation serves.
 */
function decideSwitches({ app, live, details }: PlanState, final: Candidate): SwitchStep[] {
  const { domain } = app.config;
  if (!domain || final.tree.pages.size === 0) return [];
  const restApi = restApiLogicalId(final.generation);
  const target = details.restApis.find(({ logicalId }) => logicalId === restApi);
  const own = new Set(details.restApis.map(({ id }) => id));
  const others = (live.domain?.mappings ?? []).filter(
    ({ basePath, restApiId }) =>
      basePath !== domain.basePath && own.has(restApiId) && restApiId !== target?.id,
  );
  const isRight = ({ restApiId, stage }: LiveMapping) =>
    target !== undefined && restApiId === target.id && stage === app.stageName;
  const configured = findMapping(app, live);
  const toSwitch = ({ basePath, restApiId, stage }: LiveMapping): SwitchStep => ({
    kind: 'switch',
    restApi,
    domain: domain.name,
    basePath,
    from: { restApiId, stage },
  });
  return [
    ...others.map(toSwitch),
    ...(configured
      ? [configured].filter((mapping) => !isRight(mapping)).map(toSwitch)
      : [{ kind: 'switch', restApi, domain: domain.name, basePath: domain.basePath } as const]),
  ];
}

function checkSize({ template }: TemplateFile): Problem[] {
  const count = Object.keys(template.Resources).length;
  if (count <= limits.resourcesPerTemplate) return [];
  return [
    {
      message: `Old and new Rest API together would need ${count} resources in the app's stack`,
      path: 'cfn.build.controllers',
      why: `CloudFormation allows ${limits.resourcesPerTemplate} in a template, and the old Rest API keeps its functions until it is gone.`,
      fix: 'Deploy in two parts: first the routes, then the change of functions.',
    },
  ];
}
