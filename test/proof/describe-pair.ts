import type { AppSketch } from './app-sketch.ts';
import type { Pair } from './draw-pairs.ts';

/** A pair for people: both apps as lines of `config/routes.ts`, then what differs, then what was done by hand. */
export function describePair({ earlier, before, after, changes, handMade, asked, stopAfter }: Pair): string {
  return [
    ...(earlier ? ['earlier:', ...describeApp(earlier)] : []),
    'before:',
    ...describeApp(before),
    'after:',
    ...describeApp(after),
    `changes: ${changes ? JSON.stringify(changes) : 'another app'}`,
    `by hand: ${JSON.stringify(handMade)}`,
    `asked: ${JSON.stringify(asked)}`,
    ...(stopAfter === undefined ? [] : [`killed before: after ${stopAfter} steps`]),
  ].join('\n');
}

function describeApp({ routes, ...settings }: AppSketch): string[] {
  return [
    ...routes.map(({ verb, path, target }) => `  ${verb} /${path} ${target}`),
    `  ${JSON.stringify(settings)}`,
  ];
}
