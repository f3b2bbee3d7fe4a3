import { randomUUID } from 'node:crypto';

import { continueRollback } from '../apply/continue-rollback.ts';
import type { OnEvent } from '../apply/deploy-event.ts';
import type { TakeStep } from '../apply/take-steps.ts';
import { trackProgress } from '../apply/track-progress.ts';
import { waitForStack } from '../apply/wait-for-stack.ts';
import { AwsError } from '../aws/aws-error.ts';
import type { Aws } from '../aws/connection.ts';
import { type FailedResource, readFailedResources } from '../live/failed-resources.ts';
import { type Live, loadLive } from '../live/live.ts';
import { findBlocked } from '../plan/find-blocked.ts';
import type { Blocked } from '../plan/plan.ts';
import { describeFailure } from '../report/describe-failure.ts';
import { formatProblems } from '../report/format-problems.ts';
import { unwrapMessage } from '../report/unwrap-message.ts';
import { describeLogicalIdsOf } from './describe-live.ts';
import { exitCodes } from './exit-codes.ts';
import { CommandError } from './report-error.ts';
import type { Session } from './session.ts';

export interface UnblockOptions {
  readonly wait?: boolean;
  readonly continueRollback?: boolean;
  /** Resources that a continued rollback leaves as they are. */
  readonly skip?: readonly string[];
}

/**
 * Gets the stacks of a deploy out of what blocks them, as far as that was asked for: waits for somebody else's operation
 * (`--wait`), finishes a rollback that failed (`--continue-rollback`, or an answer on the terminal).
 * Throws CommandError, naming what failed and the way out, when a stack stays blocked.
 */
export async function unblock(
  aws: Aws,
  namespace: string,
  options: UnblockOptions,
  session: Session,
  { step, onEvent }: { readonly step: TakeStep; readonly onEvent: OnEvent },
): Promise<void> {
  for (;;) {
    const live = await loadLive(aws, namespace);
    const blocked = findBlocked(live);
    if (!blocked) return;
    if (blocked.kind === 'busy' && options.wait) await wait(aws, blocked, { step, onEvent });
    else if (blocked.kind === 'rollback-failed')
      await finishRollback(aws, live, options, session, { step, onEvent });
    else throw new CommandError((await detail(aws, live)).problems, exitCodes.blocked);
  }
}

/** What blocks, with the resources that failed. */
export async function detail(aws: Aws, live: Live): Promise<Blocked> {
  const bare = findBlocked(live);
  if (!bare) throw new Error('Nothing blocks');
  const record = [live.stack?.record, live.toolkit].find((stack) => stack?.name === bare.stackName);
  if (!record || bare.kind === 'busy') return bare;
  const failed = (await readFailedResources(await aws.stacks(), record)).map(unwrapReason);
  const descriptions = await describeLogicalIdsOf(aws, live);
  const describe = (logicalId: string) => descriptions.get(logicalId)?.text;
  return findBlocked(live, { failed, describe }) ?? bare;
}

function unwrapReason(resource: FailedResource): FailedResource {
  return resource.reason === undefined ? resource : { ...resource, reason: unwrapMessage(resource.reason) };
}

interface Reporting {
  readonly step: TakeStep;
  readonly onEvent: OnEvent;
}

async function wait(aws: Aws, { stackName }: Blocked, { step, onEvent }: Reporting): Promise<void> {
  const stacks = await aws.stacks();
  await step(
    'wait',
    `Waiting for what CloudFormation does with ${stackName}`,
    () =>
      waitForStack(stacks, stackName, {
        onStarted: (rootStackId) => trackProgress({ rootStackId }, onEvent),
        onTrouble: (message) => onEvent({ type: 'warning', message }),
      }),
    (result) => ({
      text:
        result.kind === 'gone'
          ? `Stack ${stackName} is gone`
          : `Stack ${stackName} ended in ${result.stack.status}`,
    }),
  );
}

async function finishRollback(
  aws: Aws,
  live: Live,
  options: UnblockOptions,
  { terminal }: Session,
  { step, onEvent }: Reporting,
): Promise<void> {
  const blocked = await detail(aws, live);
  const { stackName } = blocked;
  const stackId = live.stack?.record.name === stackName ? live.stack.record.id : (live.toolkit?.id ?? '');
  if (!options.continueRollback) {
    if (!terminal.interactive) throw new CommandError(blocked.problems, exitCodes.blocked);
    terminal.say(`\n${formatProblems(blocked.problems, terminal.paint, '')}\n`);
    const agreed = await terminal.confirm('Let CloudFormation finish the rollback now, and deploy then?');
    if (!agreed) {
      throw new CommandError(
        {
          message: 'Nothing was changed',
          fix: 'To finish the rollback later: jets deploy --continue-rollback',
        },
        exitCodes.declined,
      );
    }
  }
  const { skip = [] } = options;
  const descriptions = await describeLogicalIdsOf(aws, live);
  const describe = (logicalId: string) => descriptions.get(logicalId)?.text;
  const stacks = await aws.stacks();
  const outcome = await step(
    'continue-rollback',
    `Finishing the rollback of ${stackName}`,
    () =>
      continueRollback(
        stacks,
        { stackId, skip, clientRequestToken: `jets-continue-${randomUUID()}` },
        {
          onEvent: trackProgress({ rootStackId: stackId, describe }, onEvent),
          onTrouble: (message) => onEvent({ type: 'warning', message }),
        },
      ).catch((error: unknown) => {
        throw skip.length > 0 && error instanceof AwsError && error.kind === 'refused'
          ? refuseSkipping(skip, error)
          : error;
      }),
    (result) =>
      result.kind === 'failed'
        ? { text: `CloudFormation ended in ${result.status}`, failed: true }
        : { text: `Finished the rollback of ${stackName}` },
  );
  if (outcome.kind === 'failed') {
    const context = { stack: stackName, command: 'deploy --continue-rollback', descriptions } as const;
    throw new CommandError(describeFailure(outcome, context), exitCodes.failed);
  }
  if (skip.length === 0) return;
  const skipped = skip.map((name) => {
    const text = describe(name.slice(name.lastIndexOf('.') + 1));
    return text === undefined ? name : `${text} (${name})`;
  });
  onEvent({ type: 'warning', message: warnOfSkipped(skipped) });
}

/** CloudFormation begins nothing when one of the names is none that it would skip. */
function refuseSkipping(skip: readonly string[], { message }: AwsError): CommandError {
  return new CommandError(
    {
      message: `CloudFormation did not begin to finish the rollback without ${skip.join(', ')}`,
      why: message,
      fix: 'What can be skipped, and its name:\njets status',
    },
    exitCodes.aws,
  );
}

/**
 * CloudFormation compares templates, and so does a deploy: neither sees what was skipped.
 * Source: docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ContinueUpdateRollback.html, `ResourcesToSkip`.
 */
function warnOfSkipped(names: readonly string[]): string {
  const [it, itIs] = names.length === 1 ? ['it', 'it is'] : ['them', 'they are'];
  return `Left as the failed update left ${it}: ${names.join(', ')}. CloudFormation takes ${it} for rolled back and changes ${it} only when the app does, so a deploy can find nothing to do although ${itIs} not what the app says. Look at ${it}, and put right by hand what is wrong`;
}
