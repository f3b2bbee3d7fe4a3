import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { App, AppFunction, FoundController, Verb } from '../../src/app/app.ts';
import type { CorsConfig } from '../../src/config/config.ts';

/** A folder that lives as long as the test, with files by their paths. */
export async function makeFolder(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'jets-test-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await writeFiles(root, files);
  return root;
}

export async function writeFiles(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
}

const config: App['config'] = {
  name: 'demo',
  region: 'us-east-1',
  api: {
    endpointType: 'REGIONAL',
    vpcEndpointIds: [],
    binaryMediaTypes: ['*/*'],
    authorizationType: 'NONE',
    apiKeyRequired: false,
    resourceQuota: 300,
  },
  function: {
    memorySize: 128,
    timeout: 3,
    runtime: 'nodejs20.x',
    architectures: ['x86_64'],
    environment: {},
  },
  iamPolicy: [],
  managedIamPolicy: [],
  logs: { retentionInDays: 30 },
  deploy: { drainSeconds: 30 },
  grouping: 'one_lambda_per_controller',
  resourceTags: {},
};

type RouteLine = `${Verb} /${string} ${string}#${string}`;

/**
 * A sound app of functions given by their routes (`GET /posts/{id} posts#show`) or by a job (`clean#run`).
 * Controllers and jobs are `.ts` files.
 */
export function makeApp(
  functions: Readonly<Record<string, readonly RouteLine[] | `${string}#${string}`>>,
  options: { readonly cors?: Required<CorsConfig>; readonly runtime?: string } = {},
): App {
  const appConfig: App['config'] = {
    ...config,
    api: { ...config.api, ...(options.cors ? { cors: options.cors } : {}) },
    function: { ...config.function, runtime: options.runtime ?? config.function.runtime },
  };
  const made = Object.entries(functions).map(([key, content]) =>
    typeof content === 'string'
      ? makeJobFunction(appConfig, key, content)
      : makeControllerFunction(appConfig, key, content),
  );
  return {
    config: appConfig,
    environment: { name: 'development', short: 'dev' },
    namespace: 'demo-dev',
    stageName: 'dev',
    routes: made.flatMap(({ routes }) => routes),
    resources: [],
    functions: made,
  };
}

function makeControllerFunction(
  config: App['config'],
  key: string,
  lines: readonly RouteLine[],
): AppFunction {
  const routes = lines.map((line, index) => {
    const [verb = '', path = '', target = ''] = line.split(' ');
    const [controller = '', action = ''] = target.split('#');
    return {
      verb: verb as Verb,
      path,
      declaredPath: path.slice(1),
      controller,
      action,
      source: { file: 'config/routes.ts', line: index + 1 },
      functionKey: key,
    };
  });
  const controllers = [...new Set(routes.map(({ controller }) => controller))].map(
    (name): FoundController => ({ name, file: `app/controllers/${name}.ts`, actions: [] }),
  );
  return {
    key,
    kind: 'controller',
    name: `demo-dev-${key}`,
    logicalId: key,
    controllers,
    routes,
    settings: config.function,
  };
}

function makeJobFunction(config: App['config'], key: string, target: string): AppFunction {
  const [name = '', exportName = ''] = target.split('#');
  return {
    key,
    kind: 'job',
    name: `demo-dev-${key}`,
    logicalId: key,
    controllers: [],
    routes: [],
    job: { name, file: `app/jobs/${name}.ts`, exportName, schedule: { rate: '1 day' } },
    settings: config.function,
  };
}
