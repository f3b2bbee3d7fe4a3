import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkRoutes, readRoutes } from '../../src/app/check-routes.ts';
import { sketchControllers, sketchRoutes } from './sketch.ts';

const controllers = sketchControllers('posts:index show create', 'admin/posts:index', 'empty:');

function check(...lines: readonly string[]) {
  return checkRoutes(sketchRoutes(...lines), controllers);
}

test('sound routes have no problem', () => {
  const problems = check(
    'GET / posts#index',
    'GET posts posts#index',
    'POST posts posts#create',
    'ANY posts posts#index',
    'GET posts/new posts#create',
    'GET posts/:id posts#show',
    'GET posts/:id/comments/:comment_id posts#show',
    'GET users/:name posts#show',
    'GET admin/posts admin/posts#index',
    'ANY *path posts#index',
  );
  expect(problems).toEqual([]);
});

describe('a target', () => {
  test.each([
    [
      'GET a post#index',
      'There is no controller post',
      'Did you mean posts? If not, write app/controllers/post.ts.',
    ],
    [
      'GET a PostsController#index',
      'There is no controller PostsController',
      expect.stringContaining('Did you mean posts?'),
    ],
    ['GET a widgets#index', 'There is no controller widgets', 'Write app/controllers/widgets.ts.'],
    ['GET a admin/post#index', 'There is no controller admin/post', expect.stringContaining('admin/posts')],
    [
      'GET a posts#idnex',
      'The controller posts has no action idnex',
      expect.stringContaining('Did you mean index?'),
    ],
    [
      'GET a posts#destroy',
      'The controller posts has no action destroy',
      expect.stringContaining('export async function destroy('),
    ],
    ['GET a posts', 'The target posts is not controller#action', expect.stringContaining("'posts#index'")],
    ['GET a posts#', 'The target posts# is not controller#action', expect.anything()],
    ['GET a #index', 'The target #index is not controller#action', expect.anything()],
    ['GET a /posts#index', 'The target /posts#index is not controller#action', expect.anything()],
    ['GET a ../posts#index', 'The target ../posts#index is not controller#action', expect.anything()],
    ['GET a posts#index#x', 'The target posts#index#x is not controller#action', expect.anything()],
    ['GET a posts#not-a-name', 'The target posts#not-a-name is not controller#action', expect.anything()],
    ['GET a', 'The route has no target', expect.anything()],
  ])('of %s: %s', (line, message, fix) => {
    expect(check(line)).toMatchObject([{ message, fix, file: 'config/routes.ts', line: 1, path: 'GET /a' }]);
  });

  test('the exported actions are listed', () => {
    expect(check('GET a posts#nope')[0]?.why).toBe('app/controllers/posts.ts exports index, show, create.');
    expect(check('GET a empty#nope')[0]?.why).toBe('app/controllers/empty.ts exports nothing.');
  });

  test('in a controller that does not compile is no second problem', () => {
    const broken = [{ name: 'posts', file: 'app/controllers/posts.ts', actions: [], broken: true as const }];
    expect(checkRoutes(sketchRoutes('GET a posts#index'), broken)).toEqual([]);
  });
});

describe('two routes that API Gateway cannot hold', () => {
  test('the same verb and path', () => {
    expect(check('GET posts posts#index', 'POST posts posts#create', 'GET posts posts#show')).toMatchObject([
      { message: 'Two routes for GET /posts', line: 3, why: expect.stringContaining('config/routes.ts:1') },
    ]);
  });

  test.each([
    ['posts/:id', 'posts/:slug', ':slug and :id are both variables under /posts'],
    ['posts/:id/a', 'posts/:slug/b', ':slug and :id are both variables under /posts'],
    [':id', ':slug', ':slug and :id are both variables under /'],
    ['users/:user_id/posts/:id', 'users/:uid', ':uid and :user_id are both variables under /users'],
    ['files/:id', 'files/*rest', '*rest and :id are both variables under /files'],
    ['*path', ':id', ':id and *path are both variables under /'],
    ['*path', '*rest', '*rest and *path are both variables under /'],
  ])('%s beside %s', (first, second, message) => {
    expect(check(`GET ${first} posts#show`, `POST ${second} posts#show`)).toMatchObject([
      {
        message,
        file: 'config/routes.ts',
        line: 2,
        path: `POST /${second}`,
        why: expect.stringContaining(`config/routes.ts:1 has GET /${first}`),
      },
    ]);
  });

  test('each pair of names is told once, however many routes have it', () => {
    const problems = check(
      'GET posts/:id posts#show',
      'GET posts/:slug posts#show',
      'PUT posts/:slug posts#show',
      'GET posts/:slug/a posts#show',
    );
    expect(problems).toHaveLength(1);
  });
});

test('all problems come at once, in the order of the file', () => {
  const problems = check(
    'GET a//b posts#nope',
    'GET posts posts#index',
    'GET posts nope#index',
    'GET *x/y posts#index',
  );
  expect(problems.map(({ line, message }) => `${line} ${message}`)).toEqual([
    '1 The path has an empty segment',
    '1 The controller posts has no action nope',
    '3 There is no controller nope',
    '3 Two routes for GET /posts',
    '4 *x is not the last part of the path',
  ]);
});

test('two files for one controller', () => {
  const twice = [...controllers, { name: 'posts', file: 'app/controllers/posts.js', actions: [] }];
  expect(checkRoutes([], twice)).toMatchObject([
    {
      message: 'Two files are the controller posts: app/controllers/posts.ts and app/controllers/posts.js',
      file: 'app/controllers/posts.js',
    },
  ]);
});

const segments = fc.constantFrom('a', 'b', ':id', ':slug');
const paths = fc
  .tuple(fc.array(segments, { maxLength: 4 }), fc.constantFrom('', '*rest', '*path'))
  .map(([parts, greedy]) => [...parts, ...(greedy === '' ? [] : [greedy])].join('/'));

test('API Gateway can create the resources of routes without problems, one after another', () => {
  fc.assert(
    fc.property(fc.uniqueArray(paths, { maxLength: 5 }), (declaredPaths) => {
      const lines = declaredPaths.map((path) => `GET ${path || '/'} posts#index`);
      const { problems, resources } = readRoutes(sketchRoutes(...lines), controllers);
      const created = new Map<string, string>([['/', '']]);
      let refused = false;
      for (const { path, parentPath, pathPart } of resources) {
        expect(created.has(parentPath)).toBe(true);
        expect(created.has(path)).toBe(false);
        const variableBeside = [...created].some(
          ([, place]) => place.startsWith(`${parentPath} {`) && pathPart.startsWith('{'),
        );
        if (variableBeside || created.get(parentPath)?.endsWith('+}')) refused = true;
        created.set(path, `${parentPath} ${pathPart}`);
      }
      const repeated = declaredPaths.some((path) => {
        const names = path.split('/').filter((part) => /^[:*]/.test(part));
        return new Set(names).size < names.length;
      });
      if (!repeated) expect(problems.length > 0).toBe(refused);
    }),
    { numRuns: 1_000 },
  );
});
