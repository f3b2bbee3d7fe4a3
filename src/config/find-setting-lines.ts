import type { SettingPath } from './setting-path.ts';
import { tokenize } from './tokenize.ts';

/**
 * Finds in the source of a config file the line on which a setting stands. The value itself knows no lines, so the
 * object literals of the file are read: those of the default export first, then others that end in the same keys
 * (`const api = { … }`), then the line of the setting around it.
 */
export function findSettingLines(source: string): (path: SettingPath) => number | undefined {
  const keys = readKeys(source);
  return (path) => {
    for (let length = path.length; length > 0; length--) {
      const wanted = path.slice(0, length);
      const line = findExact(keys, wanted) ?? findBySuffix(keys, wanted);
      if (line !== undefined) return line;
    }
    return undefined;
  };
}

interface Key {
  readonly path: SettingPath;
  readonly line: number;
  /** Belongs to the first object after `export default`. */
  readonly exported: boolean;
}

function findExact(keys: readonly Key[], wanted: SettingPath): number | undefined {
  const same = keys.filter(({ path }) => path.length === wanted.length && endsWith(wanted, path));
  return (same.find(({ exported }) => exported) ?? same[0])?.line;
}

/** The longest path of an object elsewhere that `wanted` ends in; never of the exported object, whose paths are whole. */
function findBySuffix(keys: readonly Key[], wanted: SettingPath): number | undefined {
  const matching = keys.filter(({ path, exported }) => !exported && endsWith(wanted, path));
  return matching.toSorted((one, other) => other.path.length - one.path.length)[0]?.line;
}

function endsWith(path: SettingPath, end: SettingPath): boolean {
  const start = path.length - end.length;
  return start >= 0 && end.every((part, index) => part === path[start + index]);
}

interface Bracket {
  readonly kind: 'object' | 'list' | 'group' | 'block';
  /** Path of the value that this bracket is, or stands in; `undefined` outside objects. */
  readonly path: SettingPath | undefined;
  readonly exported: boolean;
  /** Key (or position in a list) of the member being read. */
  member: string | number | undefined;
  /** The next token may be a key. */
  atKey: boolean;
}

function readKeys(source: string): readonly Key[] {
  const keys: Key[] = [];
  const brackets: Bracket[] = [
    { kind: 'block', path: undefined, exported: false, member: undefined, atKey: false },
  ];
  let exportSeen: 'no' | 'yes' | 'read' = 'no';
  let previous = '';
  for (const token of tokenize(source)) {
    const bracket = brackets.at(-1) as Bracket;
    const { text, line } = token;
    if (bracket.kind === 'list' && bracket.path !== undefined && (previous === '[' || previous === ',')) {
      keys.push({ path: pathOfMember(bracket) ?? [], line, exported: bracket.exported });
    }
    if (text === '{' || text === '[' || text === '(') {
      const kind =
        text === '(' ? 'group' : text === '[' ? 'list' : startsObject(previous) ? 'object' : 'block';
      const inherited = kind === 'block' ? undefined : pathOfMember(bracket);
      const isRoot = kind === 'object' && inherited === undefined;
      const exported = isRoot ? exportSeen === 'yes' : bracket.exported;
      if (isRoot && exported) exportSeen = 'read';
      brackets.push({
        kind,
        path: isRoot ? [] : inherited,
        exported,
        member: kind === 'list' ? 0 : undefined,
        atKey: kind === 'object',
      });
    } else if (text === '}' || text === ']' || text === ')') {
      if (brackets.length > 1) brackets.pop();
    } else if (text === ',') {
      if (bracket.kind === 'object') Object.assign(bracket, { atKey: true, member: undefined });
      if (bracket.kind === 'list') bracket.member = (bracket.member as number) + 1;
    } else if (bracket.kind === 'object' && bracket.atKey && token.name !== undefined) {
      keys.push({ path: [...(bracket.path ?? []), token.name], line, exported: bracket.exported });
      Object.assign(bracket, { atKey: false, member: token.name });
    } else if (bracket.kind === 'object') {
      bracket.atKey = false;
    }
    if (previous === 'export' && text === 'default') exportSeen = 'yes';
    if (previous === '.' && text === 'exports') exportSeen = 'yes';
    previous = text;
  }
  return keys;
}

/** Path of what is being read inside a bracket. */
function pathOfMember({ kind, path, member }: Bracket): SettingPath | undefined {
  if (path === undefined || kind === 'group') return path;
  return member === undefined ? undefined : [...path, member];
}

/** `{` after one of these starts an object; after anything else, a block. */
function startsObject(previous: string): boolean {
  return ['(', '[', ',', '=', ':', '?', '&&', '||', '??', 'return', 'default', '...'].includes(previous);
}
