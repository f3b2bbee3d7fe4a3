import type { Cloud, Operation, Service } from '../cloud.ts';
import type { FindSchema, ResourceTypes } from './engine.ts';
import { openEngine } from './open-engine.ts';
import {
  deleteChangeSet,
  describeChangeSet,
  executeChangeSet,
  listChangeSets,
} from './operations/change-sets.ts';
import { createChangeSet } from './operations/create-change-set.ts';
import { createStack } from './operations/create-stack.ts';
import { deleteStack } from './operations/delete-stack.ts';
import { describeEvents, describeStackEvents } from './operations/describe-events.ts';
import {
  describeStackResource,
  describeStackResources,
  listStackResources,
} from './operations/describe-resources.ts';
import { describeStacks, listStacks } from './operations/describe-stacks.ts';
import { listExports, listImports } from './operations/exports.ts';
import {
  cancelUpdateStack,
  continueUpdateRollback,
  rollbackStack,
} from './operations/rollback-operations.ts';
import { getStackPolicy, setStackPolicy, updateTerminationProtection } from './operations/stack-settings.ts';
import { getTemplate, getTemplateSummary, validateTemplate } from './operations/templates.ts';
import { updateStack } from './operations/update-stack.ts';
import { recoverInterrupted } from './recover.ts';

/**
 * The CloudFormation of an embedded AWS, making the given types of resources. Operations that an earlier process left in
 * the middle are ended first.
 */
export function buildCloudFormation(cloud: Cloud, types: ResourceTypes, findSchema: FindSchema): Service {
  const engine = openEngine(cloud, types, findSchema);
  recoverInterrupted(engine);
  const operations = {
    CancelUpdateStack: cancelUpdateStack,
    ContinueUpdateRollback: continueUpdateRollback,
    CreateChangeSet: createChangeSet,
    CreateStack: createStack,
    DeleteChangeSet: deleteChangeSet,
    DeleteStack: deleteStack,
    DescribeChangeSet: describeChangeSet,
    DescribeEvents: describeEvents,
    DescribeStackEvents: describeStackEvents,
    DescribeStackResource: describeStackResource,
    DescribeStackResources: describeStackResources,
    DescribeStacks: describeStacks,
    ExecuteChangeSet: executeChangeSet,
    GetStackPolicy: getStackPolicy,
    GetTemplate: getTemplate,
    GetTemplateSummary: getTemplateSummary,
    ListChangeSets: listChangeSets,
    ListExports: listExports,
    ListImports: listImports,
    ListStackResources: listStackResources,
    ListStacks: listStacks,
    RollbackStack: rollbackStack,
    SetStackPolicy: setStackPolicy,
    UpdateStack: updateStack,
    UpdateTerminationProtection: updateTerminationProtection,
    ValidateTemplate: validateTemplate,
  };
  return {
    name: 'cloudformation',
    operations: Object.fromEntries(
      Object.entries(operations).map(([name, operation]): [string, Operation] => [
        name,
        (input, context) => operation(engine, input, context),
      ]),
    ),
    close: engine.close,
  };
}
