import type { BasePathMappings, Stage } from '@aws-sdk/client-api-gateway';
import type { DescribeStacksOutput, Stack } from '@aws-sdk/client-cloudformation';

import type { App } from '../../src/app/app.ts';
import type { EngineHandle } from './engine.ts';
import { readServedRoutes } from './read-served-routes.ts';

/** Where the versions of one app are deployed. */
export interface Site {
  readonly engine: EngineHandle;
  readonly bucket: string;
  /** Whether every route is asked for over HTTP after each deploy, which starts a process for each function. */
  readonly asks: boolean;
}

/** What answers at an address: the routes of a stage's deployment, and the function versions that it names. */
export interface Served {
  readonly restApiId: string;
  readonly routes: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

export async function readStack({ engine }: Site, stackName: string): Promise<Stack> {
  const { Stacks = [] } = await engine.call<DescribeStacksOutput>('cloudformation', 'DescribeStacks', {
    StackName: stackName,
  });
  const [stack] = Stacks;
  if (!stack) throw new Error(`There is no stack ${stackName}`);
  return stack;
}

/** The Rest API and stage that a stack's outputs name; absent when it has none. */
export function readTarget({ Outputs = [] }: Stack): { restApiId: string; stage: string } | undefined {
  const read = (key: string) => Outputs.find(({ OutputKey }) => OutputKey === key)?.OutputValue;
  const [restApiId, stage] = [read('RestApiId'), read('StageName')];
  return restApiId === undefined || stage === undefined ? undefined : { restApiId, stage };
}

/** What people get who use the domain; undefined when the app has none, or nothing is mapped to it. */
export async function readServedByDomain(site: Site, app: App): Promise<Served | undefined> {
  const { domain } = app.config;
  if (!domain) return undefined;
  const { items = [] } = await site.engine.call<BasePathMappings>('apigateway', 'GetBasePathMappings', {
    domainName: domain.name,
  });
  const mapping = items.find(({ basePath }) => basePath === (domain.basePath || '(none)'));
  if (!mapping) return undefined;
  return readServed(site, { restApiId: mapping.restApiId ?? '', stage: mapping.stage ?? '' });
}

export async function readServed(
  { engine }: Site,
  { restApiId, stage: stageName }: { readonly restApiId: string; readonly stage: string },
): Promise<Served> {
  const { variables = {} } = await engine.call<Stage>('apigateway', 'GetStage', { restApiId, stageName });
  return { restApiId, routes: await readServedRoutes(engine, restApiId, stageName), variables };
}
