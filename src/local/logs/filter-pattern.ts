import { invalidParameter } from './errors.ts';

/**
 * Reads a filter pattern for unstructured events: `ERROR`, `"exact phrase"`, `-without`, `?any ?of`. Plain terms must all be
 * there; optional ones count only when there are no others. Upper and lower case differ.
 * Throws for JSON, space-delimited and regular expression patterns, which the embedded AWS does not have.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function parseFilterPattern(pattern: string): (message: string) => boolean {
  const text = pattern.trim();
  if (/^[{[%]/.test(text)) {
    throw invalidParameter(
      `The embedded AWS filters by terms only (ERROR, "a phrase", -without, ?any ?of), not by ${text.startsWith('{') ? 'JSON' : text.startsWith('[') ? 'space-delimited' : 'regular expression'} patterns: ${text}`,
    );
  }
  const terms = readTerms(text);
  const required = terms.filter(({ kind }) => kind === 'required').map(({ term }) => term);
  const excluded = terms.filter(({ kind }) => kind === 'excluded').map(({ term }) => term);
  const optional = terms.filter(({ kind }) => kind === 'optional').map(({ term }) => term);
  if (required.length === 0 && excluded.length === 0) {
    return (message) => optional.length === 0 || optional.some((term) => message.includes(term));
  }
  return (message) =>
    required.every((term) => message.includes(term)) && !excluded.some((term) => message.includes(term));
}

interface Term {
  readonly kind: 'required' | 'excluded' | 'optional';
  readonly term: string;
}

function readTerms(text: string): Term[] {
  const terms: Term[] = [];
  const next = /\s*([-?]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/y;
  for (let match = next.exec(text); match; match = next.exec(text)) {
    const [, prefix, quoted, bare] = match;
    if (bare !== undefined && !/^\w+$/u.test(bare)) {
      throw invalidParameter(`Invalid character(s) in term '${bare}'`);
    }
    terms.push({
      kind: prefix === '-' ? 'excluded' : prefix === '?' ? 'optional' : 'required',
      term: bare ?? quoted!.replaceAll(/\\(.)/g, '$1'),
    });
  }
  return terms;
}
