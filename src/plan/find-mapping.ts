import type { App } from '../app/app.ts';
import type { Live } from '../live/live.ts';
import type { LiveMapping } from '../live/live-domain.ts';

/** The mapping that the app's domain setting is about, as it is live. */
export function findMapping({ config: { domain } }: App, live: Live): LiveMapping | undefined {
  return domain && live.domain?.mappings.find(({ basePath }) => basePath === domain.basePath);
}
