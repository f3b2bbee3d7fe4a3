import { expect, test } from 'vitest';
import { findExportLine } from '../../src/bundle/find-export-line.ts';

const source = `// export const run = 1;
const run = () => 'export const night = 1';
function outer() { const night = 1; return night; }
export const night = 2;
export async function noon() {}
export { run, run as again };
export default night;
`;

test.each([
  ['run', 2],
  ['night', 4],
  ['noon', 5],
  ['default', 7],
  ['again', undefined],
  ['elsewhere', undefined],
])('%s is declared on line %s', (name, line) => {
  expect(findExportLine(source, name)).toBe(line);
});
