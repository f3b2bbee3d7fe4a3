// Plans three deploys of an app of so many routes against a live API of the same size, and prints as JSON
// { rows: [{ deploy, strategy, steps, median, cpu, heap }], beyondLimits, peak }: milliseconds and bytes.
import { buildCandidate } from '../../dist/plan/candidates.js';
import { decidePlan, draftCandidate, isUnchanged } from '../../dist/plan/decide-plan.js';
import { decideSteps } from '../../dist/plan/decide-steps.js';
import { diffFunctions } from '../../dist/plan/diff-functions.js';
import { diffRoutes } from '../../dist/plan/diff-routes.js';
import { digestLive } from '../../dist/plan/digest-live.js';
import { estimateEffort } from '../../dist/plan/estimate-effort.js';
import { explainObstacles } from '../../dist/plan/explain-obstacles.js';
import { findObstacles, hasObstacles } from '../../dist/plan/find-obstacles.js';
import { listFunctionNames } from '../../dist/plan/list-function-names.js';
import { buildTags, readPlanState } from '../../dist/plan/plan-state.js';
import { composeTemplates } from '../../dist/templates/build-templates.js';
import { buildToolkitFile, toolkitVersion } from '../../dist/templates/toolkit.js';
import { makeApp, makeArtifacts } from './bench-app.mjs';

const count = Number(process.argv[2]);
const runs = Number(process.argv[3] ?? 7);
const choices = { replaceApi: false, reset: false };
const toolkitTemplate = buildToolkitFile();

const routes = listRoutes(count);
const { live, details, beyondLimits } = deploy(makeApp(routes));
const deploys = {
  'nothing changed': { routes, strategy: 'none' },
  'one route more': {
    routes: [...routes, { verb: 'GET', declaredPath: 'a0/one-more', target: 'c0#act' }],
    strategy: 'in-place',
  },
  'a variable renamed': {
    routes: routes.map((route) => ({
      ...route,
      declaredPath: route.declaredPath.replace(/^a0\/t0\/:id$/, 'a0/t0/:slug'),
    })),
    strategy: 'replace-api',
  },
};
const rows = Object.entries(deploys).map(([deployName, wanted]) => measure(deployName, wanted));
process.stdout.write(JSON.stringify({ rows, beyondLimits, peak: process.resourceUsage().maxRSS * 1_024 }));

function measure(deployName, wanted) {
  const app = makeApp(wanted.routes);
  const artifacts = makeArtifacts(app);
  let plan = planDeploy(app, artifacts);
  if (plan.strategy !== wanted.strategy) throw new Error(`${deployName} is planned as ${plan.strategy}`);
  plan = undefined;
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  const times = [];
  const cpuTimes = [];
  for (let run = 0; run < runs; run++) {
    const [began, cpuBefore] = [performance.now(), process.cpuUsage()];
    plan = planDeploy(app, artifacts);
    times.push(performance.now() - began);
    const { user, system } = process.cpuUsage(cpuBefore);
    cpuTimes.push((user + system) / 1_000);
  }
  globalThis.gc();
  const heap = process.memoryUsage().heapUsed - before;
  const { strategy, steps } = plan;
  return { deploy: deployName, strategy, steps, median: medianOf(times), cpu: medianOf(cpuTimes), heap };
}

function medianOf(times) {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)];
}

/** Everything a deploy does between reading and writing. The plan is kept, as it would be. */
function planDeploy(app, artifacts) {
  const draft = draftCandidate(live, app, artifacts, choices);
  const same = isUnchanged(live, app, draft, choices);
  const functionNames = same ? [] : listFunctionNames(live, draft, buildTags(app));
  const input = {
    app,
    artifacts,
    choices,
    toolkitTemplate,
    live,
    functionNames,
    ...(same ? {} : { details }),
  };
  if (beyondLimits && !same) return planBeyondLimits(input);
  const checked = decidePlan(input);
  if (!checked.ok) throw new Error(checked.problems[0].message);
  const { value } = checked;
  if (value.blocked) throw new Error(value.blocked.problems[0].message);
  return { strategy: value.strategy.kind, steps: value.steps.map(({ kind }) => kind).join(' '), value };
}

/** The parts of decidePlan one by one, for an app that it would refuse because CloudFormation would. */
function planBeyondLimits(input) {
  const { app, artifacts } = input;
  const digest = digestLive(live, details);
  const state = readPlanState(input, details);
  const { tree, generation, functionNames } = state;
  const { restApis, functions, physicalIds, pages } = details;
  const { resourceQuota } = app.config.api;
  const nestedStacks = new Set(pages.map(({ logicalId }) => logicalId));
  let reasons = [];
  for (const kind of ['in-place', 'replace-api']) {
    const target = kind === 'in-place' ? generation : generation + 1;
    const candidate = buildCandidate(kind, { app, artifacts, livePages: pages }, target);
    const obstacles = findObstacles(
      { tree, restApis, functions, functionNames, resourceQuota, nestedStacks, retags: false },
      candidate,
    );
    if (hasObstacles(obstacles)) {
      const livePages = [...tree.pages.values()];
      reasons = explainObstacles(obstacles, { app, restApis, livePages, physicalIds });
      continue;
    }
    const decided = decideSteps(state, { kind: 'chosen', strategy: kind, candidate, obstacles, reasons });
    if (!decided.ok) throw new Error(decided.problems[0].message);
    const { steps, templates, final } = decided.value;
    const value = {
      digest,
      reasons,
      steps,
      templates,
      routes: diffRoutes(app, state.servingPages, [...final.tree.pages.values()]),
      functions: diffFunctions(app, tree.root, final.tree.root),
      effort: estimateEffort(steps.flatMap((step) => (step.kind === 'update' ? [step.changes] : []))),
    };
    return { strategy: kind, steps: steps.map((step) => step.kind).join(' '), value };
  }
  throw new Error('Every candidate would be rolled back');
}

/** What AWS would say of an app that is deployed as it is. */
function deploy(app) {
  const { templates, problems } = composeTemplates({ app, artifacts: makeArtifacts(app) });
  const stackId = `arn:aws:cloudformation:us-east-1:000000000000:stack/${app.namespace}/1`;
  const resourceIds = new Map([
    ['/', 'root'],
    ...app.resources.map(({ path }, index) => [path, `r${index}`]),
  ]);
  const methods = groupByPath(app.routes);
  const describe = (path, more = {}) => ({
    id: resourceIds.get(path),
    path,
    ...more,
    methods: (methods.get(path) ?? [])
      .map(({ verb }) => ({ verb, uri: 'arn:aws:apigateway:…' }))
      .sort((one, other) => (one.verb < other.verb ? -1 : 1)),
  });
  const restApi = {
    logicalId: 'RestApi',
    id: 'api0',
    rootResourceId: 'root',
    binaryMediaTypes: app.config.api.binaryMediaTypes,
    resources: [
      describe('/'),
      ...app.resources.map(({ path, parentPath, pathPart }) =>
        describe(path, { parentId: resourceIds.get(parentPath), pathPart }),
      ),
    ].sort((one, other) => (one.path < other.path ? -1 : 1)),
    stages: [
      {
        name: app.stageName,
        deploymentId: 'd1',
        variables: Object.fromEntries(
          app.functions.map(({ stageVariable, name }) => [stageVariable, `${name}:1`]),
        ),
      },
    ],
  };
  const files = [
    ['', templates.app.template],
    ...templates.pages.map((page) => [page.logicalId, page.template]),
  ];
  const physicalIds = Object.fromEntries(
    files.flatMap(([stack, template]) =>
      Object.entries(template.Resources).map(([logicalId, resource]) => [
        `${stack}/${logicalId}`,
        physicalId(logicalId, resource, resourceIds),
      ]),
    ),
  );
  const record = (id, name, outputs, tags) => ({
    id,
    name,
    status: 'UPDATE_COMPLETE',
    outputs,
    parameters: {},
    tags,
  });
  const outputs = {
    Endpoint: 'https://api0.execute-api.us-east-1.amazonaws.com/dev',
    RestApiId: 'api0',
    StageName: app.stageName,
    Generation: '0',
  };
  return {
    beyondLimits: problems.length > 0,
    live: {
      toolkit: record('toolkit', 'jets-toolkit', { ToolkitVersion: String(toolkitVersion) }, {}),
      stack: {
        record: record(stackId, app.namespace, outputs, buildTags(app)),
        templateBody: templates.app.body,
      },
    },
    details: {
      pages: templates.pages.map(({ logicalId, body }) => ({
        logicalId,
        stackId: `arn:${logicalId}`,
        templateBody: body,
      })),
      physicalIds,
      restApis: [restApi],
      functions: app.functions.map(({ name }) => ({ name, stackName: app.namespace, stackId })),
    },
  };
}

function physicalId(logicalId, { Type, Properties, Metadata }, resourceIds) {
  if (Type === 'AWS::ApiGateway::RestApi') return 'api0';
  if (Type === 'AWS::ApiGateway::Resource') return resourceIds.get(Metadata.Jets.path);
  if (Type === 'AWS::Lambda::Function') return Properties.FunctionName;
  return `physical-${logicalId}`;
}

/** Ten controllers, ten routes a thing: five verbs each on `a0/t0` and `a0/t0/:id`. */
function listRoutes(routeCount) {
  const verbs = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
  return Array.from({ length: routeCount }, (_, index) => {
    const thing = Math.floor(index / 10);
    return {
      verb: verbs[index % 5],
      declaredPath: `a${thing % 10}/t${thing}${index % 10 < 5 ? '' : '/:id'}`,
      target: `c${thing % 10}#act`,
    };
  });
}

function groupByPath(all) {
  const groups = new Map();
  for (const route of all) {
    const group = groups.get(route.path);
    if (group) group.push(route);
    else groups.set(route.path, [route]);
  }
  return groups;
}
