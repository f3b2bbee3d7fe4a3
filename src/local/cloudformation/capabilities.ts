import type { Capability } from '@aws-sdk/client-cloudformation';
import { ServiceError } from '../cloud.ts';
import type { Template } from './template/template.ts';

/** IAM's resource types that need an acknowledgement, and the properties that name them (API_CreateStack, Capabilities). */
const nameProperties: Readonly<Record<string, string | undefined>> = {
  'AWS::IAM::AccessKey': undefined,
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Policy': undefined,
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::User': 'UserName',
  'AWS::IAM::UserToGroupAddition': undefined,
};

export interface CapabilityNeed {
  readonly capability: Capability;
  /** `The following resource(s) require capabilities: [AWS::IAM::Role]` */
  readonly reason: string;
}

/** What a template needs acknowledged. */
export function findNeededCapability(template: Template): CapabilityNeed | undefined {
  const resources = [...template.resources.values()].filter(({ type }) =>
    Object.hasOwn(nameProperties, type),
  );
  if (resources.length === 0) return undefined;
  const isNamed = resources.some(({ type, properties }) => {
    const property = nameProperties[type];
    return property !== undefined && property in properties;
  });
  const types = [...new Set(resources.map(({ type }) => type))];
  return {
    capability: isNamed ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM',
    reason: `The following resource(s) require capabilities: [${types.join(', ')}]`,
  };
}

/** Refuses what the request does not acknowledge: `Requires capabilities : [CAPABILITY_IAM]`. */
export function checkCapabilities(template: Template, given: readonly Capability[]): void {
  const needed = findNeededCapability(template)?.capability;
  if (needed === undefined || given.includes('CAPABILITY_NAMED_IAM') || given.includes(needed)) return;
  throw new ServiceError('InsufficientCapabilitiesException', `Requires capabilities : [${needed}]`);
}
