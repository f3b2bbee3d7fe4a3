import type { CreateChangeSetInput, CreateChangeSetOutput } from '@aws-sdk/client-cloudformation';
import { type RequestContext, ServiceError } from '../../cloud.ts';
import type { Engine } from '../engine.ts';
import { constraintError, noStack, validationError } from '../errors.ts';
import { enterStackStatus } from '../events.ts';
import { planChanges } from '../plan/plan-changes.ts';
import { validateEarly } from '../plan/early-validation.ts';
import type { ChangeSetRecord, StackRecord } from '../records.ts';
import { reasonOf } from '../run/resource-handler.ts';
import { buildChangeSetArn } from '../stack-arn.ts';
import type { Template } from '../template/template.ts';
import { describeNewStack } from './create-stack.ts';
import { changeSetsOf } from './find-change-set.ts';
import { checkStackName, findLiveStack } from './find-stack.ts';
import { planNestedChangeSets } from './nested-change-sets.ts';
import { readSource } from './read-source.ts';
import { newOperation, withOperation } from './start-operation.ts';
import { refuseUnlessUpdatable } from './update-stack.ts';

/** CreateChangeSet: answers at once with CREATE_IN_PROGRESS; what would change is worked out in the background. */
export async function createChangeSet(
  engine: Engine,
  input: CreateChangeSetInput,
  context: RequestContext,
): Promise<CreateChangeSetOutput> {
  const name = checkChangeSetName(input.ChangeSetName);
  const type = decideType(input);
  const existing = findExisting(engine, input, context, type, name);
  const repeated = existing && findRepeated(engine, existing, name, input.ClientToken);
  if (repeated !== undefined) return { Id: repeated.id, StackId: repeated.stackId };
  const previous = type === 'UPDATE' ? existing : undefined;
  const { source, template, body } = await readSource(engine, input, context, previous);
  const operation = newOperation('CREATE_CHANGESET', 'CreateChangeSet', {
    clientRequestToken: input.ClientToken,
  });
  engine.store.putTemplate(source.templateId, body);
  const stack = existing ?? openReview(engine, context, input.StackName, source, operation);
  const changeSet: ChangeSetRecord = {
    id: buildChangeSetArn(context, name),
    name,
    stackId: stack.id,
    stackName: stack.name,
    type,
    status: 'CREATE_IN_PROGRESS',
    executionStatus: 'UNAVAILABLE',
    created: Date.now(),
    ...(input.Description !== undefined && { description: input.Description }),
    source,
    changes: [],
    includeNestedStacks: input.IncludeNestedStacks ?? false,
    ...(input.OnStackFailure !== undefined && { onStackFailure: input.OnStackFailure }),
    operationId: operation.id,
    ...(input.ClientToken !== undefined && { clientToken: input.ClientToken }),
    validationDisabled: input.DisableValidation ?? false,
  };
  engine.store.putChangeSet(changeSet);
  engine.inBackground(() => completeChangeSet(engine, changeSet, template, operation));
  return { Id: changeSet.id, StackId: stack.id };
}

function checkChangeSetName(name: string | undefined): string {
  const value = name ?? '';
  if (!/^[a-zA-Z][-a-zA-Z0-9]*$/.test(value)) {
    const pattern = '[a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/]*';
    throw constraintError(
      value,
      'changeSetName',
      `Member must satisfy regular expression pattern: ${pattern}`,
    );
  }
  if (value.length > 128) {
    throw constraintError(value, 'changeSetName', 'Member must have length less than or equal to 128');
  }
  return value;
}

function decideType(input: CreateChangeSetInput): 'CREATE' | 'UPDATE' {
  const type = input.ChangeSetType ?? 'UPDATE';
  if (type !== 'CREATE' && type !== 'UPDATE') {
    throw validationError(`Change sets of type ${type} are not carried out by the embedded AWS.`);
  }
  if (input.DeploymentMode !== undefined || input.ImportExistingResources === true) {
    throw validationError(
      'DeploymentMode and ImportExistingResources are not carried out by the embedded AWS.',
    );
  }
  return type;
}

function findExisting(
  engine: Engine,
  input: CreateChangeSetInput,
  context: RequestContext,
  type: 'CREATE' | 'UPDATE',
  changeSetName: string,
): StackRecord | undefined {
  const nameOrId = input.StackName ?? '';
  const stack = findLiveStack(engine, context, nameOrId);
  if (type === 'UPDATE') {
    if (stack === undefined) throw noStack(nameOrId);
    refuseUnlessUpdatable(stack);
  } else if (stack === undefined) {
    if (nameOrId.startsWith('arn:')) throw noStack(nameOrId);
    checkStackName(nameOrId);
  } else if (stack.status !== 'REVIEW_IN_PROGRESS') {
    throw validationError(
      `Stack [${stack.name}] already exists and cannot be created again with the changeSet [${changeSetName}].`,
    );
  }
  return stack;
}

function findRepeated(
  engine: Engine,
  stack: StackRecord,
  name: string,
  token: string | undefined,
): ChangeSetRecord | undefined {
  const before = changeSetsOf(engine, stack.id).find((changeSet) => changeSet.name === name);
  if (before === undefined) return undefined;
  if (token !== undefined && before.clientToken === token) return before;
  throw new ServiceError(
    'AlreadyExistsException',
    `ChangeSet ${name} cannot be created due to a mismatch with existing attribute Template`,
  );
}

/** A stack that a change set of type CREATE would create: REVIEW_IN_PROGRESS, without resources. */
function openReview(
  engine: Engine,
  context: RequestContext,
  stackName: string | undefined,
  source: ChangeSetRecord['source'],
  operation: StackRecord['operation'],
): StackRecord {
  const name = checkStackName(stackName);
  const stack = describeNewStack(context, name, { ...source, parameters: {}, tags: {} }, operation);
  engine.store.putStack({ ...stack, ...withOperation(stack, operation) });
  return enterStackStatus(engine, stack.id, 'REVIEW_IN_PROGRESS', 'User Initiated');
}

const noChanges =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

async function completeChangeSet(
  engine: Engine,
  changeSet: ChangeSetRecord,
  template: Template,
  operation: StackRecord['operation'],
): Promise<void> {
  const settle = (result: Partial<ChangeSetRecord>) => {
    // Deleted meanwhile: then there is nothing to complete.
    if (engine.store.changeSet(changeSet.id) === undefined) return;
    engine.store.putChangeSet({ ...changeSet, ...result });
  };
  try {
    const stack = engine.store.stack(changeSet.stackId);
    if (stack === undefined) return;
    const plan = planChanges(engine, stack, template, changeSet.source);
    if (plan.isEmpty) {
      settle({ status: 'FAILED', statusReason: noChanges });
      return;
    }
    const refusal = changeSet.validationDisabled
      ? undefined
      : await validateEarly(engine, stack, plan, operation);
    const { changes, failure } = changeSet.includeNestedStacks
      ? await planNestedChangeSets(engine, changeSet, stack, plan, operation)
      : { changes: plan.changes };
    const statusReason = refusal ?? failure;
    if (statusReason !== undefined) settle({ status: 'FAILED', statusReason, changes });
    else settle({ status: 'CREATE_COMPLETE', executionStatus: 'AVAILABLE', changes });
  } catch (error) {
    settle({ status: 'FAILED', statusReason: reasonOf(error) });
  }
}
