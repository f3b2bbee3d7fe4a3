import { randomUUID } from 'node:crypto';
import { type Engine, findCustomName, requestContext, stackType } from '../engine.ts';
import { recordEvent } from '../events.ts';
import { findPropertyFaults } from '../property-changes.ts';
import type { StackRecord } from '../records.ts';
import { findUnknowns } from '../template/resolve.ts';
import type { ChangePlan, PlannedResource } from './plan-changes.ts';

/** What early validation found wrong with one resource. */
interface EarlyFault {
  readonly check: 'ResourceExistenceCheck' | 'PropertyValidation';
  readonly resource: PlannedResource;
  readonly name: 'NAME_CONFLICT_VALIDATION' | 'PROPERTY_VALIDATION';
  readonly reason: string;
  readonly path: string;
}

/**
 * Checks a plan before anything runs, as change sets and direct operations do: properties against the schemas, custom
 * names against what exists. Faults become events that only DescribeEvents lists.
 * @returns why the operation may not run, or undefined. (AWS-FACTS 1, Names;
 * docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/validate-stack-deployments.html)
 */
export async function validateEarly(
  engine: Engine,
  stack: StackRecord,
  plan: ChangePlan,
  operation: StackRecord['operation'],
): Promise<string | undefined> {
  const faults = [
    ...plan.resources.flatMap((resource) => findFaultyProperties(engine, resource)),
    ...(await findTakenNames(engine, stack, plan.resources)),
  ];
  for (const { resource, name, reason, path } of faults) {
    const { logicalId, type } = resource.definition;
    const event = { id: randomUUID(), logicalId, physicalId: '', type, time: Date.now() };
    recordEvent(engine, { ...stack, operation }, { ...event, reason, validation: { name, path } });
  }
  if (faults.length === 0) return undefined;
  const checks = [...new Set(faults.map(({ check }) => `AWS::EarlyValidation::${check}`))];
  return `The following hook(s)/validation failed: [${checks.join(', ')}]. To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.`;
}

function findFaultyProperties(engine: Engine, resource: PlannedResource): readonly EarlyFault[] {
  const { logicalId, type } = resource.definition;
  if (type === stackType) return [];
  return findPropertyFaults(resource.properties, engine.findSchema(type)).map(({ summary }) => ({
    check: 'PropertyValidation',
    resource,
    name: 'PROPERTY_VALIDATION',
    reason: summary,
    path: `/Resources/${logicalId}/Properties`,
  }));
}

async function findTakenNames(
  engine: Engine,
  stack: StackRecord,
  resources: readonly PlannedResource[],
): Promise<readonly EarlyFault[]> {
  const found = await Promise.all(resources.map((resource) => findTakenName(engine, stack, resource)));
  return found.flat();
}

async function findTakenName(
  engine: Engine,
  stack: StackRecord,
  resource: PlannedResource,
): Promise<readonly EarlyFault[]> {
  const { definition, properties, effect } = resource;
  const { logicalId, type } = definition;
  const custom = findCustomName(engine, type, properties);
  const makesNew = effect === 'add' || effect === 'replace';
  if (!makesNew || custom === undefined || findUnknowns(custom.name).length > 0) return [];
  const owner = engine.names.owner(stack.region, type, custom.name);
  const isOwn = owner?.stackId === stack.id && owner.logicalId === logicalId;
  if (isOwn) return [];
  const context = { ...requestContext(stack, randomUUID()), cloud: engine.cloud };
  const exists =
    owner !== undefined ||
    (await engine.types.get(type)?.exists?.(custom.name, context, properties)) === true;
  if (!exists) return [];
  return [
    {
      check: 'ResourceExistenceCheck',
      resource,
      name: 'NAME_CONFLICT_VALIDATION',
      reason: `Resource of type '${type}' with identifier '${custom.name}' already exists.`,
      path: `/Resources/${logicalId}/Properties/${custom.property}`,
    },
  ];
}
