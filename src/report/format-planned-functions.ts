import type { FunctionChanges, PlannedFunction } from '../plan/plan.ts';
import { alignColumns } from './align-columns.ts';
import { cut } from './cut.ts';
import { formatRest, type PlanStyle } from './plan-style.ts';

/** Functions that are shown of each kind of change before the rest is counted. */
const shownFunctions = 10;

/**
 * The functions and jobs that come, change and go, a line each.
 *
 * @example
 * Functions and jobs
 *   + job       clean_job-run
 *   ~ function  posts_controller  code, settings
 *     1 unchanged
 */
export function formatPlannedFunctions(functions: FunctionChanges, style: PlanStyle): string[] {
  const { added, changed, removed, unchanged } = functions;
  const { paint } = style;
  if (added.length + changed.length + removed.length === 0) {
    return unchanged === 0 ? [] : [`${paint.bold('Functions and jobs:')} ${unchanged} unchanged`];
  }
  const groups = [
    { sign: '+', colour: paint.green, ...cutFunctions(added, style) },
    { sign: '~', colour: paint.yellow, ...cutFunctions(changed, style) },
    { sign: '-', colour: paint.red, ...cutFunctions(removed, style) },
  ];
  const aligned = alignColumns(
    groups.flatMap(({ sign, shown }) =>
      shown.map((one) => [
        one.kind === 'job' ? 'job' : 'function',
        one.key,
        sign === '-' ? '' : describe(one),
      ]),
    ),
    [8, 40],
  );
  let position = 0;
  const lines = groups.flatMap(({ sign, colour, shown: { length }, left }) => [
    ...aligned.slice(position, (position += length)).map((cells) => `  ${colour(sign)} ${cells.join('  ')}`),
    ...formatRest(left, style).map((rest) => `    ${rest}`),
  ]);
  return [
    paint.bold('Functions and jobs'),
    ...lines,
    ...(unchanged === 0 ? [] : [paint.dim(`    ${unchanged} unchanged`)]),
  ];
}

function cutFunctions(functions: readonly PlannedFunction[], { verbose }: PlanStyle) {
  return cut(functions, verbose ? Infinity : shownFunctions);
}

function describe({ name, changes }: PlannedFunction): string {
  const naming = name === undefined ? 'named by CloudFormation' : `named ${name}`;
  if (changes === undefined) return name === undefined ? naming : '';
  return changes.map((change) => (change === 'name' ? naming : change)).join(', ');
}
