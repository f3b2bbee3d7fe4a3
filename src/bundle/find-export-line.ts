import { type Token, tokenize } from '../config/tokenize.ts';

/**
 * 1-based line on which a module declares what it exports under a name: `export const run = …`, or `const run = …`
 * that is exported elsewhere in the file. Undefined for what comes from another module.
 */
export function findExportLine(source: string, exportName: string): number | undefined {
  const tokens = [...tokenize(source)];
  const declarations = tokens.filter((token, index) => declares(tokens, index, token, exportName));
  const exported = declarations.find((token) => precededByExport(tokens, tokens.indexOf(token)));
  return (exported ?? declarations[0])?.line;
}

function declares(tokens: readonly Token[], index: number, { text }: Token, exportName: string): boolean {
  const before = tokens[index - 1]?.text;
  if (exportName === 'default') return text === 'default' && before === 'export';
  return text === exportName && /^(?:const|let|var|function|class)$/.test(before ?? '');
}

function precededByExport(tokens: readonly Token[], index: number): boolean {
  const words = tokens.slice(Math.max(0, index - 3), index).map(({ text }) => text);
  return words.includes('export');
}
