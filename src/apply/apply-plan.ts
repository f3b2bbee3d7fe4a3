import type { Aws } from '../aws/connection.ts';
import { toolkitStackName } from '../live/live.ts';
import type { Plan } from '../plan/plan.ts';
import { artifactBucketParameter } from '../templates/template.ts';
import type { OnEvent } from './deploy-event.ts';
import { deleteStack } from './delete-stack.ts';
import { executeChangeSet, type StackOutcome } from './execute-change-set.ts';
import { takeSteps } from './take-steps.ts';
import { templateUrl } from './template-url.ts';
import { trackProgress } from './track-progress.ts';
import { uploadArtifacts } from './upload.ts';

export type ApplyResult =
  | { readonly kind: 'created' | 'updated' | 'unchanged'; readonly outputs: Readonly<Record<string, string>> }
  | { readonly kind: 'failed'; readonly stack: string; readonly outcome: StackOutcome & { kind: 'failed' } };

/**
 * Carries a plan out, step by step: toolkit, uploads, left-overs of a failed first deploy, the app's stack.
 * Every step can be repeated: a deploy that was killed anywhere is finished by the next one.
 * Throws AwsError when AWS cannot be reached or refuses a call; what CloudFormation undid is a result.
 *
 * @param now milliseconds, for durations in events.
 */
export async function applyPlan(
  aws: Aws,
  plan: Plan,
  onEvent: OnEvent,
  now: () => number,
): Promise<ApplyResult> {
  const step = takeSteps(onEvent, now);
  const stacks = await aws.stacks();

  if (plan.toolkit !== 'keep') {
    const outcome = await step(
      'toolkit',
      `Preparing ${toolkitStackName}, the bucket for artifacts`,
      () =>
        executeChangeSet(
          aws,
          {
            stackName: toolkitStackName,
            name: `jets-${plan.toolkitTemplate.digest}`,
            type: plan.toolkit === 'create' ? 'CREATE' : 'UPDATE',
            templateBody: plan.toolkitTemplate.body,
            parameters: {},
            tags: {},
          },
          () => () => {},
        ),
      describeOutcome('Bucket for artifacts is ready'),
    );
    if (outcome.kind === 'failed') return { kind: 'failed', stack: toolkitStackName, outcome };
  }

  const bucket = await readBucketName(aws);
  await step(
    'upload',
    'Uploading code and templates',
    () => uploadArtifacts(aws, plan, bucket, onEvent),
    ({ count, bytes }) => ({
      text:
        count === 0
          ? 'Everything was uploaded before'
          : `Uploaded ${count} files, ${Math.ceil(bytes / 1_024)} KB`,
    }),
  );

  if (plan.stack === 'recreate') {
    await step('clean-up', `Deleting what the failed first deploy of ${plan.namespace} left`, () =>
      deleteLeftOver(aws, plan.namespace),
    );
  }

  const totals = new Map(plan.changes.map(({ stack, changes }) => [stack, changes.length]));
  const outcome = await step(
    'deploy',
    `Deploying ${plan.namespace}`,
    () =>
      executeChangeSet(
        aws,
        {
          stackName: plan.namespace,
          name: `jets-${plan.templates.app.digest}`,
          type: plan.stack === 'update' ? 'UPDATE' : 'CREATE',
          templateUrl: templateUrl(aws.target.region, bucket, plan.templates.app.key),
          parameters: { [artifactBucketParameter]: bucket },
          tags: plan.tags,
        },
        (stackId) => trackProgress(stackId, totals, onEvent),
      ),
    describeOutcome(`Deployed ${plan.namespace}`),
  );
  if (outcome.kind === 'failed') return { kind: 'failed', stack: plan.namespace, outcome };
  const record = await stacks.readStack(plan.namespace);
  return {
    kind: outcome.kind === 'unchanged' ? 'unchanged' : plan.stack === 'update' ? 'updated' : 'created',
    outputs: record?.outputs ?? {},
  };
}

function describeOutcome(succeeded: string) {
  return (outcome: StackOutcome) =>
    outcome.kind === 'failed'
      ? { text: `CloudFormation ended in ${outcome.status}`, failed: true }
      : { text: succeeded };
}

async function readBucketName(aws: Aws): Promise<string> {
  const toolkit = await (await aws.stacks()).readStack(toolkitStackName);
  const bucket = toolkit?.outputs['BucketName'];
  if (!bucket) throw new Error(`Stack ${toolkitStackName} has no output BucketName`);
  return bucket;
}

async function deleteLeftOver(aws: Aws, stackName: string): Promise<void> {
  const record = await (await aws.stacks()).readStack(stackName);
  if (!record) return;
  const outcome = await deleteStack(aws, record.id, () => {});
  if (outcome.kind === 'failed') {
    throw new Error(`Stack ${stackName} could not be deleted: ${outcome.cause?.message ?? outcome.status}`);
  }
}
