import { formatRoutes, listRoutes } from '../../report/format-routes.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { EnvironmentOptions } from '../choose-environment.ts';
import { loadApp } from '../load-app.ts';
import type { Session } from '../session.ts';

/** Lists the routes of the app in this folder; nothing of AWS is read. */
export async function listAppRoutes(
  options: EnvironmentOptions & { readonly json?: boolean },
  session: Session,
): Promise<ExitCode> {
  const app = await loadApp(options, session);
  const { terminal } = session;
  if (options.json) terminal.data(JSON.stringify(listRoutes(app), null, 2));
  else if (app.routes.length === 0) terminal.say('No routes. Add some in config/routes.ts.');
  else terminal.data(formatRoutes(app, terminal.paintData));
  return exitCodes.done;
}
