import type { Cloud, RequestContext } from '../cloud.ts';
import type { Properties, ResourceSchema, ResourceType } from './resource-type.ts';
import type { StackStore } from './stack-store.ts';
import type { StackRun } from './run/stack-run.ts';
import type { Template } from './template/template.ts';

export type ResourceTypes = ReadonlyMap<string, ResourceType>;
export type FindSchema = (type: string) => ResourceSchema | undefined;

/** What every part of the CloudFormation engine works with. */
export interface Engine {
  readonly cloud: Cloud;
  /** For resource handlers: throttled calls are made again. */
  readonly patientCloud: Cloud;
  readonly types: ResourceTypes;
  readonly findSchema: FindSchema;
  readonly store: StackStore;
  /** Reads and checks a template's body; the same body is read once. */
  readonly parse: (body: string) => Template;
  /** The operation each stack is in, while this process carries it out. */
  readonly runs: Map<string, StackRun>;
  /** Runs `work` after the API call that started it has answered; `close` waits for it. */
  readonly inBackground: (work: () => Promise<void>) => void;
  /** Lets at most a fixed number of resource operations run at a time. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  /** Which stack a custom-named resource belongs to. */
  readonly names: NameIndex;
}

export interface NameOwner {
  readonly stackId: string;
  readonly logicalId: string;
}

export interface NameIndex {
  readonly owner: (region: string, type: string, name: string) => NameOwner | undefined;
  readonly claim: (region: string, type: string, name: string, owner: NameOwner) => void;
  readonly release: (region: string, type: string, name: string, owner: NameOwner) => void;
}

/** AWS::CloudFormation::Stack: made by the engine itself. */
export const stackType = 'AWS::CloudFormation::Stack';

/**
 * The custom name of a resource, when it has one that is unique by itself in account and region. Names that are unique
 * only within another resource (a stage in its API) are left to the owning service to refuse.
 */
export function findCustomName(
  engine: Engine,
  type: string,
  properties: Properties,
): { readonly property: string; readonly name: string } | undefined {
  const schema = engine.findSchema(type);
  const property = schema?.nameProperty;
  if (schema === undefined || property === undefined) return undefined;
  const scoped = schema.createOnly.some((name) => name !== property && schema.required.includes(name));
  const name = properties[property];
  return scoped || typeof name !== 'string' ? undefined : { property, name };
}

/** A request that an engine makes on a stack's behalf. */
export function requestContext(
  stack: { readonly account: string; readonly region: string },
  requestId: string,
): RequestContext {
  return { account: stack.account, region: stack.region, requestId };
}
