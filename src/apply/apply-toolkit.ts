import { setTimeout as delay } from 'node:timers/promises';

import { AwsError } from '../aws/aws-error.ts';
import type { StackRecord } from '../aws/stack-records.ts';
import type { Stacks } from '../aws/stacks.ts';
import { toolkitStackName } from '../live/live.ts';
import type { Plan } from '../plan/plan.ts';
import { InputError } from '../problem.ts';
import { deleteLeftOver } from './delete-left-over.ts';
import type { OnEvent } from './deploy-event.ts';
import { executeChangeSet } from './execute-change-set.ts';
import type { FailedOutcome, StackOutcome } from './stack-outcome.ts';
import type { TakeStep } from './take-steps.ts';
import { trackProgress } from './track-progress.ts';

export type ToolkitResult =
  | { readonly kind: 'ready'; readonly bucket: string }
  | { readonly kind: 'failed'; readonly outcome: FailedOutcome };

interface ToolkitOptions {
  readonly runId: string;
  readonly onEvent: OnEvent;
  readonly onTrouble: (message: string) => void;
}

/** Brings the toolkit stack to what the plan says and answers with its bucket. */
export async function applyToolkit(
  stacks: Stacks,
  plan: Plan,
  step: TakeStep,
  options: ToolkitOptions,
): Promise<ToolkitResult> {
  if (plan.toolkit !== 'keep') {
    const outcome = await step(
      'toolkit',
      `Preparing ${toolkitStackName}, the bucket for code and templates`,
      () => unlessDoneByAnother(stacks, () => makeToolkit(stacks, plan, options)),
      (result) =>
        result.kind === 'failed'
          ? { text: `Stack ${toolkitStackName} ended in ${result.status}`, failed: true }
          : { text: 'The bucket for code and templates is ready' },
    );
    if (outcome.kind === 'failed') return { kind: 'failed', outcome };
  }
  return { kind: 'ready', bucket: requireBucket(await stacks.readStack(toolkitStackName)) };
}

async function makeToolkit(
  stacks: Stacks,
  { toolkit, toolkitTemplate }: Plan,
  { runId, onEvent, onTrouble }: ToolkitOptions,
): Promise<StackOutcome> {
  if (toolkit === 'recreate') {
    const left = await deleteLeftOver(stacks, toolkitStackName, runId, onTrouble);
    if (left.kind === 'failed') return left;
  }
  const request = {
    stackName: toolkitStackName,
    name: `jets-${toolkitTemplate.digest.slice(0, 16)}-${runId}`,
    type: toolkit === 'update' ? 'UPDATE' : 'CREATE',
    templateBody: toolkitTemplate.body,
    parameters: {},
    tags: {},
  } as const;
  return await executeChangeSet(stacks, request, {
    onStarted: (rootStackId) => trackProgress({ rootStackId }, onEvent),
    onTrouble,
  });
}

/**
 * The toolkit serves every app of the account and region: when two of them are deployed for the first time at once, one
 * makes it, and the other is refused by CloudFormation and waits for the first.
 */
async function unlessDoneByAnother(stacks: Stacks, make: () => Promise<StackOutcome>): Promise<StackOutcome> {
  try {
    return await make();
  } catch (error) {
    if (!(error instanceof AwsError) || !(error.kind === 'refused' || error.kind === 'conflict')) throw error;
    for (;;) {
      const record = await stacks.readStack(toolkitStackName);
      const isWorking = record?.status.endsWith('_IN_PROGRESS') && record.status !== 'REVIEW_IN_PROGRESS';
      if (!isWorking) {
        if (record?.outputs['BucketName']) return { kind: 'unchanged' };
        throw error;
      }
      await delay(500);
    }
  }
}

function requireBucket(toolkit: StackRecord | undefined): string {
  const bucket = toolkit?.outputs['BucketName'];
  if (bucket) return bucket;
  throw new InputError([
    {
      message: `Stack ${toolkitStackName} has no output BucketName`,
      why: 'It is not the stack that jets makes under this name, or somebody changed it.',
      fix: 'Delete or rename that stack, then: jets deploy',
    },
  ]);
}
