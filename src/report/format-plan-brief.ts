import type { Plan, PlannedRoute } from '../plan/plan.ts';
import { describeEffort } from './describe-effort.ts';
import { describeEndpoint } from './describe-endpoint.ts';
import { formatWarnings } from './format-plan.ts';
import { formatRemovedRoutes } from './format-planned-routes.ts';
import { formatReasons, saysMore } from './format-reasons.ts';
import type { Paint } from './paint.ts';
import { namesRemovedRoutes } from './summarize-changes.ts';
import { wrap } from './wrap.ts';

export interface FormatPlanBriefOptions {
  readonly paint: Paint;
  /** The live address as it is reached from here, where that is another than the plan's. */
  readonly endpoint?: string;
}

/**
 * What a deploy says before it acts, below the line that sums the plan up: only what could surprise. A replacement and
 * its reasons, routes that go and that the line did not name, another endpoint, warnings. Empty when nothing does.
 */
export function formatPlanBrief(plan: Plan, { paint, endpoint }: FormatPlanBriefOptions): string {
  const style = { paint, more: 'jets plan --verbose' };
  if (plan.blocked || plan.strategy.kind === 'none') return formatWarnings(plan, paint).join('\n');
  const replaces = /replace|reset/.test(plan.strategy.kind);
  const removed = findUnnamed(plan);
  const sections = [
    removed.length > 0 ? formatRemovedRoutes(removed, style) : [],
    replaces || plan.strategy.reasons.some(saysMore) ? formatReasons(plan, style) : [],
    [
      ...(plan.endpoint.changes
        ? wrap(describeEndpoint(plan, endpoint) ?? '').map((line) => paint.bold(line))
        : []),
      ...(replaces ? [paint.dim(describeEffort(plan.effort))] : []),
    ],
    formatWarnings(plan, paint),
  ];
  return sections
    .filter(({ length }) => length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** Removed routes that neither the summary nor a reason names. */
function findUnnamed(plan: Plan): readonly PlannedRoute[] {
  if (namesRemovedRoutes(plan)) return [];
  const named = new Set(
    plan.strategy.reasons.flatMap(({ live = [] }) =>
      live.map((text) => toPath(text.replace(/ \(.*\)$/, ''))),
    ),
  );
  return plan.routes.removed.filter(({ verb, path }) => !named.has(`${verb} ${path}`));
}

/** `GET /posts/:id/*rest` → `GET /posts/{id}/{rest+}`. */
function toPath(declared: string): string {
  return declared.replaceAll(/\/:(\w[^/]*)/g, '/{$1}').replaceAll(/\/\*(\w[^/]*)/g, '/{$1+}');
}
