import { sha256Hex } from '../../src/app/digest.ts';
import type { ApiResource, App, AppFunction, FoundController, Route, Verb } from '../../src/app/app.ts';
import type { Artifact } from '../../src/bundle/artifact.ts';
import type { Config, Grouping } from '../../src/config/config.ts';

export interface AppSketch {
  /** `GET /posts/{id} posts#show`, one a line of `config/routes.ts`. */
  readonly routes?: readonly string[];
  readonly jobs?: readonly string[];
  readonly grouping?: Grouping;
  readonly api?: Partial<Config['api']>;
  readonly function?: Partial<Config['function']>;
  readonly config?: Partial<Config>;
  readonly namespace?: string;
}

/** A sound app as the app folder would build it, put together by hand so that these tests depend on templates alone. */
export function sketchApp(sketch: AppSketch): App {
  const grouping = sketch.grouping ?? 'one_lambda_per_controller';
  const config: Config = {
    name: 'demo',
    region: 'us-east-1',
    api: {
      endpointType: 'REGIONAL',
      vpcEndpointIds: [],
      binaryMediaTypes: ['*/*'],
      authorizationType: 'NONE',
      apiKeyRequired: false,
      resourceQuota: 300,
      ...sketch.api,
    },
    function: {
      memorySize: 1_024,
      timeout: 10,
      runtime: 'nodejs22.x',
      architectures: ['arm64'],
      environment: { JETS_ENV: 'development' },
      ...sketch.function,
    },
    iamPolicy: [],
    managedIamPolicy: [],
    logs: { retentionInDays: 30 },
    deploy: { drainSeconds: 30 },
    grouping,
    resourceTags: {},
    ...sketch.config,
  };
  const namespace = sketch.namespace ?? 'demo-dev';
  const routes = (sketch.routes ?? []).map((line, index) => sketchRoute(line, index + 1, grouping));
  return {
    config,
    environment: { name: 'development', short: 'dev' },
    namespace,
    stageName: 'dev',
    routes,
    resources: listResources(routes),
    functions: [
      ...sketchControllerFunctions(routes, namespace, config),
      ...(sketch.jobs ?? []).map((name): AppFunction => ({
        key: `${name}_job-run`,
        kind: 'job',
        name: `${namespace}-${name}_job-run`,
        logicalId: `${pascal(name)}JobRun`,
        controllers: [],
        routes: [],
        job: { name, file: `app/jobs/${name}.ts`, exportName: 'run', schedule: { rate: '1 day' } },
        settings: config.function,
      })),
    ].sort((one, other) => (one.key < other.key ? -1 : 1)),
  };
}

/** An artifact for every function; `code` stands for the sources. */
export function sketchArtifacts(app: App, code: Readonly<Record<string, string>> = {}): Artifact[] {
  return app.functions.map(({ key }) => {
    const sha256 = sha256Hex(code[key] ?? `code of ${key}`);
    return {
      functionKey: key,
      file: `/build/${key}.zip`,
      sha256,
      codeSha256: Buffer.from(sha256, 'hex').toString('base64'),
      size: 1_000,
      unzippedSize: 3_000,
      handler: 'index.handler',
    };
  });
}

/** `count` routes over resources four deep, four a leaf: `GET /area3/things7/{id}`. */
export function manyRoutes(count: number, controllers = 20): string[] {
  return Array.from({ length: count }, (_, index) => {
    const verb = ['GET', 'PUT', 'DELETE', 'PATCH'][index % 4];
    const leaf = Math.floor(index / 4);
    return `${verb} /area${Math.floor(leaf / 40)}/things${leaf}/{id} c${leaf % controllers}#act${index % 4}`;
  });
}

function sketchRoute(text: string, line: number, grouping: Grouping): Route {
  const [verb = '', path = '', target = ''] = text.split(' ');
  const [controller = '', action = ''] = target.split('#');
  return {
    verb: verb as Verb,
    path,
    declaredPath: path
      .slice(1)
      .replaceAll(/\{(\w+)(\+?)\}/g, (_, name, greedy) => (greedy ? '*' : ':') + name),
    controller,
    action,
    source: { file: 'config/routes.ts', line },
    functionKey: functionKey(controller, action, grouping),
  };
}

function functionKey(controller: string, action: string, grouping: Grouping): string {
  if (grouping === 'one_lambda_for_all_controllers') return 'controller';
  return grouping === 'one_lambda_per_controller'
    ? `${controller}_controller`
    : `${controller}_controller-${action}`;
}

function sketchControllerFunctions(
  routes: readonly Route[],
  namespace: string,
  config: Config,
): AppFunction[] {
  return [...new Set(routes.map((route) => route.functionKey))].map((key) => ({
    key,
    kind: 'controller',
    name: `${namespace}-${key}`,
    logicalId: pascal(key),
    stageVariable: key.replaceAll(/\W/g, '_'),
    controllers: [] satisfies FoundController[],
    routes: routes.filter((route) => route.functionKey === key),
    settings: config.function,
  }));
}

function listResources(routes: readonly Route[]): ApiResource[] {
  const resources = new Map<string, ApiResource>();
  for (const { path } of routes) {
    const parts = path.split('/').filter(Boolean);
    parts.forEach((pathPart, index) => {
      const parentPath = `/${parts.slice(0, index).join('/')}`;
      const own = `/${parts.slice(0, index + 1).join('/')}`;
      resources.set(own, { path: own, parentPath, pathPart });
    });
  }
  return [...resources.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
}

function pascal(text: string): string {
  return text.replaceAll(/(?:^|\W|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
