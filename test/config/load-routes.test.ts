import { describe, expect, test } from 'vitest';
import { loadRoutes } from '../../src/config/load-routes.ts';
import { createAppFolder } from './app-folder.ts';

const importRoutes = "import { routes } from 'jets-deploy';";

test('routes are read in order, from TypeScript and JavaScript', async () => {
  for (const file of ['config/routes.ts', 'config/routes.js', 'config/routes.mjs']) {
    const root = await createAppFolder({
      [file]: `${importRoutes}\nexport default routes((r) => {\n  r.root('posts#index');\n  r.any('*path', 'pages#missing');\n});`,
    });
    expect(await loadRoutes(root)).toEqual({
      ok: true,
      value: [
        { verb: 'GET', declaredPath: '', target: 'posts#index', source: { file, line: 3 } },
        { verb: 'ANY', declaredPath: '*path', target: 'pages#missing', source: { file, line: 4 } },
      ],
    });
  }
});

/** Every path is the number of the line that its call stands on. */
const difficult = `${importRoutes} enum Kind { A, B, C }
export default routes((r) => { r.get('2', 'a#b');
  enum Local { a, b = 'x' }
  r.get('4', \`a
  #b\`); r.get('5', 'a#b');
  /** a comment
   * of two lines */ r.get('7', 'a#b'); // and more
  r.get(
    '8',
    'a#b',
  ); r.get('11', 'a#b');
  const o = { async *g() { yield 1; }, get q() { return 1 }, ...{ a: 1 } }; r.get('12', 'a#b');
  for (const [k] of Object.entries({ a: 1,
    b: 2 })) r.get('14', 'a#b');
  type T = { a: string;
    b: number };
  interface I { x: 1 } r.get('17', 'a#b'); declare const zz: string;

  if (o) { r.get('19', 'a#b'); } else { r.get('x', 'a#b'); }
  (['20'] as const).forEach((p) => r.get(p, 'a#b'));
  const { get } = r; get('21', 'a#b');
  abstract class K { static { r.get('22', 'a#b'); } declare x: string; constructor(public z = 1,
    private w = r.get('23', 'a#b')) {} }
  class L extends K {} new L();
  function over(a: string): void;
  function over(a: number): void;
  function over(a: any) { r.get(a, 'a#b'); }
  over('27');
  label: for (;;) { r.get('29', 'a#b'); break label; }
  const big = [
    1,

    3,
  ] satisfies number[]; r.get('34', 'a#b');
  namespace N { export const q = 1; r.get('35', 'a#b'); }
});
`;

test('the line of each route is the line of its call, whatever TypeScript stands around it', async () => {
  const root = await createAppFolder({ 'config/routes.ts': difficult });
  const loaded = await loadRoutes(root);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  expect(loaded.value.map(({ declaredPath }) => declaredPath)).toHaveLength(19);
  for (const { declaredPath, source } of loaded.value)
    expect(`line ${source.line}`).toBe(`line ${declaredPath}`);
});

test.each(['a b', 'brackets (1)', "it's [x]", 'ümlaut%20'])(
  'the file is named also below a folder called %s',
  async (folder) => {
    const root = await createAppFolder(
      { 'config/routes.ts': `${importRoutes}\nexport default routes((r) => r.root('a#b'));` },
      folder,
    );
    expect(await loadRoutes(root)).toMatchObject({
      ok: true,
      value: [{ source: { file: 'config/routes.ts', line: 2 } }],
    });
  },
);

test('a route that an imported file declares is named with that file', async () => {
  const root = await createAppFolder({
    'config/routes.ts': `${importRoutes}\nimport { admin } from './routes/admin.ts';\nexport default routes((r) => {\n  admin(r);\n});`,
    'config/routes/admin.ts':
      "import type { RouteBuilder } from 'jets-deploy';\n\nexport function admin(r: RouteBuilder): void {\n  r.get('admin', 'admin#index');\n}",
  });
  expect(await loadRoutes(root)).toMatchObject({
    ok: true,
    value: [{ declaredPath: 'admin', source: { file: 'config/routes/admin.ts', line: 4 } }],
  });
});

describe('what cannot be loaded is a problem', () => {
  test.each([
    ['no file', {}, { message: expect.stringContaining('No config/routes.ts') }],
    [
      'no default export',
      { 'config/routes.ts': 'export const a = 1;' },
      { message: 'config/routes.ts has no default export' },
    ],
    [
      'another default export',
      { 'config/routes.ts': 'export default [];' },
      { message: 'config/routes.ts does not export routes', file: 'config/routes.ts' },
    ],
    [
      'an unknown verb',
      { 'config/routes.ts': `${importRoutes}\nexport default routes((r) => {\n  r.gett('a', 'a#b');\n});` },
      { message: 'config/routes.ts throws when it is loaded: TypeError: r.gett is not a function', line: 3 },
    ],
    [
      'an asynchronous function',
      { 'config/routes.ts': `${importRoutes}\nexport default routes(async (r) => {});` },
      { message: expect.stringContaining('not async'), file: 'config/routes.ts', line: 2 },
    ],
    ['broken syntax', { 'config/routes.ts': 'export default (;' }, { file: 'config/routes.ts', line: 1 }],
  ])('%s', async (_, files, problem) => {
    expect(await loadRoutes(await createAppFolder(files))).toMatchObject({ ok: false, problems: [problem] });
  });
});
