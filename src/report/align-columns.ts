/**
 * Cells padded so that columns stand under each other, two spaces apart when joined with them; a row's last cell is not
 * padded. A cell wider than its column may be pushes only its own row, and not all the others past the line's end.
 *
 * @param widest columns wide that each column may become; unlimited where absent.
 */
export function alignColumns(
  rows: readonly (readonly string[])[],
  widest: readonly (number | undefined)[] = [],
): string[][] {
  const trimmed = rows.map((row) => row.slice(0, row.findLastIndex((cell) => cell !== '') + 1));
  const widths: number[] = [];
  for (const row of trimmed) {
    for (const [column, { length }] of row.entries()) {
      if (length <= (widest[column] ?? Infinity)) widths[column] = Math.max(widths[column] ?? 0, length);
    }
  }
  return trimmed.map((row) =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))),
  );
}
