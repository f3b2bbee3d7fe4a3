import type { App } from '../app/app.ts';
import type { ResourceChange } from '../plan/diff-templates.ts';
import type { Plan } from '../plan/plan.ts';
import type { LogicalIdDescription } from '../templates/describe-logical-ids.ts';
import { countOf } from './format-quantity.ts';
import type { Paint } from './paint.ts';

/**
 * One line: what a plan does to the app, and behind it what that is for CloudFormation.
 *
 * @example Adds route GET /about (pages#about), changes function pages_controller (5 to create, 3 to update)
 */
export function summarizeChanges(
  plan: Plan,
  app: App,
  descriptions: ReadonlyMap<string, LogicalIdDescription>,
  paint: Paint,
): string {
  if (plan.blocked) return 'Compared with what is live';
  if (plan.strategy.kind === 'none') return 'Nothing to do: live is what the app says';
  const changes = plan.changes.flatMap((stack) => stack.changes);
  const counts = paint.dim(`(${countByAction(changes)})`);
  if (plan.strategy.kind === 'create') return `First deploy: ${describeApp(app)} ${counts}`;
  if (changes.length === 0) return 'Only tags change';
  const things = findThings(changes, app, descriptions);
  const phrases = (['create', 'update', 'delete'] as const).flatMap((action) => {
    const named = nameThings(things.filter((thing) => thing.action === action));
    return named ? [`${verbs[action]} ${named}`] : [];
  });
  const sentence = phrases.length > 0 ? phrases.join(', ') : 'changes settings of the API';
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)} ${counts}`;
}

const verbs = { create: 'adds', update: 'changes', delete: 'removes' } as const;

interface Thing {
  readonly action: ResourceChange['action'];
  readonly noun: 'route' | 'function' | 'job' | 'settings';
  readonly name: string;
}

/** Routes, functions and jobs among the changed resources. What belongs to a function that changes is not told apart. */
function findThings(
  changes: readonly ResourceChange[],
  app: App,
  descriptions: ReadonlyMap<string, LogicalIdDescription>,
): Thing[] {
  const jobs = new Set(app.functions.filter(({ kind }) => kind === 'job').map(({ key }) => key));
  for (const { type, logicalId } of changes) {
    const key = descriptions.get(logicalId)?.functionKey;
    if (type === 'AWS::Events::Rule' && key !== undefined) jobs.add(key);
  }
  const told = new Set(
    changes
      .filter(({ type }) => type === 'AWS::Lambda::Function')
      .map(({ logicalId }) => descriptions.get(logicalId)?.functionKey),
  );
  return changes.flatMap(({ action, type, logicalId }): Thing[] => {
    const description = descriptions.get(logicalId);
    if (!description) return [];
    const { kind, text, functionKey } = description;
    if (kind === 'route') return [{ action, noun: 'route', name: text }];
    if (kind !== 'function' || functionKey === undefined) return [];
    if (type === 'AWS::Lambda::Function') {
      return [{ action, noun: jobs.has(functionKey) ? 'job' : 'function', name: functionKey }];
    }
    // Its role, log group, schedule or version, but not the function itself.
    return told.has(functionKey) ? [] : [{ action, noun: 'settings', name: functionKey }];
  });
}

/** Named when there are few, else counted. */
function nameThings(things: readonly Thing[]): string {
  const phrases = (['route', 'function', 'job', 'settings'] as const).flatMap((noun) => {
    const names = [...new Set(things.filter((thing) => thing.noun === noun).map(({ name }) => name))];
    if (names.length === 0) return [];
    const [prefix, thing] = noun === 'settings' ? ['settings of ', 'function'] : ['', noun];
    if (names.length > 3) return [prefix + countOf(names.length, thing)];
    return [`${prefix}${thing}${names.length === 1 ? '' : 's'} ${listAll(names)}`];
  });
  return listAll(phrases);
}

/** `a, b and c`. */
function listAll(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function describeApp({ routes, functions }: App): string {
  const jobs = functions.filter(({ kind }) => kind === 'job').length;
  return [
    countOf(routes.length, 'route'),
    countOf(functions.length - jobs, 'function'),
    ...(jobs > 0 ? [countOf(jobs, 'job')] : []),
  ].join(', ');
}

function countByAction(changes: readonly ResourceChange[]): string {
  return (['create', 'update', 'delete'] as const)
    .map((action) => ({ action, count: changes.filter((change) => change.action === action).length }))
    .filter(({ count }) => count > 0)
    .map(({ action, count }) => `${count} to ${action}`)
    .join(', ');
}
