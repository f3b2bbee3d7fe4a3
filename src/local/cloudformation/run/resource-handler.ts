import { randomUUID } from 'node:crypto';
import { ServiceError } from '../../cloud.ts';
import { type Engine, findCustomName } from '../engine.ts';
import { requireStack } from '../events.ts';
import type { StackRecord, StandingResource } from '../records.ts';
import type { Properties, ResourceContext, ResourceInstance, ResourceType } from '../resource-type.ts';
import { describeHandlerFailure } from './handler-failure.ts';

/** The stack's resource that a handler is called for. */
export interface Target {
  readonly stackId: string;
  readonly logicalId: string;
  readonly type: string;
}

/**
 * Makes a resource through its owning service. Throws an error whose message is the event's reason.
 * @param made told what exists while the creation is not through: see ResourceContext.
 */
export async function createThroughHandler(
  engine: Engine,
  target: Target,
  properties: Properties,
  made: ResourceContext['made'],
): Promise<ResourceInstance> {
  const custom = findCustomName(engine, target.type, properties);
  const { region } = requireStack(engine, target.stackId);
  const owner = custom && engine.names.owner(region, target.type, custom.name);
  if (custom !== undefined && owner !== undefined) {
    throw new Error(`${custom.name} already exists in stack ${owner.stackId}`);
  }
  const instance = await callHandler(engine, target, properties, (handler, context) =>
    handler.create(properties, { ...context, made }),
  );
  if (custom !== undefined) engine.names.claim(region, target.type, custom.name, target);
  return pickInstance(instance);
}

/** Changes a resource in place; the physical id stays. Throws as {@link createThroughHandler} does. */
export async function updateThroughHandler(
  engine: Engine,
  target: Target,
  standing: StandingResource,
  properties: Properties,
): Promise<ResourceInstance> {
  const instance = await callHandler(engine, target, properties, (handler, context) => {
    const { stackTags = {} } = standing;
    const previousTags = { ...stackTags, ...systemTags(context) };
    return handler.update(standing, properties, standing.properties, { ...context, previousTags });
  });
  await stabilize(engine, target);
  return pickInstance(instance);
}

/** Waits as long as CloudFormation takes to call a resource complete that has been made or changed. */
export const stabilize = (engine: Engine, { type }: Target): Promise<void> => engine.cloud.latency.wait(type);

/** Handlers may answer with what they were given, which carries more: the properties from before the update. */
const pickInstance = ({ physicalId, ref, attributes }: ResourceInstance): ResourceInstance => ({
  physicalId,
  ...(ref !== undefined && { ref }),
  attributes,
});

/** Deletes a physical resource. Throws as {@link createThroughHandler} does. */
export async function removeThroughHandler(
  engine: Engine,
  target: Target,
  standing: StandingResource,
): Promise<void> {
  await callHandler(engine, target, standing.properties, (handler, context) =>
    handler.remove(standing, standing.properties, context),
  );
  await engine.cloud.latency.wait(`${target.type} (delete)`);
  releaseName(engine, target, standing);
}

/** Forgets that a custom name belongs to the stack: its resource is deleted, or left standing on its own. */
export function releaseName(engine: Engine, target: Target, standing: StandingResource): void {
  const custom = findCustomName(engine, target.type, standing.properties);
  const { region } = requireStack(engine, target.stackId);
  if (custom !== undefined) engine.names.release(region, target.type, custom.name, target);
}

async function callHandler<T>(
  engine: Engine,
  target: Target,
  properties: Properties,
  call: (handler: ResourceType, context: ResourceContext) => Promise<T>,
): Promise<T> {
  const handler = engine.types.get(target.type);
  if (handler === undefined) {
    throw new Error(`Template format error: Unrecognized resource types: [${target.type}]`);
  }
  const requestId = randomUUID();
  const context = resourceContext(engine, requireStack(engine, target.stackId), target.logicalId, requestId);
  try {
    return await engine.inTurn(() => call(handler, context));
  } catch (error) {
    const failure = describeHandlerFailure(error, target.type, requestId);
    const custom = findCustomName(engine, target.type, properties);
    const isTaken = failure.handlerErrorCode === 'AlreadyExists' && custom !== undefined;
    throw new Error(isTaken ? `${custom.name} already exists` : failure.message, { cause: error });
  }
}

function resourceContext(
  engine: Engine,
  stack: StackRecord,
  logicalId: string,
  requestId: string,
): ResourceContext {
  return {
    account: stack.account,
    region: stack.region,
    requestId,
    cloud: engine.patientCloud,
    stackName: stack.name,
    stackId: stack.id,
    logicalId,
    tags: {
      ...stack.source.tags,
      ...systemTags({ stackName: stack.name, stackId: stack.id, logicalId }),
    },
    made: () => {},
    generateName: (maxLength) => generateName(stack.name, logicalId, engine.cloud.generateId(12), maxLength),
  };
}

const systemTags = ({
  stackName,
  stackId,
  logicalId,
}: Pick<ResourceContext, 'stackName' | 'stackId' | 'logicalId'>) => ({
  'aws:cloudformation:stack-name': stackName,
  'aws:cloudformation:stack-id': stackId,
  'aws:cloudformation:logical-id': logicalId,
});

/** `<stack>-<logical id>-<random>`; both names give way evenly when it is too long. */
function generateName(stackName: string, logicalId: string, random: string, maxLength: number): string {
  const room = maxLength - random.length - 2;
  const half = Math.floor(room / 2);
  const forLogicalId = Math.max(half, room - stackName.length);
  const cutLogicalId = logicalId.slice(0, forLogicalId);
  const cutStackName = stackName.slice(0, room - cutLogicalId.length);
  return `${cutStackName}-${cutLogicalId}-${random}`;
}

/** Whether an error is one that CloudFormation itself answers, to be shown as it is. */
export const reasonOf = (error: unknown): string =>
  error instanceof ServiceError || error instanceof Error ? error.message : String(error);
