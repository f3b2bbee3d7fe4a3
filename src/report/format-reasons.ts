import type { Plan, Reason } from '../plan/plan.ts';
import { alignColumns } from './align-columns.ts';
import { cut } from './cut.ts';
import { formatRest, type PlanStyle } from './plan-style.ts';
import { wrap } from './wrap.ts';

/** Reasons, and routes of a reason, that are shown before the rest is counted. */
const shownReasons = 5;
const shownRoutes = 5;

/**
 * What will be done, and why not something milder.
 *
 * @example
 * The Rest API has to be replaced: an update would fail and be rolled back
 *
 *   /posts/{post_id} cannot stand beside /posts/{id}
 *     config/routes.ts:7  GET  /posts/:post_id  posts#show
 *     live                GET  /posts/{id}      posts#show
 *     API Gateway allows one path variable under /posts, …
 *     → To keep the Rest API, keep the name: posts/:id
 */
export function formatReasons({ strategy }: Pick<Plan, 'strategy'>, style: PlanStyle): string[] {
  const reasons = strategy.reasons.filter(saysMore);
  const { shown, left } = cut(reasons, style.verbose ? Infinity : shownReasons);
  const said = new Set<string>();
  const blocks = shown.map((reason) => formatReason(reason, said, style));
  const isLong = blocks.some(({ length }) => length > 1);
  return [
    ...wrap(verdictOf(strategy)).map((line) => style.paint.bold(line)),
    ...blocks.flatMap((block) => (isLong ? ['', ...block] : block)),
    ...formatRest(left, style).map((rest) => `  ${rest}`),
  ];
}

/** Whether a reason says anything beyond the strategy itself. */
export function saysMore({ code, ...reason }: Reason): boolean {
  const isPlain = code === 'same' || code === 'new' || code === 'changed';
  return !isPlain || Object.keys(reason).some((key) => key !== 'message');
}

function verdictOf({ kind, reasons }: Plan['strategy']): string {
  const forced = reasons.filter(({ code }) => code === 'forced');
  if (forced.length > 0 && forced.length === reasons.length) return 'By your choice';
  const isForced = forced.length > 0;
  const because = 'an update would fail and be rolled back';
  switch (kind) {
    case 'none':
      return 'Nothing to do: live is what the app says';
    case 'create':
      return reasons.some(({ code }) => code === 'never-deployed')
        ? 'The stack is created anew'
        : 'This is the first deploy';
    case 'in-place':
      return 'CloudFormation can make every change in place';
    case 'replace-api':
      return isForced ? 'The Rest API is replaced' : `The Rest API has to be replaced: ${because}`;
    case 'reset':
      return isForced
        ? 'CloudFormation names the functions'
        : `Functions have to get other names: ${because}`;
    case 'replace-api-and-reset':
      return isForced
        ? 'The Rest API is replaced, and CloudFormation names the functions'
        : `The Rest API has to be replaced, and functions have to get other names: ${because}`;
  }
}

/** @param said rules and advice that were given before: they are not repeated. */
function formatReason(reason: Reason, said: Set<string>, style: PlanStyle): string[] {
  const { message, why, fix } = reason;
  const once = (text: string | undefined): string | undefined => {
    if (text === undefined || said.has(text)) return undefined;
    said.add(text);
    return text;
  };
  const newWhy = once(why);
  const newFix = once(fix);
  return [
    ...wrap(message, '  '),
    ...formatPlaces(reason, style),
    ...(newWhy === undefined ? [] : wrap(newWhy, '    ')),
    ...(newFix === undefined ? [] : wrap(`→ ${newFix}`, '    ', '      ')),
  ];
}

/** The routes that want something and what is live and in their way, under each other. */
function formatPlaces({ routes = [], live = [] }: Reason, style: PlanStyle): string[] {
  const { paint, verbose } = style;
  const limit = verbose ? Infinity : shownRoutes;
  const wanted = cut(routes, limit);
  const standing = cut(live, limit);
  const rows = alignColumns(
    [
      ...wanted.shown.map(({ route, target, file, line }) => [
        file === undefined ? 'app' : line === undefined ? file : `${file}:${line}`,
        ...splitRoute(route),
        target,
      ]),
      ...standing.shown.map((text, index) => ['live'.repeat(Number(index === 0)), ...splitLive(text)]),
    ],
    [24, 7, 32],
  ).map(([place = '', ...cells]) => `    ${[paint.cyan(place), ...cells].join('  ')}`);
  const ofRoutes = wanted.shown.length;
  const rest = (left: number) => formatRest(left, style).map((text) => `    ${text}`);
  return [...rows.slice(0, ofRoutes), ...rest(wanted.left), ...rows.slice(ofRoutes), ...rest(standing.left)];
}

/** `GET /posts/:id` → verb and path. */
function splitRoute(route: string): readonly [verb: string, path: string] {
  const space = route.indexOf(' ');
  return space < 0 ? ['', route] : [route.slice(0, space), route.slice(space + 1)];
}

/** `GET /posts/{id} (posts#show)` → verb, path and target; anything else is a text that stands for itself. */
function splitLive(text: string): readonly string[] {
  const match = /^([A-Z]+) (\/\S*)(?: \((.+)\))?$/.exec(text);
  return match ? [match[1] ?? '', match[2] ?? '', match[3] ?? ''] : [text];
}
