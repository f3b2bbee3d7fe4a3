import type { Problem } from '../problem.ts';

/**
 * Where the variables of a `.env` file stand, and which lines are none. Node's `parseEnv` reads the values; it drops
 * what it cannot read without a word, so this says it.
 *
 * @param source with `\n` as line end.
 */
export function scanDotenv(source: string): {
  readonly variables: readonly { readonly name: string; readonly line: number }[];
  readonly malformed: readonly Pick<Problem, 'message' | 'line' | 'path' | 'fix'>[];
} {
  const lines = source.split('\n');
  const variables: { name: string; line: number }[] = [];
  const malformed: Pick<Problem, 'message' | 'line' | 'path' | 'fix'>[] = [];
  for (let index = 0; index < lines.length; index++) {
    const text = (lines[index] ?? '').trim();
    const line = index + 1;
    if (text === '' || text.startsWith('#')) continue;
    const assignment = /^(?:export\s+)?([^\s=]+)\s*=\s*(.*)$/.exec(text);
    if (assignment?.[1] === undefined) {
      malformed.push({
        message: 'This line is not NAME=value',
        line,
        fix: 'Correct it, or put # before it.',
      });
      continue;
    }
    const [, name, value = ''] = assignment;
    variables.push({ name, line });
    const quote = /^["'`]/.exec(value)?.[0];
    if (quote === undefined) continue;
    const rest = lines.slice(index);
    const end = findClosingQuote([value, ...rest.slice(1)], quote);
    if (end === undefined) {
      malformed.push({
        message: `The quote of ${name} is never closed`,
        line,
        path: name,
        fix: `Add the closing ${quote}`,
      });
      continue;
    }
    if (!/^\s*(#.*)?$/.test(end.after)) {
      const fix = `Check which ${quote} closes the value, and quote a value that holds ${quote} with another kind.`;
      malformed.push({
        message: `Text follows the closing quote of ${name}`,
        line: line + end.row,
        path: name,
        fix,
      });
    }
    index += end.row;
  }
  return { variables, malformed };
}

/** `lines[0]` starts with the opening quote. */
function findClosingQuote(
  lines: readonly string[],
  quote: string,
): { readonly row: number; readonly after: string } | undefined {
  for (const [row, text] of lines.entries()) {
    const at = text.indexOf(quote, row === 0 ? 1 : 0);
    if (at !== -1) return { row, after: text.slice(at + 1) };
  }
  return undefined;
}
