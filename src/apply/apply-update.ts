import type { Stacks } from '../aws/stacks.ts';
import type { Plan, UpdateStep } from '../plan/plan.ts';
import { artifactBucketParameter } from '../templates/template.ts';
import type { OnEvent } from './deploy-event.ts';
import { executeChangeSet } from './execute-change-set.ts';
import type { StackOutcome } from './stack-outcome.ts';
import { templateUrl } from './template-url.ts';
import { trackProgress } from './track-progress.ts';

export interface UpdateOptions {
  /** The one that the templates and the code were uploaded to. */
  readonly bucket: string;
  /** Never used before: names the change set and tells its requests from others'. */
  readonly changeSetName: string;
  readonly onEvent: OnEvent;
  readonly onTrouble: (message: string) => void;
  /** What a logical id stands for, in a person's words. */
  readonly describe: (logicalId: string) => string | undefined;
}

/**
 * Carries out one update step of a plan, whose templates are in the bucket. What CloudFormation gave up deleting is a
 * warning.
 */
export async function applyUpdate(
  stacks: Stacks,
  plan: Pick<Plan, 'namespace' | 'region' | 'tags'>,
  step: UpdateStep,
  { bucket, changeSetName, onEvent, onTrouble, describe }: UpdateOptions,
): Promise<StackOutcome> {
  const totals = new Map(step.changes.map(({ stack, changes }) => [stack, changes.length]));
  const outcome = await executeChangeSet(
    stacks,
    {
      stackName: plan.namespace,
      name: changeSetName,
      type: step.action === 'create' ? 'CREATE' : 'UPDATE',
      templateUrl: templateUrl(plan.region, bucket, step.template),
      parameters: { [artifactBucketParameter]: bucket },
      tags: plan.tags,
    },
    {
      onStarted: (rootStackId) => trackProgress({ rootStackId, totals, describe }, onEvent),
      onTrouble,
    },
  );
  if (outcome.kind === 'succeeded') {
    for (const { resourceType, logicalId, message } of outcome.orphans) {
      onTrouble(`${describe(logicalId) ?? `${resourceType} ${logicalId}`} could not be deleted: ${message}`);
    }
  }
  return outcome;
}
