import { expect, test } from 'vitest';
import { findSettingLines } from '../../src/config/find-setting-lines.ts';

test.each([
  ['a key of the exported object', "export default {\n  name: 'a',\n};", ['name'], 2],
  ['a nested key', 'export default defineConfig({\n  api: {\n    cors: true,\n  },\n});', ['api', 'cors'], 3],
  ['a quoted key', "export default {\n  'name': 1 };", ['name'], 2],
  ['a shorthand key', 'const name = 1;\nexport default {\n  name };', ['name'], 3],
  [
    'a key after a comment that looks like it',
    'export default {\n  // name: 1\n  /* name:\n */ name: 2 };',
    ['name'],
    4,
  ],
  [
    'a key after a string that looks like it',
    "export default {\n  a: '{ name: 1, ',\n  name: 2 };",
    ['name'],
    3,
  ],
  [
    'a key after a template with code in it',
    'export default {\n  a: `${[1].map((x) => ({ name: x }))} { name:\n`,\n  name: 2 };',
    ['name'],
    4,
  ],
  [
    'a key after an object with a template',
    'export default {\n  a: { b: `${x}` },\n  name: 2 };',
    ['name'],
    3,
  ],
  ['a key after a regular expression', 'export default {\n  a: /[/{"]/.test(x),\n  name: 2 };', ['name'], 3],
  ['a key after a division', 'export default {\n  a: 4 / 2, b: 4 / 2,\n  name: 2 };', ['name'], 3],
  [
    'a key after a function',
    'export default {\n  a: () => { const x = { name: 1 }; return x; },\n  name: 2 };',
    ['name'],
    3,
  ],
  ['the exported one of two', 'const other = {\n  name: 1 };\nexport default {\n  name: 2 };', ['name'], 4],
  [
    'a key of an object with a name',
    'const api = {\n  cors: 1 };\nexport default {\n  api };',
    ['api', 'cors'],
    2,
  ],
  [
    'a key of the whole config with a name',
    'const c: JetsConfig = {\n  api: {\n    cors: 1 } };\nexport default c;',
    ['api', 'cors'],
    3,
  ],
  ['a key of a spread object', 'export default {\n  name: 1, ...{\n  region: 2 } };', ['region'], 3],
  [
    'a key of a list entry',
    'export default { l: [\n  { a: 1 },\n  { b: 1,\n    a: 2 },\n] };',
    ['l', 1, 'a'],
    4,
  ],
  ['a list entry', 'export default { l: [\n  1, f(2, 3),\n  3,\n] };', ['l', 2], 3],
  ['a missing key, by what is around it', 'export default {\n  f: {\n    a: 1 } };', ['f', 'b'], 2],
  ['module.exports', 'const x = { name: 1 };\nmodule.exports = {\n  name: 2 };', ['name'], 3],
  [
    'a conditional value',
    'export default {\n  f: process.env.X ? { a: 1 } : {\n    b: 2 } };',
    ['f', 'b'],
    3,
  ],
])('finds the line of %s', (_, source, path, line) => {
  expect(findSettingLines(source)(path)).toBe(line);
});

test('a setting that stands nowhere has no line', () => {
  expect(findSettingLines('export default { ...common };')(['name'])).toBeUndefined();
});

test.each(['', '`${', '"', '/*', '}}}', 'export default {'])(
  'unfinished source is read to its end: %s',
  (source) => {
    expect(findSettingLines(source)(['a'])).toBeUndefined();
  },
);
