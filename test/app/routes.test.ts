import { expect, test } from 'vitest';
import { job, jobBrand } from '../../src/app/job.ts';
import { routes, routesBrand } from '../../src/app/routes.ts';

test('every verb declares a route, in order, with the slashes at the ends of its path removed', () => {
  const declared = routes((r) => {
    r.root('a#root');
    r.get('/posts/', 'a#get');
    r.post('posts', 'a#post');
    r.put('posts/:id', 'a#put');
    r.patch('posts/:id', 'a#patch');
    r.delete('posts/:id', 'a#delete');
    r.head('/', 'a#head');
    r.options('x', 'a#options');
    r.any('*path', 'a#any');
  })[routesBrand];
  expect(declared.map(({ verb, declaredPath, target }) => `${verb} ${declaredPath} ${target}`)).toEqual([
    'GET  a#root',
    'GET posts a#get',
    'POST posts a#post',
    'PUT posts/:id a#put',
    'PATCH posts/:id a#patch',
    'DELETE posts/:id a#delete',
    'HEAD  a#head',
    'OPTIONS x a#options',
    'ANY *path a#any',
  ]);
});

test('a route knows the file and line of its call', () => {
  const [first, second] = routes((r) => {
    r.root('a#b');

    r.get('x', 'a#b');
  })[routesBrand];
  expect(first?.source.file).toMatch(/test\/app\/routes\.test\.ts$/);
  expect((second?.source.line ?? 0) - (first?.source.line ?? 0)).toBe(2);
});

test('what JavaScript passes instead of text is kept as text, to be refused with its line later', () => {
  const [route] = routes((r) => {
    const get = r.get as (...parameters: unknown[]) => void;
    get(7);
    get('posts', { to: 'posts#index' });
  })[routesBrand];
  expect(route).toMatchObject({ declaredPath: '7', target: '' });
});

test('routes() and job() refuse anything but a function', () => {
  expect(() => routes({} as never)).toThrow(TypeError);
  expect(() => job({ rate: '1 day' }, undefined as never)).toThrow(TypeError);
});

test('a job is its handler and carries its schedule', async () => {
  const handler = async (event: { readonly id: string }) => event.id;
  const run = job({ rate: '1 day' }, handler);
  expect(run).toBe(handler);
  expect(Reflect.get(run, jobBrand)).toEqual({ rate: '1 day' });
  expect(await run({ id: '7' })).toBe('7');
});
