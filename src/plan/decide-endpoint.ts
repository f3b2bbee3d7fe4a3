import type { App } from '../app/app.ts';
import type { Live } from '../live/live.ts';
import type { Choices } from './candidates.ts';
import { replacesApi } from './candidates.ts';
import { findMapping } from './find-mapping.ts';
import type { Approval, PlannedEndpoint, Strategy } from './plan.ts';

/**
 * Which address people use, and whether it becomes another one. A custom domain's stays when the Rest API behind it is
 * replaced.
 *
 * @param hasNewApi the stack's outputs will name another Rest API.
 */
export function decideEndpoint(app: App, live: Live, hasNewApi: boolean): PlannedEndpoint {
  const { domain } = app.config;
  const own = live.stack?.record.outputs['Endpoint'];
  const isMapped = domain !== undefined && findMapping(app, live) !== undefined;
  const current = isMapped
    ? `https://${domain.name}${domain.basePath === '' ? '' : `/${domain.basePath}`}`
    : own;
  const goesAway = own !== undefined && (hasNewApi || app.routes.length === 0);
  return { changes: goesAway && !isMapped, ...(current === undefined ? {} : { current }) };
}

/** A replacement that changes the endpoint, and that nobody asked for, needs consent (JETS-REFERENCE). */
export function decideApproval(
  app: App,
  choices: Choices,
  kind: Strategy['kind'],
  endpoint: PlannedEndpoint,
): Approval | undefined {
  if (!replacesApi(kind) || choices.replaceApi) return undefined;
  const { autoReplace } = app.config.api;
  if (autoReplace === false) return { kind: 'refused' };
  return autoReplace === true || !endpoint.changes ? undefined : { kind: 'ask' };
}
