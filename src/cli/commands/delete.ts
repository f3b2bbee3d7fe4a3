import { randomUUID } from 'node:crypto';

import { deleteStack } from '../../apply/delete-stack.ts';
import type { OnEvent } from '../../apply/deploy-event.ts';
import { takeSteps } from '../../apply/take-steps.ts';
import { trackProgress } from '../../apply/track-progress.ts';
import { AwsError } from '../../aws/aws-error.ts';
import type { Aws } from '../../aws/connection.ts';
import type { StackRecord } from '../../aws/stack-records.ts';
import { type Live, type LivePage, loadLive, loadLivePages } from '../../live/live.ts';
import { findBlocked } from '../../plan/find-blocked.ts';
import { parseTemplate } from '../../plan/parse-template.ts';
import type { Problem } from '../../problem.ts';
import { describeFailure } from '../../report/describe-failure.ts';
import { countOf } from '../../report/format-quantity.ts';
import { connect } from '../connect.ts';
import { describeLive } from '../describe-live.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { EnvironmentOptions } from '../choose-environment.ts';
import { loadNamespace } from '../load-namespace.ts';
import { CommandError } from '../report-error.ts';
import { runReported } from '../run-reported.ts';
import type { Session } from '../session.ts';
import { detail } from '../unblock.ts';

export interface DeleteOptions extends EnvironmentOptions {
  readonly local?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Deletes the app's stack, then its uploads. The stack comes first: while it stands, its uploads are needed. */
export async function deleteApp(options: DeleteOptions, session: Session): Promise<ExitCode> {
  return await runReported('delete', options, session, async ({ reporter, interruption, seconds }) => {
    const { namespace, region } = await loadNamespace(options, session);
    interruption.setStack(namespace);
    const aws = await connect(options, region, session);
    const live = await loadLive(aws, namespace);
    const stackId = live.stack?.record.id;
    if (!stackId && !live.toolkit) {
      reporter.end({ outcome: 'unchanged', seconds: seconds() });
      return exitCodes.done;
    }
    const blocked = findBlocked(live, { command: 'delete' });
    if (blocked?.kind === 'busy') throw new CommandError(blocked.problems, exitCodes.blocked);
    if (live.stack) refuseForeign(live.stack.record, namespace);
    if (stackId && !options.yes) await confirm(namespace, region, session);

    const { onEvent } = interruption;
    const step = takeSteps(onEvent, session.now);
    if (stackId) {
      const stacks = await aws.stacks();
      const livePages = await loadLivePages(aws, stackId);
      const descriptions = describeLive(live, livePages);
      const describe = (logicalId: string) => descriptions.get(logicalId)?.text;
      const outcome = await step(
        'delete',
        `Deleting ${namespace}`,
        () =>
          deleteStack(
            stacks,
            { stackId, clientRequestToken: `jets-delete-${randomUUID()}` },
            {
              onEvent: trackProgress(
                { rootStackId: stackId, totals: countResources(live, livePages), describe },
                onEvent,
              ),
              onTrouble: (message) => onEvent({ type: 'warning', message }),
            },
          ),
        (result) => ({
          text:
            result.kind === 'failed'
              ? `Stack ${namespace} ended in ${result.status}`
              : `Deleted stack ${namespace}`,
          failed: result.kind === 'failed',
        }),
      );
      if (outcome.kind === 'failed') {
        const problem = describeFailure(outcome, { stack: namespace, command: 'delete', descriptions });
        const others = outcome.status === 'DELETE_FAILED' ? await listFailed(aws, namespace, onEvent) : [];
        throw new CommandError(
          [...others.filter(({ path }) => path !== problem.path), problem],
          exitCodes.failed,
        );
      }
    }
    const bucket = live.toolkit?.outputs['BucketName'];
    if (bucket) {
      await step(
        'clean-up',
        'Deleting its uploads',
        async () => {
          const objects = await aws.objects();
          const keys = await objects.listKeys(bucket, `apps/${namespace}/`);
          await objects.deleteKeys(bucket, keys);
          return keys.length;
        },
        (count) => ({ text: `Deleted ${countOf(count, 'upload')}` }),
      );
    }
    reporter.end({ outcome: stackId ? 'deleted' : 'unchanged', seconds: seconds(), calls: aws.calls });
    return exitCodes.done;
  });
}

/**
 * Every stack that jets makes names the app in a tag; one of our name without it is somebody else's. One that was never
 * begun has nothing in it.
 */
function refuseForeign({ name, status, tags }: StackRecord, namespace: string): void {
  if (status === 'REVIEW_IN_PROGRESS' || tags['jets:namespace'] === namespace) return;
  throw new CommandError(
    {
      message: `Stack ${name} was not made by jets, and nothing was deleted`,
      why: `It has no tag jets:namespace=${namespace}.`,
      fix: `To delete it in spite of that: aws cloudformation delete-stack --stack-name ${name}`,
    },
    exitCodes.blocked,
  );
}

/** Every resource that could not be deleted. None, and a warning, when that cannot be read. */
async function listFailed(aws: Aws, namespace: string, onEvent: OnEvent): Promise<Problem[]> {
  try {
    const live = await loadLive(aws, namespace);
    const problems = findBlocked(live) ? (await detail(aws, live)).problems : [];
    return problems.filter(({ path }) => path !== undefined);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const message = `What else could not be deleted is not known: ${error.operation} answered ${error.code}`;
    onEvent({ type: 'warning', message });
    return [];
  }
}

/** Resources of each live stack, as progress counts them. */
function countResources({ stack }: Live, livePages: readonly LivePage[]): Map<string, number> {
  const bodies = [
    ['app', stack?.templateBody],
    ...livePages.map(({ logicalId, templateBody }) => [logicalId, templateBody] as const),
  ] as const;
  return new Map(
    bodies.map(([name, body]) => [name, Object.keys(parseTemplate(body)?.Resources ?? {}).length]),
  );
}

async function confirm(namespace: string, region: string, { terminal }: Session): Promise<void> {
  const problem = {
    message: `${namespace} was not deleted`,
    fix: 'To delete it without being asked: jets delete --yes',
  };
  if (!terminal.interactive) {
    throw new CommandError(
      { ...problem, why: 'Deleting asks first, and there is no terminal to ask on.' },
      exitCodes.declined,
    );
  }
  const question = `Delete ${terminal.paint.bold(namespace)} in ${region}, its API, functions and logs?`;
  if (!(await terminal.confirm(question))) throw new CommandError(problem, exitCodes.declined);
}
