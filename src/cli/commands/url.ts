import { connect, reachableEndpoint } from '../connect.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { EnvironmentOptions } from '../choose-environment.ts';
import { loadNamespace } from '../load-namespace.ts';
import { CommandError } from '../report-error.ts';
import type { Session } from '../session.ts';

/** Prints the address of the deployed API, as it can be requested from here. */
export async function printUrl(
  options: EnvironmentOptions & { readonly local?: boolean; readonly json?: boolean },
  session: Session,
): Promise<ExitCode> {
  const { namespace, region } = await loadNamespace(options, session);
  const aws = await connect(options, region, session);
  const stack = await (await aws.stacks()).readStack(namespace);
  const endpoint = stack && reachableEndpoint(stack.outputs, aws, session.env);
  if (!endpoint) {
    throw new CommandError(
      {
        message: stack ? `Stack ${namespace} has no API` : `${namespace} is not deployed in ${region}`,
        fix: stack ? 'Add a route to config/routes.ts, then: jets deploy' : 'Deploy it first: jets deploy',
      },
      exitCodes.failed,
    );
  }
  session.terminal.data(options.json ? JSON.stringify({ endpoint }) : endpoint);
  return exitCodes.done;
}
