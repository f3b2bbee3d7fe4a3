import type { CreateStackInput, CreateStackOutput } from '@aws-sdk/client-cloudformation';
import { type RequestContext, ServiceError } from '../../cloud.ts';
import type { Engine } from '../engine.ts';
import { validationError } from '../errors.ts';
import { enterStackStatus } from '../events.ts';
import type { StackOperation, StackRecord, StackSource } from '../records.ts';
import { runCreation } from '../run/run-operation.ts';
import { newRun } from '../run/stack-run.ts';
import { buildStackArn } from '../stack-arn.ts';
import type { Template } from '../template/template.ts';
import { checkStackName } from './find-stack.ts';
import { readSource } from './read-source.ts';
import { isRepeated, newOperation, withOperation } from './start-operation.ts';

/** CreateStack: answers as soon as the stack is in CREATE_IN_PROGRESS. */
export async function createStack(
  engine: Engine,
  input: CreateStackInput,
  context: RequestContext,
): Promise<CreateStackOutput> {
  const name = checkStackName(input.StackName);
  const existing = engine.store.stackNamed(context.region, name);
  if (existing !== undefined && isRepeated(existing, 'CreateStack', input.ClientRequestToken)) {
    return { StackId: existing.id, OperationId: existing.operation.id };
  }
  refuseExisting(existing, name);
  if (input.OnFailure !== undefined && input.DisableRollback !== undefined) {
    throw validationError('Either DisableRollback or OnFailure can be specified, not both.');
  }
  const { source, template, body } = await readSource(engine, input, context, undefined);
  // Reading took a moment: another request may have made the stack.
  const meanwhile = engine.store.stackNamed(context.region, name);
  refuseExisting(meanwhile, name);
  const operation = newOperation('CREATE_STACK', 'CreateStack', {
    clientRequestToken: input.ClientRequestToken,
    disableRollback: input.DisableRollback ?? false,
    retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
    ...(input.OnFailure !== undefined && { onFailure: input.OnFailure }),
  });
  engine.store.putTemplate(source.templateId, body);
  const stack = describeNewStack(context, name, source, operation, meanwhile);
  engine.store.putStack({
    ...stack,
    ...withOperation(stack, operation),
    disableRollback: operation.disableRollback,
    terminationProtection: input.EnableTerminationProtection ?? false,
    ...(input.TimeoutInMinutes !== undefined && { timeoutInMinutes: input.TimeoutInMinutes }),
    ...(input.RoleARN !== undefined && { roleArn: input.RoleARN }),
    ...(input.StackPolicyBody !== undefined && { policyBody: input.StackPolicyBody }),
  });
  startCreation(engine, stack.id, template, input.DisableValidation !== true);
  return { StackId: stack.id, OperationId: operation.id };
}

/** Puts a stack into CREATE_IN_PROGRESS and creates its resources in the background. */
export function startCreation(engine: Engine, stackId: string, template: Template, validates: boolean): void {
  enterStackStatus(engine, stackId, 'CREATE_IN_PROGRESS', 'User Initiated');
  const run = newRun(stackId, template, 'create', false, { resources: 0 });
  engine.runs.set(stackId, run);
  engine.inBackground(() => runCreation(engine, run, validates));
}

/** A stack that is not there yet; one under review keeps its identity. */
export function describeNewStack(
  context: RequestContext,
  name: string,
  source: StackSource,
  operation: StackOperation,
  underReview?: StackRecord,
): StackRecord {
  const { account, region } = context;
  return {
    id: underReview?.id ?? buildStackArn(context, name),
    name,
    account,
    region,
    status: 'REVIEW_IN_PROGRESS',
    created: underReview?.created ?? Date.now(),
    source,
    outputs: [],
    imports: [],
    disableRollback: false,
    terminationProtection: false,
    operation,
    lastOperations: underReview?.lastOperations ?? [],
  };
}

/** A stack under review has no resources yet, so its name may be used. */
function refuseExisting(existing: StackRecord | undefined, name: string): void {
  if (existing !== undefined && existing.status !== 'REVIEW_IN_PROGRESS') {
    throw new ServiceError('AlreadyExistsException', `Stack [${name}] already exists`);
  }
}
