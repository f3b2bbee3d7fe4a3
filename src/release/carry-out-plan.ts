import { applyToolkit } from '../apply/apply-toolkit.ts';
import { takeSteps } from '../apply/take-steps.ts';
import { uploadArtifacts } from '../apply/upload.ts';
import { AwsError } from '../aws/aws-error.ts';
import type { Aws } from '../aws/connection.ts';
import { toolkitStackName } from '../live/live.ts';
import type { Plan } from '../plan/plan.ts';
import type { CarryOutOptions } from './carry-out-options.ts';
import type { CarryOutResult } from './carry-out-result.ts';
import { carryOutStep } from './carry-out-step.ts';
import { describeStop } from './describe-step.ts';
import { findServing } from './find-serving.ts';

/**
 * Carries a plan out: toolkit, uploads, then its steps in order, up to the first that fails. Every step can be repeated:
 * a deploy that was killed anywhere is finished by the next one.
 * Throws AwsError when AWS cannot be reached or refuses a call; what CloudFormation undid is a result.
 */
export async function carryOutPlan(aws: Aws, plan: Plan, options: CarryOutOptions): Promise<CarryOutResult> {
  const { onEvent, now, runId } = options;
  const step = takeSteps(onEvent, now);
  const stacks = await aws.stacks();
  const onTrouble = (message: string) => onEvent({ type: 'warning', message });

  const toolkit = await applyToolkit(stacks, plan, step, { runId, onEvent, onTrouble });
  if (toolkit.kind === 'failed') {
    const serving = findServing(plan.steps, 0);
    return { kind: 'failed', serving, step: 'toolkit', stack: toolkitStackName, outcome: toolkit.outcome };
  }
  const { bucket } = toolkit;
  await step(
    'upload',
    'Uploading code and templates',
    () => uploadArtifacts(aws, plan, bucket, onEvent),
    ({ count, bytes }) => ({
      text: count === 0 ? 'Everything was uploaded before' : `Uploaded ${describeUploads(count, bytes)}`,
    }),
  );

  const context = { ...options, aws, plan, bucket, step, onTrouble };
  let changed: 'created' | 'updated' | 'unchanged' = 'unchanged';
  for (const [done, planStep] of plan.steps.entries()) {
    const result = await carryOutStep(planStep, done, context).catch((error: unknown) => {
      if (error instanceof AwsError && done > 0) onTrouble(describeStop(plan.steps, done, plan.namespace));
      throw error;
    });
    if (typeof result === 'object') {
      const status = 'outcome' in result ? result.outcome.status : undefined;
      return { kind: 'failed', serving: findServing(plan.steps, done, status), ...result };
    }
    if (result === 'created' || (result === 'updated' && changed === 'unchanged')) changed = result;
  }
  const record = await stacks.readStack(plan.namespace);
  return { kind: changed, outputs: record?.outputs ?? {} };
}

function describeUploads(count: number, bytes: number): string {
  return `${count} ${count === 1 ? 'file' : 'files'}, ${Math.ceil(bytes / 1_024)} KB`;
}
