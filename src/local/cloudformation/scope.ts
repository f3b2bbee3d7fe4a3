import { validationError } from './errors.ts';
import type { Engine } from './engine.ts';
import { stackType } from './engine.ts';
import type { StackOutput, StackRecord, StackSource, StandingResource } from './records.ts';
import type { Json, Properties } from './resource-type.ts';
import { openConditions } from './template/conditions.ts';
import { isListType } from './template/parameters.ts';
import { noValue, type Scope } from './template/resolve.ts';
import type { ResourceDefinition, Template } from './template/template.ts';

export type StackIdentity = Pick<StackRecord, 'id' | 'name' | 'account' | 'region'>;

/** How Ref and Fn::GetAtt see resources: as they stand, or as a plan supposes them. */
export interface ResourceView {
  readonly ref: (logicalId: string) => Json;
  readonly getAtt: (logicalId: string, attribute: string) => Json;
}

/** What a template's intrinsic functions see in one stack. */
export function openScope(
  engine: Engine,
  stack: StackIdentity,
  template: Template,
  source: Pick<StackSource, 'parameters' | 'notificationArns'>,
  resources: ResourceView,
  onImport: (name: string) => void = () => {},
): Scope {
  const scope: Scope = {
    region: stack.region,
    mappings: template.mappings,
    condition: openConditions(template.conditions, () => scope),
    ref: (name) => {
      const pseudo = pseudoParameter(name, stack, source.notificationArns);
      if (pseudo !== undefined) return pseudo;
      const parameter = template.parameters.get(name);
      if (parameter !== undefined) {
        const value = source.parameters[name]?.value ?? '';
        return isListType(parameter.type) ? value.split(',').map((item) => item.trim()) : value;
      }
      return resources.ref(name);
    },
    getAtt: resources.getAtt,
    importValue: (name) => {
      onImport(name);
      return findExport(engine, stack, name);
    },
  };
  return scope;
}

function pseudoParameter(
  name: string,
  stack: StackIdentity,
  notificationArns: readonly string[],
): Json | typeof noValue | undefined {
  switch (name) {
    case 'AWS::AccountId':
      return stack.account;
    case 'AWS::NotificationARNs':
      return notificationArns;
    case 'AWS::NoValue':
      return noValue;
    case 'AWS::Partition':
      return 'aws';
    case 'AWS::Region':
      return stack.region;
    case 'AWS::StackId':
      return stack.id;
    case 'AWS::StackName':
      return stack.name;
    case 'AWS::URLSuffix':
      return 'amazonaws.com';
    default:
      return undefined;
  }
}

/** Resources as the stack has them now. */
export function standingResources(engine: Engine, stackId: string, template: Template): ResourceView {
  const find = (logicalId: string): StandingResource => {
    const current = engine.store.resources(stackId).get(logicalId)?.current;
    if (current === undefined) {
      throw validationError(
        `Template format error: Unresolved resource dependencies [${logicalId}] in the Resources block of the template`,
      );
    }
    return current;
  };
  return {
    ref: (logicalId) => refOf(find(logicalId)),
    getAtt: (logicalId, attribute) =>
      attributeOf(find(logicalId), template.resources.get(logicalId)?.type ?? '', logicalId, attribute),
  };
}

export const refOf = (resource: StandingResource): string => resource.ref ?? resource.physicalId;

export function attributeOf(
  resource: StandingResource,
  type: string,
  logicalId: string,
  attribute: string,
): Json {
  const value = resource.attributes[attribute];
  if (value !== undefined) return value;
  if (type === stackType && attribute.startsWith('Outputs.')) {
    throw validationError(`Output '${attribute.slice(8)}' not found in stack '${resource.physicalId}'`);
  }
  throw validationError(
    `Template error: resource ${logicalId} does not support attribute type ${attribute} in Fn::GetAtt`,
  );
}

function findExport(engine: Engine, stack: StackIdentity, name: string): string {
  const found = findExporter(engine, stack, name);
  if (found === undefined) throw validationError(`No export named ${name} found.`);
  return found.output.value;
}

/** The stack of this account and region that exports a name. */
export function findExporter(
  engine: Engine,
  { account, region }: Pick<StackRecord, 'account' | 'region'>,
  name: string,
): { readonly stack: StackRecord; readonly output: StackOutput } | undefined {
  for (const stack of engine.store.stacks()) {
    if (stack.account !== account || stack.region !== region || stack.status === 'DELETE_COMPLETE') continue;
    const output = stack.outputs.find(({ exportName }) => exportName === name);
    if (output !== undefined) return { stack, output };
  }
  return undefined;
}

/** Names of the stacks that import an export. */
export function findImporters(
  engine: Engine,
  { account, region }: Pick<StackRecord, 'account' | 'region'>,
  name: string,
): readonly string[] {
  return [...engine.store.stacks()]
    .filter((stack) => stack.account === account && stack.region === region)
    .filter((stack) => stack.status !== 'DELETE_COMPLETE' && stack.imports.includes(name))
    .map((stack) => stack.name);
}

/** Resources of a template whose condition holds. */
export function findActiveResources(
  template: Template,
  scope: Scope,
): ReadonlyMap<string, ResourceDefinition> {
  return new Map(
    [...template.resources].filter(
      ([, { condition }]) => condition === undefined || scope.condition(condition),
    ),
  );
}

/** What Fn::GetAtt gives of a nested stack. */
export const outputAttributes = (stack: StackRecord): Properties =>
  Object.fromEntries(stack.outputs.map(({ key, value }) => [`Outputs.${key}`, value]));
