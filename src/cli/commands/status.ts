import { loadLive } from '../../live/live.ts';
import { findBlocked } from '../../plan/find-blocked.ts';
import { formatProblem } from '../../report/format-problems.ts';
import { connect, reachableEndpoint } from '../connect.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { AppOptions } from '../load-app.ts';
import { loadNamespace } from '../load-namespace.ts';
import type { Session } from '../session.ts';

/** Shows the app's stack as AWS has it now. Ends with 0 also when nothing is deployed: that is an answer. */
export async function showStatus(
  options: AppOptions & { readonly local?: boolean; readonly json?: boolean },
  session: Session,
): Promise<ExitCode> {
  const { namespace, region } = await loadNamespace(options, session);
  const aws = await connect(options, region, session);
  const live = await loadLive(aws, namespace);
  const record = live.stack?.record;
  const blocked = findBlocked(live);
  const endpoint = record && reachableEndpoint(record.outputs, aws, session.env);
  const { terminal } = session;
  if (options.json) {
    terminal.data(
      JSON.stringify({
        namespace,
        region,
        deployed: record !== undefined,
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
    terminal.say(dim('Deploy it with: jets deploy'));
    return exitCodes.done;
  }
  const rows: [string, string][] = [
    ['Stack', `${namespace} (${region})`],
    ['Status', record.status],
    ...(record.updatedAt ? [['Updated', record.updatedAt.toISOString()] as [string, string]] : []),
    ...(endpoint ? [['Endpoint', endpoint] as [string, string]] : []),
  ];
  terminal.data(rows.map(([name, value]) => `${dim(name.padEnd(9))} ${value}`).join('\n'));
  if (blocked) terminal.say(`\n${formatProblem(blocked.problem, terminal.paint)}`);
  return exitCodes.done;
}
