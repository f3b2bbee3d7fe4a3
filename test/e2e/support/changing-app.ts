import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateDescribeStackEvents,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';

import type { Problem } from '../../../src/problem.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { makeApp } from './app.ts';
import type { EmbeddedAws } from './embedded-aws.ts';
import { type JetsRun, runJets } from './jets.ts';

/** Targets by route: `{ 'GET posts/:id': 'posts#show', 'GET /': 'pages#home' }`. */
export type RouteTargets = Readonly<Record<string, string>>;

export interface AppShape {
  readonly routes: RouteTargets;
  /** Lines of the config after its name: `api: { autoReplace: true },`. */
  readonly config?: string;
  /** What every action answers as `code`: another number is another code. */
  readonly code?: number;
}

/** `jets deploy --json`, its lines read. */
export interface DeployRun extends JetsRun {
  /** Without templates and zips. Absent when nothing was to be done, or nothing could be. */
  readonly plan: Omit<Plan, 'templates' | 'artifacts' | 'toolkitTemplate'> | undefined;
  readonly result: {
    readonly outcome: string;
    readonly exitCode?: number;
    readonly endpoint?: string;
    readonly problems?: readonly Problem[];
    readonly calls?: { readonly reads: number; readonly writes: number };
  };
}

export interface ChangingApp {
  /** The app's root. */
  readonly dir: string;
  /** As it was written last. */
  readonly shape: () => AppShape;
  /** Writes the app anew. What is not given stays as it was. */
  readonly write: (change: Partial<AppShape>) => Promise<void>;
  readonly jets: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<JetsRun>;
  /** `jets deploy --json` with further arguments. */
  readonly deploy: (args?: readonly string[], env?: Readonly<Record<string, string>>) => Promise<DeployRun>;
  /** 1-based line of a route in config/routes.ts. */
  readonly lineOf: (route: string) => number;
  /** Routes that do not answer as the app says, with what they answer. Asks all of them, or those that are given. */
  readonly findUnserved: (endpoint: string, routes?: readonly string[]) => Promise<string[]>;
  /** Status of the stack, and every event of it that tells of a failure or a rollback. */
  readonly readStack: () => Promise<{ readonly status: string; readonly failures: readonly string[] }>;
  readonly remove: () => Promise<void>;
}

/** An app whose actions answer with their own names, to be changed and deployed again and again. */
export async function makeChangingApp(aws: EmbeddedAws, name: string, first: AppShape): Promise<ChangingApp> {
  const app = await makeApp({});
  let shape = first;
  const write = async (change: Partial<AppShape>) => {
    shape = { ...shape, ...change };
    await rm(join(app.dir, 'app'), { recursive: true, force: true });
    for (const [file, content] of Object.entries(renderApp(name, shape))) {
      await mkdir(dirname(join(app.dir, file)), { recursive: true });
      await writeFile(join(app.dir, file), content);
    }
  };
  await write({});
  const jets = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    runJets(args, { cwd: app.dir, env: { ...aws.env, ...env } });
  return {
    dir: app.dir,
    shape: () => shape,
    write,
    jets,
    deploy: async (args = [], env = {}) => readRun(await jets(['deploy', '--json', ...args], env)),
    lineOf: (route) => Object.keys(shape.routes).indexOf(route) + firstRouteLine,
    findUnserved: async (endpoint, routes = Object.keys(shape.routes)) => {
      const faults: string[] = [];
      // One after the other: requests at the same time each start a process of their own.
      for (const route of routes) {
        const action = shape.routes[route];
        faults.push(...(await findFault(endpoint, route, { action, code: shape.code ?? 0 })));
      }
      return faults;
    },
    readStack: () => readStack(aws, `${name}-dev`),
    remove: () => app.remove(),
  };
}

const firstRouteLine = 3;

function renderApp(name: string, { routes, config = '', code = 0 }: AppShape): Record<string, string> {
  const actions = new Map<string, Set<string>>();
  for (const target of Object.values(routes)) {
    const [controller = '', action = ''] = target.split('#');
    actions.set(controller, (actions.get(controller) ?? new Set()).add(action));
  }
  const declarations = Object.entries(routes).map(([route, target]) => {
    const [verb = '', path = ''] = route.split(' ');
    return `  r.${verb.toLowerCase()}('${path}', '${target}');\n`;
  });
  return {
    'jets.config.ts': `import { defineConfig } from 'jets-deploy';\nexport default defineConfig({ name: '${name}', ${config} });\n`,
    'config/routes.ts': `import { routes } from 'jets-deploy';\nexport default routes((r) => {\n${declarations.join('')}});\n`,
    ...Object.fromEntries(
      [...actions].map(([controller, names]) => [
        `app/controllers/${controller}.ts`,
        [...names]
          .map(
            (action) =>
              `export const ${action} = (_request, { params }) => ({ action: '${controller}#${action}', code: ${code}, params });\n`,
          )
          .join(''),
      ]),
    ),
  };
}

function readRun(run: JetsRun): DeployRun {
  const events = run.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; plan?: DeployRun['plan'] });
  const result = events.at(-1);
  if (result?.type !== 'result') throw new Error(`The deploy ended without a result:\n${run.stderr}`);
  return {
    ...run,
    plan: events.find(({ type }) => type === 'plan')?.plan,
    result: result as unknown as DeployRun['result'],
  };
}

/** A path that a route answers to, and the variables that it then has. */
function samplePath(declaredPath: string): { path: string; params: Record<string, string> } {
  const params: Record<string, string> = {};
  const parts = declaredPath
    .split('/')
    .filter(Boolean)
    .map((part) => {
      if (!/^[:*]/.test(part)) return part;
      return (params[part.slice(1)] = part.startsWith('*') ? 'any/rest' : 'any');
    });
  return { path: `/${parts.join('/')}`, params };
}

async function findFault(endpoint: string, route: string, expected: object): Promise<string[]> {
  const [verb = '', declaredPath = ''] = route.split(' ');
  const { path, params } = samplePath(declaredPath);
  const response = await fetch(`${endpoint}${path}`, { method: verb === 'ANY' ? 'PATCH' : verb });
  const body = await response.text();
  const isServed = response.status === 200 && isDeepStrictEqual(JSON.parse(body), { ...expected, params });
  return isServed ? [] : [`${route}: ${response.status} ${body}`];
}

async function readStack(aws: EmbeddedAws, StackName: string) {
  const client = new CloudFormationClient(aws.client);
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
  const failures: string[] = [];
  for await (const { StackEvents = [] } of paginateDescribeStackEvents({ client }, { StackName })) {
    failures.push(...StackEvents.filter(isFailure).map(describeEvent));
  }
  return { status: Stacks[0]?.StackStatus ?? '', failures };
}

function isFailure({ ResourceStatus }: StackEvent): boolean {
  return /ROLLBACK|FAILED/.test(ResourceStatus ?? '');
}

function describeEvent({ LogicalResourceId, ResourceStatus, ResourceStatusReason = '' }: StackEvent): string {
  return `${LogicalResourceId} ${ResourceStatus} ${ResourceStatusReason}`;
}
