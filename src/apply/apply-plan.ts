import type { Aws } from '../aws/connection.ts';
import { toolkitStackName } from '../live/live.ts';
import type { Plan } from '../plan/plan.ts';
import { artifactBucketParameter } from '../templates/template.ts';
import { applyToolkit } from './apply-toolkit.ts';
import { deleteLeftOver } from './delete-left-over.ts';
import type { OnEvent } from './deploy-event.ts';
import { executeChangeSet } from './execute-change-set.ts';
import type { FailedOutcome, StackOutcome } from './stack-outcome.ts';
import { takeSteps } from './take-steps.ts';
import { templateUrl } from './template-url.ts';
import { trackProgress } from './track-progress.ts';
import { uploadArtifacts } from './upload.ts';

export type ApplyResult =
  | { readonly kind: 'created' | 'updated' | 'unchanged'; readonly outputs: Readonly<Record<string, string>> }
  | { readonly kind: 'failed'; readonly stack: string; readonly outcome: FailedOutcome };

export interface ApplyOptions {
  readonly onEvent: OnEvent;
  /** Milliseconds, for durations in events. */
  readonly now: () => number;
  /** Letters and digits that no other run has: names this run's change sets and tells its requests from others'. */
  readonly runId: string;
  /** What a logical id stands for, in a person's words. */
  readonly describe: (logicalId: string) => string | undefined;
}

/**
 * Carries a plan out, step by step: toolkit, uploads, left-overs of a failed first deploy, the app's stack.
 * Every step can be repeated: a deploy that was killed anywhere is finished by the next one.
 * Throws AwsError when AWS cannot be reached or refuses a call; what CloudFormation undid is a result.
 */
export async function applyPlan(aws: Aws, plan: Plan, options: ApplyOptions): Promise<ApplyResult> {
  const { onEvent, now, runId, describe } = options;
  const step = takeSteps(onEvent, now);
  const stacks = await aws.stacks();
  const onTrouble = (message: string) => onEvent({ type: 'warning', message });
  const failed = (stack: string, outcome: FailedOutcome): ApplyResult => ({ kind: 'failed', stack, outcome });

  const toolkit = await applyToolkit(stacks, plan, step, { runId, onEvent, onTrouble });
  if (toolkit.kind === 'failed') return failed(toolkitStackName, toolkit.outcome);
  const { bucket } = toolkit;

  await step(
    'upload',
    'Uploading code and templates',
    () => uploadArtifacts(aws, plan, bucket, onEvent),
    ({ count, bytes }) => ({
      text: count === 0 ? 'Everything was uploaded before' : `Uploaded ${describeUploads(count, bytes)}`,
    }),
  );

  if (plan.stack === 'recreate') {
    const left = await step(
      'clean-up',
      `Deleting what the failed first deploy of ${plan.namespace} left`,
      () => deleteLeftOver(stacks, plan.namespace, runId, onTrouble),
      describeOutcome(`Deleted what the failed first deploy of ${plan.namespace} left`),
    );
    if (left.kind === 'failed') return failed(plan.namespace, left);
  }

  const totals = new Map(plan.changes.map(({ stack, changes }) => [stack, changes.length]));
  const outcome = await step(
    'deploy',
    `Deploying ${plan.namespace}`,
    () =>
      executeChangeSet(
        stacks,
        {
          stackName: plan.namespace,
          name: `jets-${plan.templates.app.digest.slice(0, 16)}-${runId}`,
          type: plan.stack === 'update' ? 'UPDATE' : 'CREATE',
          templateUrl: templateUrl(aws.target.region, bucket, plan.templates.app.key),
          parameters: { [artifactBucketParameter]: bucket },
          tags: plan.tags,
        },
        {
          onStarted: (rootStackId) => trackProgress({ rootStackId, totals, describe }, onEvent),
          onTrouble,
        },
      ),
    describeOutcome(`Deployed ${plan.namespace}`),
  );
  if (outcome.kind === 'failed') return failed(plan.namespace, outcome);
  if (outcome.kind === 'succeeded') {
    for (const { resourceType, logicalId, message } of outcome.orphans) {
      onTrouble(`${describe(logicalId) ?? `${resourceType} ${logicalId}`} could not be deleted: ${message}`);
    }
  }
  const record = await stacks.readStack(plan.namespace);
  return {
    kind: outcome.kind === 'unchanged' ? 'unchanged' : plan.stack === 'update' ? 'updated' : 'created',
    outputs: record?.outputs ?? {},
  };
}

function describeUploads(count: number, bytes: number): string {
  return `${count} ${count === 1 ? 'file' : 'files'}, ${Math.ceil(bytes / 1_024)} KB`;
}

function describeOutcome(succeeded: string) {
  return (outcome: StackOutcome) =>
    outcome.kind === 'failed'
      ? { text: describeEnd(outcome.status), failed: true }
      : { text: outcome.kind === 'unchanged' ? 'CloudFormation found nothing to change' : succeeded };
}

function describeEnd(status: string): string {
  if (status === 'CHANGE_SET_FAILED') return 'CloudFormation refused the change before it began';
  return `CloudFormation ended in ${status}`;
}
