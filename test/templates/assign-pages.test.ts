import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { assignPages, type PageItem, type PageLimits } from '../../src/templates/assign-pages.ts';
import { listApiItems } from '../../src/templates/api-items.ts';
import { manyRoutes, sketchApp } from './app-fixture.ts';

const small: PageLimits = { fill: 4, full: 12, imports: 4, exports: 4 };

describe('assigning pages', () => {
  it('fills pages in depth-first order and keeps methods beside their resource', () => {
    const items = itemsOf(['/a', '/a/b', '/a/c', '/d', '/d/e']);
    expect(Object.fromEntries(assignPages(items, new Map(), small).pageOf)).toEqual({
      '/a': 1,
      'GET /a': 1,
      '/a/b': 1,
      'GET /a/b': 1,
      '/a/c': 2,
      'GET /a/c': 2,
      '/d': 2,
      'GET /d': 2,
      '/d/e': 3,
      'GET /d/e': 3,
    });
  });

  it('lays out a fresh API without problems whatever its shape', () => {
    fc.assert(
      fc.property(paths, (all) => {
        const items = itemsOf(all);
        const { pageOf, problems } = assignPages(items, new Map(), small);
        expect(problems).toEqual([]);
        expectSound(items, pageOf, small);
      }),
    );
  });

  it('never moves what is live, through any number of changes', () => {
    fc.assert(
      fc.property(fc.array(paths, { minLength: 2, maxLength: 6 }), (versions) => {
        let live: ReadonlyMap<string, number> = new Map();
        for (const version of versions) {
          const items = itemsOf(version);
          const { pageOf, problems } = assignPages(items, live, small);
          for (const { key } of items) if (live.has(key)) expect(pageOf.get(key)).toBe(live.get(key));
          if (problems.length > 0) return;
          expectSound(items, pageOf, small);
          live = pageOf;
        }
      }),
    );
  });

  it('drops a page that has become empty and keeps the numbers of the others', () => {
    const before = assignPages(itemsOf(['/a', '/b', '/c', '/d', '/e', '/f']), new Map(), small).pageOf;
    const after = assignPages(itemsOf(['/a', '/b', '/e', '/f']), before, small).pageOf;
    expect(new Set(after.values())).toEqual(new Set([1, 3]));
  });

  it('fills the gap that a removed page left', () => {
    const live = new Map([
      ['/a', 1],
      ['GET /a', 1],
      ['/b', 1],
      ['GET /b', 1],
      ['/e', 3],
    ]);
    const { pageOf } = assignPages(itemsOf(['/a', '/b', '/c', '/e']), live, small);
    expect(pageOf.get('/c')).toBe(2);
  });

  it('uses the head-room of a page for what grows around what is live there', () => {
    const live = assignPages(itemsOf(['/a', '/b']), new Map(), small).pageOf;
    const { pageOf } = assignPages(itemsOf(['/a', '/a/new', '/b', '/c']), live, small);
    expect(pageOf.get('/a/new')).toBe(1);
    expect(pageOf.get('/c')).toBe(2);
  });

  it('goes on on another page when a page can name no further resources of others', () => {
    const limits = { ...small, full: 4, fill: 4, imports: 1, exports: 9 };
    const live = new Map(['/a', '/b', '/c', '/d'].map((key) => [key, 1]));
    const items: PageItem[] = ['/a', '/b', '/c', '/d'].flatMap((key) => [
      { key },
      { key: `GET ${key}`, parentKey: key },
    ]);
    const { pageOf, problems } = assignPages(items, live, limits);
    expect(problems).toEqual([]);
    expect(['/a', '/b', '/c', '/d'].map((path) => pageOf.get(`GET ${path}`))).toEqual([2, 3, 4, 5]);
  });

  it('never puts anything before the page of what it belongs to, though there be room', () => {
    const limits = { ...small, full: 2, fill: 2 };
    const live = new Map([
      ['/a', 1],
      ['/b', 2],
      ['GET /b', 2],
    ]);
    const { pageOf } = assignPages(itemsOf(['/b', '/b/new']), live, limits);
    expect(pageOf.get('/b/new')).toBe(3);
  });

  it('says so when a page is full and can hand out no further resources', () => {
    const limits = { ...small, full: 4, fill: 4, exports: 1 };
    const live = new Map(['/a', '/b', '/c', '/d'].map((key) => [key, 1]));
    const items: PageItem[] = ['/a', '/b', '/c', '/d'].flatMap((key) => [
      { key },
      { key: `GET ${key}`, parentKey: key },
    ]);
    const { problems } = assignPages(items, live, limits);
    expect(problems.map(({ path }) => path)).toEqual(['GET /b', 'GET /c', 'GET /d']);
    expect(problems[0]?.fix).toContain('JETS_API_REPLACE=1');
  });

  it('refuses a live layout in which nested stacks would wait for each other in a circle', () => {
    const live = new Map([
      ['/a', 2],
      ['/a/b', 1],
    ]);
    const { problems } = assignPages([{ key: '/a' }, { key: '/a/b', parentKey: '/a' }], live, small);
    expect(problems.map(({ message }) => message)).toEqual([
      '/a/b is live on page 1, but what it belongs to would be on page 2',
    ]);
  });

  it('takes time in proportion to the number of routes', () => {
    const steps = (count: number) => {
      const items = listApiItems(sketchApp({ routes: manyRoutes(count) }));
      let reads = 0;
      const counted = items.map((item) => ({
        get key() {
          reads += 1;
          return item.key;
        },
        ...(item.parentKey === undefined ? {} : { parentKey: item.parentKey }),
      }));
      assignPages(counted);
      return reads / items.length;
    };
    expect(steps(8_000)).toBeCloseTo(steps(500), 0);
  });
});

const part = fc.constantFrom('a', 'b', 'c', 'd', '{id}');
const paths = fc.array(
  fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`),
  { maxLength: 40 },
);

/** Every path with its parents, in the order templates use, with a GET on each. */
function itemsOf(declared: readonly string[]): PageItem[] {
  const routes = [...new Set(declared)].map((path) => `GET ${path} posts#index`);
  return listApiItems(sketchApp({ routes })).map(({ key, parentKey }) =>
    parentKey === undefined ? { key } : { key, parentKey },
  );
}

function expectSound(items: readonly PageItem[], pageOf: ReadonlyMap<string, number>, limits: PageLimits) {
  const counts = new Map<number, number>();
  const imports = new Map<number, Set<string>>();
  const exports = new Map<number, Set<string>>();
  for (const { key, parentKey } of items) {
    const page = pageOf.get(key) ?? 0;
    expect(page).toBeGreaterThanOrEqual(1);
    counts.set(page, (counts.get(page) ?? 0) + 1);
    const parentPage = parentKey === undefined ? page : (pageOf.get(parentKey) ?? 0);
    expect(page).toBeGreaterThanOrEqual(parentPage);
    if (parentKey === undefined || parentPage === page) continue;
    imports.set(page, (imports.get(page) ?? new Set()).add(parentKey));
    exports.set(parentPage, (exports.get(parentPage) ?? new Set()).add(parentKey));
  }
  for (const count of counts.values()) expect(count).toBeLessThanOrEqual(limits.full);
  for (const names of imports.values()) expect(names.size).toBeLessThanOrEqual(limits.imports);
  for (const names of exports.values()) expect(names.size).toBeLessThanOrEqual(limits.exports);
}
