import { formatRoutes, listRoutes } from '../../report/format-routes.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { type AppOptions, loadApp } from '../load-app.ts';
import type { Session } from '../session.ts';

/** Lists the routes of the app in this folder; nothing of AWS is read. */
export async function listAppRoutes(
  options: AppOptions & { readonly json?: boolean },
  session: Session,
): Promise<ExitCode> {
  const app = await loadApp(options, session);
  const { terminal } = session;
  terminal.data(
    options.json ? JSON.stringify(listRoutes(app), null, 2) : formatRoutes(app, terminal.paintData),
  );
  return exitCodes.done;
}
