import { loadLive } from '../../live/live.ts';
import { findBlocked } from '../../plan/find-blocked.ts';
import { formatProblems } from '../../report/format-problems.ts';
import { connect, reachableEndpoint } from '../connect.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { EnvironmentOptions } from '../choose-environment.ts';
import { loadNamespace } from '../load-namespace.ts';
import type { Session } from '../session.ts';
import { detail } from '../unblock.ts';

/**
 * Shows the app's stack as AWS has it now. Ends with 0 also when nothing is deployed, or when the stack is stuck: that
 * is the answer that was asked for.
 */
export async function showStatus(
  options: EnvironmentOptions & { readonly local?: boolean; readonly json?: boolean },
  session: Session,
): Promise<ExitCode> {
  const { namespace, region } = await loadNamespace(options, session);
  const aws = await connect(options, region, session);
  const live = await loadLive(aws, namespace);
  const record = live.stack?.record;
  const deployed = record !== undefined && !neverDeployed.has(record.status);
  const blocked = findBlocked(live) && (await detail(aws, live));
  const endpoint = record && reachableEndpoint(record.outputs, aws, session.env);
  const { terminal } = session;
  if (options.json) {
    terminal.data(
      JSON.stringify({
        namespace,
        region,
        deployed,
        ...(record ? { status: record.status, stackId: record.id } : {}),
        ...(record?.updatedAt ? { updatedAt: record.updatedAt.toISOString() } : {}),
        ...(endpoint ? { endpoint } : {}),
        ...(blocked ? { blocked } : {}),
      }),
    );
    return exitCodes.done;
  }
  const { bold, dim } = terminal.paintData;
  if (!record) {
    terminal.data(`${bold(namespace)} is not deployed in ${region}`);
  } else {
    const rows: [string, string][] = [
      ['Stack', `${namespace} (${region})`],
      ['Status', record.status],
      ...(record.updatedAt ? [['Updated', record.updatedAt.toISOString()] as [string, string]] : []),
      ...(endpoint ? [['Endpoint', endpoint] as [string, string]] : []),
    ];
    terminal.data(rows.map(([name, value]) => `${dim(name.padEnd(9))} ${value}`).join('\n'));
  }
  if (blocked) terminal.say(`\n${formatProblems(blocked.problems, terminal.paint, '')}`);
  else if (!deployed) terminal.say(terminal.paint.dim(adviceFor(record?.status)));
  return exitCodes.done;
}

/** Statuses of a stack in which nothing of the app has ever run as a whole. */
const neverDeployed = new Set([
  'REVIEW_IN_PROGRESS',
  'CREATE_IN_PROGRESS',
  'CREATE_FAILED',
  'ROLLBACK_IN_PROGRESS',
  'ROLLBACK_COMPLETE',
  'ROLLBACK_FAILED',
]);

function adviceFor(status: string | undefined): string {
  if (status === 'ROLLBACK_COMPLETE') {
    return 'The first deploy failed and was undone. Mend its cause, then: jets deploy (it clears away what is left)';
  }
  if (status === 'REVIEW_IN_PROGRESS') {
    return 'A first deploy was prepared and not begun. To deploy: jets deploy';
  }
  return 'Deploy it with: jets deploy';
}
