import { digestOf } from '../templates/canonical-json.ts';
import type { Live } from '../live/live.ts';
import type { LiveDetails } from '../live/live-details.ts';
import type { LiveDomain } from '../live/live-domain.ts';

/**
 * Digest of everything live that a plan is decided from, to tell whether it has moved since. What changes by itself is
 * no part of it: times, and reasons of statuses.
 */
export function digestLive(live: Live, details: LiveDetails | undefined): string {
  const { toolkit, stack, domain } = live;
  return digestOf(
    {
      toolkit: toolkit && { id: toolkit.id, status: toolkit.status, outputs: toolkit.outputs },
      stack: stack && {
        id: stack.record.id,
        status: stack.record.status,
        outputs: stack.record.outputs,
        tags: stack.record.tags,
        template: stack.templateBody,
      },
      domain: domain && details ? withoutForeignTargets(domain, details) : domain,
      details,
    },
    64,
  );
}

/** Apps share domains: of mappings to other Rest APIs it only counts that they are there. */
function withoutForeignTargets({ name, mappings }: LiveDomain, { restApis }: LiveDetails): object {
  const own = new Set(restApis.map(({ id }) => id));
  return {
    name,
    mappings: mappings.map((mapping) =>
      own.has(mapping.restApiId) ? mapping : { basePath: mapping.basePath },
    ),
  };
}
