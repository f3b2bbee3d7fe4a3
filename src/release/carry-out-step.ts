import { applyUpdate } from '../apply/apply-update.ts';
import { deleteLeftOver } from '../apply/delete-left-over.ts';
import type { StackOutcome } from '../apply/stack-outcome.ts';
import type { TakeStep } from '../apply/take-steps.ts';
import type { Aws } from '../aws/connection.ts';
import type {
  CleanUpStep,
  DrainStep,
  Plan,
  PlanStep,
  SwitchStep,
  UpdateStep,
  VerifyStep,
} from '../plan/plan.ts';
import { InputError } from '../problem.ts';
import type { CarryOutOptions } from './carry-out-options.ts';
import type { FailedStep } from './carry-out-result.ts';
import { describeStep, formatPlace } from './describe-step.ts';
import { drain } from './drain.ts';
import { switchMapping } from './switch-mapping.ts';
import { verifyRestApi } from './verify-rest-api.ts';

export interface StepContext extends CarryOutOptions {
  readonly aws: Aws;
  readonly plan: Plan;
  readonly bucket: string;
  readonly step: TakeStep;
  readonly onTrouble: (message: string) => void;
}

/** What a step came to: whether it changed anything that people see, or why it failed. */
export type StepResult = 'created' | 'updated' | 'unchanged' | FailedStep;

/**
 * Carries out one step of a plan with its events.
 *
 * @param index of the step in the plan.
 */
export async function carryOutStep(
  planStep: PlanStep,
  index: number,
  context: StepContext,
): Promise<StepResult> {
  switch (planStep.kind) {
    case 'clean-up':
      return await cleanUp(planStep, context);
    case 'update':
      return await update(planStep, index, context);
    case 'verify':
      return await verify(planStep, context);
    case 'switch':
      return await repoint(planStep, context);
    case 'drain':
      return await letDrain(planStep, context);
  }
}

async function cleanUp(planStep: CleanUpStep, context: StepContext): Promise<StepResult> {
  const { aws, plan, runId, step, onTrouble } = context;
  const { doing, done } = describeStep(planStep, plan);
  const stacks = await aws.stacks();
  const outcome = await step(
    'clean-up',
    doing,
    () => deleteLeftOver(stacks, plan.namespace, runId, onTrouble),
    (result) => describeOutcome(result, done),
  );
  return outcome.kind === 'failed' ? { step: 'clean-up', stack: plan.namespace, outcome } : 'unchanged';
}

async function update(planStep: UpdateStep, index: number, context: StepContext): Promise<StepResult> {
  const { aws, plan, runId, step } = context;
  const { phase, action } = planStep;
  const { doing, done } = describeStep(planStep, plan);
  const stacks = await aws.stacks();
  const changeSetName = `jets-${index}-${phase}-${runId}`;
  const outcome = await step(
    phase,
    doing,
    () => applyUpdate(stacks, plan, planStep, { ...context, changeSetName }),
    (result) => describeOutcome(result, done),
  );
  if (outcome.kind === 'failed') return { step: phase, stack: plan.namespace, outcome };
  if (outcome.kind === 'unchanged') return 'unchanged';
  return action === 'create' ? 'created' : 'updated';
}

async function verify(planStep: VerifyStep, context: StepContext): Promise<StepResult> {
  const { plan, step, endpointOf, onEvent, now, verifyLimit: limit = 30_000, pause, signal } = context;
  const { doing, done } = describeStep(planStep, plan);
  const ask = async (): Promise<StepResult> => {
    const endpoint = endpointOf(await readTargetOutputs(planStep.restApi, context));
    if (endpoint === undefined) {
      const fault = `stack ${plan.namespace} has no output Endpoint`;
      return { step: 'verify', fault, attempts: 0, seconds: 0 };
    }
    const url = `${endpoint}/`;
    const result = await verifyRestApi(url, {
      now,
      limit,
      pause,
      signal,
      onRetry: (text, milliseconds) =>
        onEvent({
          type: 'waiting',
          step: 'verify',
          seconds: milliseconds / 1_000,
          total: limit / 1_000,
          text,
        }),
    });
    if (result.kind === 'answers') return 'unchanged';
    const { fault, attempts, seconds } = result;
    return { step: 'verify', url, fault, attempts, seconds };
  };
  return await step('verify', doing, ask, (result) =>
    typeof result === 'object' ? { text: 'The new Rest API does not answer', failed: true } : { text: done },
  );
}

async function repoint(planStep: SwitchStep, context: StepContext): Promise<StepResult> {
  const { aws, plan, step, pause, signal } = context;
  const { domain, basePath, from } = planStep;
  const { doing, done } = describeStep(planStep, plan);
  const act = async (): Promise<StepResult> => {
    const target = requireTarget(plan.namespace, await readTargetOutputs(planStep.restApi, context));
    const result = await switchMapping(await aws.restApis(), planStep, target, {
      pause,
      signal,
    });
    if (result.kind !== 'elsewhere') return result.kind === 'switched' ? 'updated' : 'unchanged';
    const { found } = result;
    const known = { ...(from ? { expected: from } : {}), ...(found ? { found } : {}) };
    return { step: 'switch', domain, basePath, target, ...known };
  };
  return await step('switch', doing, act, (result) =>
    typeof result === 'object'
      ? { text: `${formatPlace(planStep)} points to something else`, failed: true }
      : { text: done },
  );
}

async function letDrain(planStep: DrainStep, context: StepContext): Promise<StepResult> {
  const { plan, step, onEvent, pause, signal } = context;
  const { seconds: total } = planStep;
  const { doing, done } = describeStep(planStep, plan);
  const options = {
    onProgress: (seconds: number) => onEvent({ type: 'waiting', step: 'drain', seconds, total }),
    pause,
    signal,
  };
  await step(
    'drain',
    doing,
    () => drain(total, options),
    () => ({ text: done }),
  );
  return 'unchanged';
}

/**
 * The stack's outputs as they would be if this Rest API served: until the contract they name the old one. Read now, because
 * the step before may have made it. Empty when the stack has no such Rest API.
 */
async function readTargetOutputs(
  restApi: string,
  { aws, plan }: StepContext,
): Promise<Readonly<Record<string, string>>> {
  const stacks = await aws.stacks();
  const [record, resources] = await Promise.all([
    stacks.readStack(plan.namespace),
    stacks.listResources(plan.namespace),
  ]);
  const id = resources.find(({ logicalId }) => logicalId === restApi)?.physicalId;
  if (!record || id === undefined) return {};
  const { Endpoint: endpoint } = record.outputs;
  return {
    ...record.outputs,
    RestApiId: id,
    ...(endpoint === undefined ? {} : { Endpoint: endpoint.replace(/^https:\/\/[^.]+/, `https://${id}`) }),
  };
}

function requireTarget(
  stackName: string,
  { RestApiId: restApiId, StageName: stage }: Readonly<Record<string, string>>,
): { restApiId: string; stage: string } {
  if (restApiId !== undefined && stage !== undefined) return { restApiId, stage };
  throw new InputError([
    {
      message: `Stack ${stackName} has no outputs RestApiId and StageName`,
      why: 'They name what the domain is to be pointed to; somebody changed the stack meanwhile.',
      fix: 'To bring it to what the app says: jets deploy',
    },
  ]);
}

function describeOutcome(outcome: StackOutcome, succeeded: string): { text: string; failed?: boolean } {
  if (outcome.kind === 'succeeded') return { text: succeeded };
  if (outcome.kind === 'unchanged') return { text: 'CloudFormation found nothing to change' };
  const { status } = outcome;
  const isRefused = status === 'CHANGE_SET_FAILED';
  return {
    text: isRefused
      ? 'CloudFormation refused the change before it began'
      : `CloudFormation ended in ${status}`,
    failed: true,
  };
}
