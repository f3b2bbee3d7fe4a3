import type { Live } from '../../src/live/live.ts';
import type { LiveApiResource, LiveDetails, LiveFunction, LiveRestApi } from '../../src/live/live-details.ts';
import type { Choices } from '../../src/plan/candidates.ts';
import { decidePlan } from '../../src/plan/decide-plan.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { buildTemplates } from '../../src/templates/build-templates.ts';
import { readJetsMetadata } from '../../src/templates/jets-metadata.ts';
import { restApiLogicalId } from '../../src/templates/logical-ids.ts';
import { buildToolkitFile } from '../../src/templates/toolkit.ts';
import type { TemplateSet } from '../../src/templates/template.ts';
import { type AppSketch, sketchApp, sketchArtifacts } from '../templates/app-fixture.ts';

/** What AWS would have after an app was deployed, as a value. */
export interface LiveApp {
  readonly live: Live;
  readonly details: LiveDetails;
}

export interface LiveSketch extends AppSketch {
  readonly code?: Readonly<Record<string, string>>;
  readonly generation?: number;
  readonly reset?: boolean;
  readonly templates?: TemplateSet;
}

const stackId = 'arn:aws:cloudformation:us-east-1:000000000000:stack/demo-dev/1';

/** As if CloudFormation had made everything that the app's templates say, in one generation of the Rest API. */
export function deployed(sketch: LiveSketch): LiveApp {
  const app = sketchApp(sketch);
  const { generation = 0, reset = false } = sketch;
  const built = buildTemplates({
    app,
    artifacts: sketchArtifacts(app, sketch.code),
    generation,
    omitFunctionNames: reset,
  });
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  const { app: root, pages } = sketch.templates ?? built.value;
  const stem = restApiLogicalId(generation);
  const physicalIds: Record<string, string> = {};
  for (const [logicalId, { Properties }] of Object.entries(root.template.Resources)) {
    const name = Properties?.['FunctionName'] ?? Properties?.['StageName'];
    physicalIds[`/${logicalId}`] = typeof name === 'string' ? name : `p-${logicalId}`;
  }
  physicalIds[`/${stem}`] = `api${generation}`;
  const idOf = (path: string) => (path === '/' ? `root${generation}` : `r${generation}:${path}`);
  const methods = new Map<string, string[]>();
  const resources: LiveApiResource[] = [];
  for (const page of pages) {
    for (const [logicalId, resource] of Object.entries(page.template.Resources)) {
      const { path, method } = readJetsMetadata(resource);
      physicalIds[`${page.logicalId}/${logicalId}`] = path === undefined ? `m-${logicalId}` : idOf(path);
      const [verb = '', at = ''] = method?.split(' ') ?? [];
      if (method !== undefined) methods.set(at, [...(methods.get(at) ?? []), verb]);
    }
  }
  for (const { path, parentPath, pathPart } of app.resources) {
    resources.push({
      id: idOf(path),
      path,
      parentId: idOf(parentPath),
      pathPart,
      methods: verbs(methods.get(path)),
    });
  }
  const restApi: LiveRestApi = {
    logicalId: stem,
    id: `api${generation}`,
    rootResourceId: idOf('/'),
    binaryMediaTypes: app.config.api.binaryMediaTypes,
    resources: [{ id: idOf('/'), path: '/', methods: verbs(methods.get('/')) }, ...resources],
    stages: [
      {
        name: app.stageName,
        deploymentId: 'dep1',
        variables: Object.fromEntries(
          app.functions.flatMap(({ stageVariable, name }) =>
            stageVariable ? [[stageVariable, `${name}:1`]] : [],
          ),
        ),
      },
    ],
  };
  return {
    live: {
      toolkit: {
        id: 'toolkit',
        name: 'jets-toolkit',
        status: 'CREATE_COMPLETE',
        outputs: { BucketName: 'bucket', ToolkitVersion: '1' },
        parameters: {},
        tags: {},
      },
      stack: {
        record: {
          id: stackId,
          name: app.namespace,
          status: 'UPDATE_COMPLETE',
          outputs: {
            Endpoint: `https://api${generation}.execute-api.us-east-1.amazonaws.com/dev`,
            RestApiId: `api${generation}`,
            Generation: String(generation),
          },
          parameters: {},
          tags: { 'jets:namespace': app.namespace, 'jets:app': 'demo' },
        },
        templateBody: root.body,
      },
    },
    details: {
      pages: pages.map(({ logicalId, body }) => ({
        logicalId,
        stackId: `s-${logicalId}`,
        templateBody: body,
      })),
      physicalIds,
      restApis: pages.length > 0 ? [restApi] : [],
      functions: reset
        ? []
        : app.functions.map(({ name }): LiveFunction => ({ name, stackName: app.namespace, stackId })),
    },
  };
}

/** With a resource that somebody made in the console. */
export function withResource({ live, details }: LiveApp, path: string, ...methodVerbs: string[]): LiveApp {
  const [restApi] = details.restApis;
  if (!restApi) throw new Error('No Rest API');
  const slash = path.lastIndexOf('/');
  const parent = restApi.resources.find((resource) => resource.path === (path.slice(0, slash) || '/'));
  if (!parent) throw new Error(`No parent for ${path}`);
  const made: LiveApiResource = {
    id: `console:${path}`,
    path,
    parentId: parent.id,
    pathPart: path.slice(slash + 1),
    methods: verbs(methodVerbs),
  };
  return {
    live,
    details: { ...details, restApis: [{ ...restApi, resources: [...restApi.resources, made] }] },
  };
}

/** What is live after the expand of a replacement, before its contract. `config` is that of both apps. */
export function finishExpand(
  before: readonly string[],
  after: readonly string[],
  config: NonNullable<AppSketch['config']> = {},
): LiveApp {
  const blue = deployed({ routes: before, config });
  const withDomain = config.domain
    ? {
        ...blue.live,
        domain: {
          name: config.domain.name,
          mappings: [{ basePath: config.domain.basePath, restApiId: 'api0', stage: 'dev' }],
        },
      }
    : blue.live;
  const { steps, templates } = planOnto({ ...blue, live: withDomain }, { routes: after, config });
  const expand = steps.find((step) => step.kind === 'update' && step.phase === 'expand');
  const root = templates.find(({ key }) => expand?.kind === 'update' && key === expand.template);
  const green = deployed({ routes: after, config, generation: 1 });
  if (!blue.live.stack || !root) throw new Error('No replacement was planned');
  return {
    // The outputs name the old Rest API until the contract.
    live: { ...withDomain, stack: { ...blue.live.stack, templateBody: root.body } },
    details: {
      pages: [...blue.details.pages, ...green.details.pages],
      physicalIds: { ...blue.details.physicalIds, ...green.details.physicalIds },
      restApis: [...blue.details.restApis, ...green.details.restApis],
      functions: green.details.functions,
    },
  };
}

const none: Choices = { replaceApi: false, reset: false };

/** Plans the deploy of an app onto what is live; throws when the app does not fit. */
export function planOnto(
  { live, details }: LiveApp,
  sketch: AppSketch & { readonly code?: Readonly<Record<string, string>> },
  choices: Partial<Choices> = {},
): Plan {
  const app = sketchApp(sketch);
  const decided = decidePlan({
    app,
    artifacts: sketchArtifacts(app, sketch.code),
    choices: { ...none, ...choices },
    toolkitTemplate: buildToolkitFile(),
    live,
    details,
    functionNames: app.functions.map(({ name }) => name),
  });
  if (!decided.ok) throw new Error(JSON.stringify(decided.problems, null, 1));
  return decided.value;
}

function verbs(list: readonly string[] = []) {
  return list.map((verb) => ({ verb }));
}
