/** A token of JavaScript or TypeScript. Text in quotes is one token; comments are none. */
export interface Token {
  readonly text: string;
  /** 1-based. */
  readonly line: number;
  /** What the token says as a key of an object: `api`, `'api'` and `"api"` are all api. */
  readonly name?: string;
}

/**
 * Cuts source text into tokens, well enough to find brackets and keys: strings, templates, comments and regular
 * expressions are never mistaken for code. It does not check the syntax.
 */
export function* tokenize(source: string): Generator<Token> {
  let line = 1;
  let previous = '';
  /** Brackets opened since each `${`: at 0, `}` goes on with the template. */
  const templates: number[] = [];
  for (let at = 0; at < source.length;) {
    const inTemplate = source[at] === '}' && templates.at(-1) === 0;
    const text =
      inTemplate || source[at] === '`' ? readTemplate(source, at) : readToken(source, at, previous);
    if (text.startsWith('`') || inTemplate) {
      if (inTemplate) templates.pop();
      if (text.endsWith('${')) templates.push(0);
    } else if (text === '{' || text === '}') {
      const depth = templates.pop();
      if (depth !== undefined) templates.push(depth + (text === '{' ? 1 : -1));
    }
    if (!/^(?:\s|\/\/|\/\*)/.test(text)) {
      const name = readName(text);
      // A template is a value wherever it is cut.
      const shown = inTemplate || text.startsWith('`') ? '`' : text;
      yield { text: shown, line, ...(name !== undefined && { name }) };
      previous = shown;
    }
    line += text.split('\n').length - 1;
    at += text.length;
  }
}

const token =
  /\s+|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|"(?:\\[^]|[^"\\\n])*"?|'(?:\\[^]|[^'\\\n])*'?|[\p{ID_Start}$_#@][\p{ID_Continue}$]*|\d[\w.]*|=>|\.\.\.|&&|\|\||\?\?|\?\.|[=!]==?|[^]/uy;
const regularExpression = /\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/\w*/y;

function readToken(source: string, at: number, previous: string): string {
  // After a value, `/` divides.
  const afterValue =
    /[\p{ID_Continue}$)\]}"'`]$/u.test(previous) && !/^(?:return|typeof|case|in|of)$/.test(previous);
  const pattern =
    source[at] === '/' && !afterValue && matches(regularExpression, source, at) ? regularExpression : token;
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0] ?? source.charAt(at);
}

function matches(pattern: RegExp, source: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(source);
}

/** From a backtick, or the `}` that ends a substitution, to the next `${` or the closing backtick. */
function readTemplate(source: string, at: number): string {
  const pattern = /[`}](?:\\[^]|\$(?!\{)|[^`\\$])*(?:`|\$\{|$)/y;
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0] ?? source.charAt(at);
}

function readName(text: string): string | undefined {
  if (/^["']/.test(text)) return text.slice(1, -1);
  return /^[\p{ID_Start}$_\d]/u.test(text) ? text : undefined;
}
