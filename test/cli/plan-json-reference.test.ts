import { readFile } from 'node:fs/promises';

import { describe, expect, it } from 'vitest';

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('the reference of the JSON of a plan', () => {
  it('names every field and every value that a plan can have', async () => {
    const [types, reference] = await Promise.all([read('src/plan/plan.ts'), read('.github/PLAN-JSON.md')]);
    const code = types.replaceAll(/\/\*\*[^]*?\*\/|import [^;]*;/g, '');
    const fields = [...code.matchAll(/readonly (\w+)\??:/g)].map(([, name]) => name ?? '');
    const values = [...code.matchAll(/'([^']+)'/g)].map(([, value]) => value ?? '');
    expect(fields.length).toBeGreaterThan(60);
    expect(values.length).toBeGreaterThan(40);
    // A field is documented as `field`, `parent.field`, `field[]` or `parent[].field`.
    const documented = new Set(
      [...reference.matchAll(/`([^`]+)`/g)].flatMap(([, name = '']) => [name, ...name.split(/[.[\]]+/)]),
    );
    expect([...fields, ...values].filter((name) => !documented.has(name))).toEqual([]);
  });
});
