import type { Problem } from '../problem.ts';
import type { Paint } from './paint.ts';

/**
 * Every problem as a paragraph: what; where; why; what to do.
 *
 * @param outcome what became of the command, said when there are several problems; nothing is when it is empty.
 * @example
 * ✖ Two routes for GET /posts
 *     config/routes.ts:5  GET posts
 *     API Gateway has one method for each verb and path.
 *     → Remove one of them.
 */
export function formatProblems(
  problems: readonly Problem[],
  paint: Paint,
  outcome = 'Nothing was uploaded or changed.',
): string {
  const paragraphs = problems.map((problem) => formatProblem(problem, paint));
  const count = problems.length === 1 || outcome === '' ? '' : `\n\n${problems.length} problems. ${outcome}`;
  return paragraphs.join('\n\n') + count;
}

export function formatProblem(problem: Problem, paint: Paint): string {
  const place = [formatPlace(problem), problem.path].filter((part) => part !== undefined && part !== '');
  return [
    `${paint.red('✖')} ${paint.bold(problem.message)}`,
    ...(place.length > 0 ? [`    ${paint.cyan(place.join('  '))}`] : []),
    ...indent(problem.why),
    // Further lines stand below the text, not below the arrow.
    ...(problem.fix ? indent(`→ ${problem.fix.replaceAll('\n', '\n  ')}`) : []),
  ].join('\n');
}

/** A warning on one line: what, and what to do. */
export function formatWarning({ message, fix }: Problem): string {
  return fix ? `${message}. ${fix}` : message;
}

function formatPlace({ file, line }: Problem): string | undefined {
  return file === undefined ? undefined : line === undefined ? file : `${file}:${line}`;
}

function indent(text: string | undefined): string[] {
  return text ? text.split('\n').map((line) => `    ${line}`) : [];
}
