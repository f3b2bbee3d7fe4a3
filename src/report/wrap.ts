/** Columns that every report fits into, as far as names and addresses allow. */
export const lineWidth = 80;

/**
 * A text as indented lines of at most {@link lineWidth} columns, broken between words. What follows a line break is a
 * command to be copied: it stays whole.
 *
 * @param hanging indent of every line but the first, where that differs.
 */
export function wrap(text: string, indent = '', hanging = indent): string[] {
  const [sentence = '', ...commands] = text.split('\n');
  const lines: string[] = [];
  let line = indent;
  let empty = true;
  for (const word of sentence.split(' ')) {
    if (!empty && line.length + 1 + word.length > lineWidth) {
      lines.push(line);
      line = hanging;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line, ...commands.map((command) => `${hanging}${command}`)];
}
