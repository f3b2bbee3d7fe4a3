import type { PlannedRoute, RouteChanges } from '../plan/plan.ts';
import { alignColumns } from './align-columns.ts';
import { cut } from './cut.ts';
import type { Paint } from './paint.ts';
import { formatRest, type PlanStyle } from './plan-style.ts';

/** Routes that are shown of each kind of change before the rest is counted. */
const shownRoutes = 10;

/**
 * The routes that come, change and go, a line each.
 *
 * @example
 * Routes
 *   + GET  /posts/{post_id}  posts#show                config/routes.ts:7
 *   ~ GET  /posts            posts#index → posts#list  config/routes.ts:6
 *   - GET  /posts/{id}       posts#show
 *     3 unchanged
 */
export function formatPlannedRoutes(routes: RouteChanges, style: PlanStyle): string[] {
  const { added, changed, removed, unchanged, preflights } = routes;
  const { paint } = style;
  if (!preflights && added.length + changed.length + removed.length === 0) {
    return unchanged === 0 ? [] : [`${paint.bold('Routes:')} ${unchanged} unchanged`];
  }
  return [
    paint.bold('Routes'),
    ...listRoutes([...toRows('+', added), ...toRows('~', changed), ...toRows('-', removed)], style),
    ...formatPreflights(preflights).map((line) => `    ${line}`),
    ...(unchanged === 0 ? [] : [paint.dim(`    ${unchanged} unchanged`)]),
  ];
}

/** `CORS preflights: 2 added, 1 removed`. */
function formatPreflights(preflights: RouteChanges['preflights']): string[] {
  const parts = (['added', 'changed', 'removed'] as const).flatMap((change) => {
    const count = preflights?.[change] ?? 0;
    return count === 0 ? [] : [`${count} ${change}`];
  });
  return parts.length === 0 ? [] : [`CORS preflights: ${parts.join(', ')}`];
}

/** Routes that will no longer be answered. */
export function formatRemovedRoutes(removed: readonly PlannedRoute[], style: PlanStyle): string[] {
  return [style.paint.bold('Routes that go'), ...listRoutes(toRows('-', removed), style)];
}

type Sign = '+' | '~' | '-';
interface Row {
  readonly sign: Sign;
  /** Sign, verb, path, target, place. */
  readonly cells: readonly string[];
}

function toRows(sign: Sign, routes: readonly PlannedRoute[]): Row[] {
  return routes.map(({ verb, path, target, targetBefore, file, line }) => ({
    sign,
    cells: [
      sign,
      verb,
      path,
      targetBefore === undefined ? (target ?? '') : `${targetBefore} → ${target ?? ''}`,
      file === undefined ? '' : line === undefined ? file : `${file}:${line}`,
    ],
  }));
}

function listRoutes(rows: readonly Row[], style: PlanStyle): string[] {
  const groups = (['+', '~', '-'] as const).map((sign) =>
    cut(
      rows.filter((row) => row.sign === sign),
      style.verbose ? Infinity : shownRoutes,
    ),
  );
  const shown = groups.flatMap((group) => group.shown);
  const aligned = alignColumns(
    shown.map(({ cells }) => cells),
    [1, 7, 32, 30],
  );
  let position = 0;
  return groups.flatMap(({ shown: { length }, left }) => {
    const lines = aligned.slice(position, (position += length)).map((cells) => paintRow(cells, style.paint));
    return [...lines, ...formatRest(left, style).map((rest) => `    ${rest}`)];
  });
}

function paintRow([sign = '', verb = '', path = '', target, place]: readonly string[], paint: Paint): string {
  const colour = sign === '+' ? paint.green : sign === '-' ? paint.red : paint.yellow;
  const rest = [
    ...(target === undefined ? [] : [target]),
    ...(place === undefined ? [] : [paint.cyan(place)]),
  ];
  return `  ${colour(sign)} ${[verb, path, ...rest].join('  ')}`;
}
