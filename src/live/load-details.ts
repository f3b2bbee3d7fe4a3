import type { Aws } from '../aws/connection.ts';
import type { RestApis } from '../aws/rest-apis.ts';
import type { StackResourceRecord } from '../aws/stack-records.ts';
import { inParallel } from './in-parallel.ts';
import type { LiveDetails, LiveFunction, LiveRestApi } from './live-details.ts';
import { listStanding, loadNestedStacks, type NestedStack } from './load-nested-stacks.ts';
import { sortBy } from './sort-by.ts';

export interface DetailsRequest {
  /** Of the app's root stack; undefined when nothing is deployed. */
  readonly stackId: string | undefined;
  /** Physical names to look for, whoever made them. */
  readonly functionNames: readonly string[];
}

/**
 * Reads everything that a plan is decided from beyond {@link loadLive}, in parallel and without writing. The same live
 * state gives the same value, in whatever order AWS lists things. What is left out is what AWS says does not exist; a
 * denied, throttled or failed read is thrown (AwsError).
 */
export async function loadLiveDetails(aws: Aws, request: DetailsRequest): Promise<LiveDetails> {
  const [stack, functions] = await Promise.all([
    loadStack(aws, request.stackId),
    loadFunctions(aws, request.functionNames),
  ]);
  return { ...stack, functions };
}

async function loadStack(
  aws: Aws,
  stackId: string | undefined,
): Promise<Pick<LiveDetails, 'pages' | 'physicalIds' | 'restApis'>> {
  if (stackId === undefined) return { pages: [], physicalIds: {}, restApis: [] };
  const stacks = await aws.stacks();
  const rootResources = await listStanding(stacks, stackId);
  const [nested, restApis] = await Promise.all([
    loadNestedStacks(stacks, rootResources),
    loadRestApis(aws, rootResources),
  ]);
  return {
    pages: sortBy(
      nested.map(({ page }) => page),
      ({ logicalId }) => logicalId,
    ),
    physicalIds: collectPhysicalIds(rootResources, nested),
    restApis,
  };
}

function collectPhysicalIds(
  rootResources: readonly StackResourceRecord[],
  nested: readonly NestedStack[],
): Record<string, string> {
  const listed = (stack: string, resources: readonly StackResourceRecord[]) =>
    resources.flatMap(({ logicalId, physicalId }): [string, string][] =>
      physicalId === undefined ? [] : [[`${stack}/${logicalId}`, physicalId]],
    );
  const found = [
    ...listed('', rootResources),
    ...nested.flatMap(({ page, resources }) => listed(page.logicalId, resources)),
  ];
  return Object.fromEntries(sortBy(found, ([key]) => key));
}

/** One after the other: a deploy knows two at most, and what takes long is the quota that they share (AWS-FACTS 2). */
async function loadRestApis(aws: Aws, resources: readonly StackResourceRecord[]): Promise<LiveRestApi[]> {
  const found: LiveRestApi[] = [];
  for (const { logicalId, physicalId, type } of sortBy(resources, (resource) => resource.logicalId)) {
    if (type !== 'AWS::ApiGateway::RestApi' || physicalId === undefined) continue;
    const restApi = await loadRestApi(await aws.restApis(), logicalId, physicalId);
    if (restApi) found.push(restApi);
  }
  return found;
}

async function loadRestApi(
  restApis: RestApis,
  logicalId: string,
  id: string,
): Promise<LiveRestApi | undefined> {
  const record = await restApis.readRestApi(id);
  if (!record) return undefined;
  const [resources, stages] = await Promise.all([restApis.readResources(id), restApis.readStages(id)]);
  return {
    logicalId,
    id,
    rootResourceId: record.rootResourceId,
    binaryMediaTypes: sortBy(record.binaryMediaTypes, (type) => type),
    resources: sortBy(resources, ({ path }) => path),
    stages: sortBy(
      stages.map(({ variables, ...stage }) => ({ ...stage, variables: sortKeys(variables) })),
      ({ name }) => name,
    ),
  };
}

async function loadFunctions(aws: Aws, names: readonly string[]): Promise<LiveFunction[]> {
  if (names.length === 0) return [];
  const functions = await aws.functions();
  const found = await inParallel([...new Set(names)], (name) => functions.readFunction(name));
  return sortBy(
    found.flatMap((record) => record ?? []),
    ({ name }) => name,
  );
}

function sortKeys(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(sortBy(Object.entries(values), ([key]) => key));
}
