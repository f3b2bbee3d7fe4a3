import type { Cloud, Service } from '../cloud.ts';
import { createAttachmentOperations } from './attachment-operations.ts';
import { createInlinePolicyOperations } from './inline-policy-operations.ts';
import { createPolicyOperations } from './policy-operations.ts';
import { createPolicyVersionOperations } from './policy-version-operations.ts';
import { openRecords } from './records.ts';
import { createRoleOperations } from './role-operations.ts';
import { createSimulationOperations } from './simulation-operations.ts';

/**
 * IAM: roles, their inline policies, managed policies and their versions, and the policy simulator. Users, groups and
 * instance profiles do not exist here. Callers of the embedded AWS are not held to policies; what runs under a role is,
 * by whoever runs it asking SimulatePrincipalPolicy.
 */
export function createIam(cloud: Cloud): Service {
  const records = openRecords(cloud.store);
  return {
    name: 'iam',
    operations: {
      ...createRoleOperations(records, cloud),
      ...createInlinePolicyOperations(records),
      ...createPolicyOperations(records, cloud),
      ...createPolicyVersionOperations(records),
      ...createAttachmentOperations(records),
      ...createSimulationOperations(records),
    },
  };
}
