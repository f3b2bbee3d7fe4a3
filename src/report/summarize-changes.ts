import type { Plan, PlannedFunction, PlannedRoute } from '../plan/plan.ts';
import { countOf } from './format-quantity.ts';
import type { Paint } from './paint.ts';
import { actions, changesOf } from './resource-kinds.ts';
import { lineWidth } from './wrap.ts';

/**
 * One line: what a plan does to the app, and behind it what that is for CloudFormation.
 *
 * @example Adds route GET /about (pages#about), changes function pages_controller (5 to create, 3 to update)
 */
export function summarizeChanges(plan: Plan, paint: Paint): string {
  if (plan.blocked) return 'Compared with what is live';
  const { kind } = plan.strategy;
  if (kind === 'none') return 'Nothing to do: live is what the app says';
  const counts = paint.dim(countActions(plan));
  if (kind === 'create') return `First deploy: ${describeApp(plan)}${counts}`;
  return `${summarizeUpdate(plan).text}${counts}`;
}

/** Whether the summary of an update names the routes that it removes: it counts what are many, or would be long. */
export function namesRemovedRoutes(plan: Plan): boolean {
  return plan.routes.removed.length <= summarizeUpdate(plan).limit;
}

/** As much as fits on a line: routes with their targets, routes, or how many. */
function summarizeUpdate(plan: Plan): { readonly text: string; readonly limit: number } {
  const styles = [
    { limit: namedAtMost, targets: true },
    { limit: namedAtMost, targets: false },
  ];
  const texts = styles.map((style) => ({ text: summarize(plan, style), limit: style.limit }));
  return (
    texts.find(({ text }) => text.length <= lineWidth) ?? {
      text: summarize(plan, { limit: 0, targets: false }),
      limit: 0,
    }
  );
}

interface Naming {
  /** Names in a row; more are counted. */
  readonly limit: number;
  /** Whether routes are named with their targets. */
  readonly targets: boolean;
}

function summarize(plan: Plan, naming: Naming): string {
  const { kind } = plan.strategy;
  const phrases = [
    ...(kind === 'none' || kind === 'create' ? [] : deeds[kind]),
    ...describeChanges(plan, naming),
  ];
  const sentence = phrases.length > 0 ? phrases.join(', ') : describeRest(plan);
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;
}

/** Names that the sentence takes in a row. */
const namedAtMost = 3;

const deeds = {
  'in-place': [],
  'replace-api': ['replaces the Rest API'],
  reset: ['lets CloudFormation name the functions'],
  'replace-api-and-reset': ['replaces the Rest API', 'lets CloudFormation name the functions'],
} as const;

function describeChanges({ routes, functions }: Plan, naming: Naming): string[] {
  return (['added', 'changed', 'removed'] as const).flatMap((change) => {
    const verb = { added: 'adds', changed: 'changes', removed: 'removes' }[change];
    const things = [...nameRoutes(routes[change], naming), ...nameFunctions(functions[change], naming)];
    const preflights = routes.preflights?.[change] ?? 0;
    if (preflights > 0) things.push(countOf(preflights, 'CORS preflight'));
    return things.length === 0 ? [] : [`${verb} ${listNames(things)}`];
  });
}

function nameRoutes(routes: readonly PlannedRoute[], { limit, targets }: Naming): string[] {
  return nameOrCount(
    'route',
    routes.map(
      ({ verb, path, target }) => `${verb} ${path}${target === undefined || !targets ? '' : ` (${target})`}`,
    ),
    limit,
  );
}

/** Grouped by what changes of them: `settings of function a`, `functions b and c`, `job d`. */
function nameFunctions(functions: readonly PlannedFunction[], { limit }: Naming): string[] {
  const groups = new Map<
    string,
    { readonly prefix: string; readonly noun: string; readonly keys: string[] }
  >();
  for (const { key, kind, changes } of functions) {
    // The names of all of them change in a reset, which has been said by then.
    const parts = (changes ?? []).filter((part) => part !== 'name');
    if (changes !== undefined && parts.length === 0) continue;
    const prefix = parts.length === 1 && parts[0] !== 'code' ? `${parts[0]} of ` : '';
    const noun = kind === 'job' ? 'job' : 'function';
    const group = groups.get(prefix + noun) ?? { prefix, noun, keys: [] };
    groups.set(prefix + noun, group);
    group.keys.push(key);
  }
  return [...groups.values()].flatMap(({ prefix, noun, keys }) =>
    nameOrCount(noun, keys, limit).map((text) => prefix + text),
  );
}

/** `route a`, `routes a and b`, `5 routes`. */
function nameOrCount(noun: string, names: readonly string[], limit: number): string[] {
  if (names.length === 0) return [];
  if (names.length > limit) return [countOf(names.length, noun)];
  return [`${noun}${names.length === 1 ? '' : 's'} ${listNames(names)}`];
}

/** What a plan does that is about no route and no function. */
function describeRest({ steps, functions }: Plan): string {
  if (functions.changed.some(({ changes }) => changes?.includes('name'))) {
    return `gives ${countOf(functions.changed.length, 'function')} other names`;
  }
  const updates = steps.filter((step) => step.kind === 'update');
  if (updates.some((step) => changesOf(step).length > 0)) return 'changes settings of the API';
  if (updates.length > 0) return 'only tags change';
  const switching = steps.find((step) => step.kind === 'switch');
  return switching
    ? `points ${switching.domain} to the Rest API`
    : 'goes on with what an earlier deploy began';
}

function describeApp({ routes, functions }: Plan): string {
  const jobs = functions.added.filter(({ kind }) => kind === 'job').length;
  return [
    countOf(routes.added.length, 'route'),
    countOf(functions.added.length - jobs, 'function'),
    ...(jobs > 0 ? [countOf(jobs, 'job')] : []),
  ].join(', ');
}

/** ` (5 to create, 3 to update)`, over all updates. */
function countActions({ steps }: Plan): string {
  const changes = steps.flatMap((step) => (step.kind === 'update' ? changesOf(step) : []));
  const counts = actions.flatMap((action) => {
    const count = changes.filter((change) => change.action === action).length;
    return count === 0 ? [] : [`${count} to ${action}`];
  });
  return counts.length === 0 ? '' : ` (${counts.join(', ')})`;
}

/** `a, b and c`. */
function listNames(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
