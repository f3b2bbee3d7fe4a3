/** One statement of a policy document, members as they may be written. */
export interface Statement {
  readonly Effect?: string;
  readonly Principal?: string | Readonly<Record<string, string | readonly string[]>>;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** The statements of a policy document, whether there is one or a list of them. */
export function statementsOf(policy: unknown): readonly Statement[] {
  const statement = (policy as { Statement?: Statement | readonly Statement[] } | null | undefined)
    ?.Statement;
  return statement === undefined ? [] : asList(statement);
}

export function asList<T>(value: T | readonly T[] | undefined): readonly T[] {
  return value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

/** `*` is any text and `?` any character, over slashes and colons too, as IAM matches. */
export function matchesPattern(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}

export function covers(patterns: string | readonly string[] | undefined, text: string): boolean {
  return asList(patterns).some((pattern) => matchesPattern(pattern, text));
}
