import { describe, expect, test } from 'vitest';
import type { App } from '../../src/app/app.ts';
import { buildApp } from '../../src/app/build-app.ts';
import type { Grouping } from '../../src/config/config.ts';
import type { Problem } from '../../src/problem.ts';
import { sketchControllers, sketchJob, sketchParts, sketchRoutes } from './sketch.ts';

function build(parts: Parameters<typeof sketchParts>[0] = {}): App {
  const app = buildApp(sketchParts(parts));
  if (!app.ok) throw new Error(JSON.stringify(app.problems, null, 2));
  return app.value;
}

function findProblems(parts: Parameters<typeof sketchParts>[0]): readonly Problem[] {
  const app = buildApp(sketchParts(parts));
  return app.ok ? [] : app.problems;
}

function grouped(controllers: Grouping) {
  return { config: { cfn: { build: { controllers } } } };
}

describe('functions', () => {
  test.each([
    ['one_lambda_for_all_controllers', ['demo-dev-clean_job-run', 'demo-dev-controller']],
    [
      'one_lambda_per_controller',
      ['demo-dev-admin-pages_controller', 'demo-dev-clean_job-run', 'demo-dev-posts_controller'],
    ],
    [
      'one_lambda_per_method',
      [
        'demo-dev-admin-pages_controller-missing',
        'demo-dev-clean_job-run',
        'demo-dev-posts_controller-index',
        'demo-dev-posts_controller-show',
      ],
    ],
  ] as const)('%s: only controllers with routes have one', (grouping, names) => {
    const { functions, routes } = build(grouped(grouping));
    expect(functions.map(({ name }) => name)).toEqual(names);
    for (const route of routes) {
      const server = functions.find(({ key }) => key === route.functionKey);
      expect(server?.routes).toContainEqual(route);
      expect(server?.controllers.map(({ name }) => name)).toContain(route.controller);
    }
  });

  test('the whole of a small app', () => {
    const { config: _, ...app } = build();
    expect(app).toMatchInlineSnapshot(`
      {
        "environment": {
          "name": "development",
          "short": "dev",
        },
        "functions": [
          {
            "controllers": [
              {
                "actions": [
                  "missing",
                ],
                "file": "app/controllers/admin/pages.ts",
                "name": "admin/pages",
              },
            ],
            "key": "admin-pages_controller",
            "kind": "controller",
            "logicalId": "AdminPagesController31ac5f8a",
            "name": "demo-dev-admin-pages_controller",
            "routes": [
              {
                "action": "missing",
                "controller": "admin/pages",
                "declaredPath": "*path",
                "functionKey": "admin-pages_controller",
                "path": "/{path+}",
                "source": {
                  "file": "config/routes.ts",
                  "line": 3,
                },
                "verb": "ANY",
              },
            ],
            "settings": {
              "architectures": [
                "arm64",
              ],
              "environment": {
                "JETS_ENV": "development",
              },
              "memorySize": 512,
              "runtime": "nodejs22.x",
              "timeout": 6,
            },
            "stageVariable": "admin__pages_controller",
          },
          {
            "controllers": [],
            "job": {
              "exportName": "run",
              "file": "app/jobs/clean.ts",
              "name": "clean",
              "schedule": {
                "rate": "1 day",
              },
            },
            "key": "clean_job-run",
            "kind": "job",
            "logicalId": "CleanJobRun",
            "name": "demo-dev-clean_job-run",
            "routes": [],
            "settings": {
              "architectures": [
                "arm64",
              ],
              "environment": {
                "JETS_ENV": "development",
              },
              "memorySize": 512,
              "runtime": "nodejs22.x",
              "timeout": 6,
            },
          },
          {
            "controllers": [
              {
                "actions": [
                  "index",
                  "show",
                ],
                "file": "app/controllers/posts.ts",
                "name": "posts",
              },
            ],
            "key": "posts_controller",
            "kind": "controller",
            "logicalId": "PostsController",
            "name": "demo-dev-posts_controller",
            "routes": [
              {
                "action": "index",
                "controller": "posts",
                "declaredPath": "",
                "functionKey": "posts_controller",
                "path": "/",
                "source": {
                  "file": "config/routes.ts",
                  "line": 1,
                },
                "verb": "GET",
              },
              {
                "action": "show",
                "controller": "posts",
                "declaredPath": "posts/:id",
                "functionKey": "posts_controller",
                "path": "/posts/{id}",
                "source": {
                  "file": "config/routes.ts",
                  "line": 2,
                },
                "verb": "GET",
              },
            ],
            "settings": {
              "architectures": [
                "arm64",
              ],
              "environment": {
                "JETS_ENV": "development",
              },
              "memorySize": 512,
              "runtime": "nodejs22.x",
              "timeout": 6,
            },
            "stageVariable": "posts_controller",
          },
        ],
        "namespace": "demo-dev",
        "resources": [
          {
            "parentPath": "/",
            "path": "/posts",
            "pathPart": "posts",
          },
          {
            "parentPath": "/posts",
            "path": "/posts/{id}",
            "pathPart": "{id}",
          },
          {
            "parentPath": "/",
            "path": "/{path+}",
            "pathPart": "{path+}",
          },
        ],
        "routes": [
          {
            "action": "index",
            "controller": "posts",
            "declaredPath": "",
            "functionKey": "posts_controller",
            "path": "/",
            "source": {
              "file": "config/routes.ts",
              "line": 1,
            },
            "verb": "GET",
          },
          {
            "action": "show",
            "controller": "posts",
            "declaredPath": "posts/:id",
            "functionKey": "posts_controller",
            "path": "/posts/{id}",
            "source": {
              "file": "config/routes.ts",
              "line": 2,
            },
            "verb": "GET",
          },
          {
            "action": "missing",
            "controller": "admin/pages",
            "declaredPath": "*path",
            "functionKey": "admin-pages_controller",
            "path": "/{path+}",
            "source": {
              "file": "config/routes.ts",
              "line": 3,
            },
            "verb": "ANY",
          },
        ],
        "stageName": "dev",
      }
    `);
  });

  test('get the variables of the config, then of .env files, then of the deploy', () => {
    const { functions } = build({
      config: { function: { environment: { AA: 'config', BB: 'config', JETS_ENV: 'config' } } },
      dotenv: { BB: 'dotenv' },
      environment: { name: 'production', short: 'prod', extra: '2' },
    });
    for (const { settings } of functions) {
      expect(settings.environment).toEqual({
        AA: 'config',
        BB: 'dotenv',
        JETS_ENV: 'production',
        JETS_EXTRA: '2',
      });
    }
  });
});

test('an app without routes has no resources, and one without anything has no functions', () => {
  expect(build({ declaredRoutes: [] })).toMatchObject({ resources: [], functions: [{ kind: 'job' }] });
  expect(build({ declaredRoutes: [], jobs: [] }).functions).toEqual([]);
});

test('warnings of the environment do not become part of the app', () => {
  const environment = { name: 'development', short: 'dev', warnings: [] };
  expect(build({ environment }).environment).toEqual({ name: 'development', short: 'dev' });
});

test('the order of controllers and jobs makes no difference', () => {
  const parts = sketchParts({ jobs: [sketchJob('a'), sketchJob('b'), sketchJob('a/c')] });
  const other = { ...parts, controllers: parts.controllers.toReversed(), jobs: parts.jobs.toReversed() };
  expect(JSON.stringify(buildApp(other))).toBe(JSON.stringify(buildApp(parts)));
});

test('every problem comes at once: routes, jobs, environment, names, quotas', () => {
  const problems = findProblems({
    config: { name: 'd'.repeat(60), api: { resourceQuota: 1 } },
    declaredRoutes: sketchRoutes('GET posts/:id posts#show', 'GET x nope#index'),
    jobs: [sketchJob('clean', '1 days')],
    dotenv: { AWS_REGION: 'x', BIG: 'y'.repeat(5_000) },
  });
  expect(problems.map(({ message }) => message.replace(/d{60}/, '<d>'))).toEqual([
    'There is no controller nope',
    'Invalid rate: 1 days',
    'AWS_REGION is a reserved environment variable',
    'The environment of the functions has 5052 bytes',
    "The function's name has 78 characters: <d>-dev-clean_job-run",
    "The function's name has 81 characters: <d>-dev-posts_controller",
    'The routes need 3 API resources',
  ]);
});

describe('names', () => {
  test('64 characters are taken, 65 are not', () => {
    const controllers = sketchControllers('posts:index');
    const declaredRoutes = sketchRoutes('GET / posts#index');
    const fits = { controllers, declaredRoutes, jobs: [], config: { name: 'd'.repeat(43) } };
    expect(build(fits).functions[0]?.name).toHaveLength(64);
    expect(findProblems({ ...fits, config: { name: 'd'.repeat(44) } })).toMatchObject([
      { file: 'app/controllers/posts.ts', path: 'posts_controller', fix: expect.stringContaining('by 1.') },
    ]);
  });

  test('two controllers that give one function name, unless one function serves all', () => {
    const twins = {
      declaredRoutes: sketchRoutes('GET a admin/posts#index', 'GET b admin-posts#index'),
      controllers: sketchControllers('admin/posts:index', 'admin-posts:index'),
    };
    const message =
      'app/controllers/admin-posts.ts and app/controllers/admin/posts.ts give one function name: demo-dev-admin-posts_controller';
    expect(findProblems(twins)).toMatchObject([{ message, file: 'app/controllers/admin/posts.ts' }]);
    expect(findProblems({ ...twins, ...grouped('one_lambda_per_method') })).toHaveLength(1);
    expect(findProblems({ ...twins, ...grouped('one_lambda_for_all_controllers') })).toEqual([]);
  });

  test('two jobs that give one function name', () => {
    expect(findProblems({ jobs: [sketchJob('a/b'), sketchJob('a-b')] })).toMatchObject([
      {
        message:
          'run in app/jobs/a/b.ts and run in app/jobs/a-b.ts give one function name: demo-dev-a-b_job-run',
      },
    ]);
  });

  test('characters that Lambda refuses', () => {
    expect(findProblems({ jobs: [sketchJob('clean', '1 day', '$run')] })).toMatchObject([
      { message: expect.stringContaining('characters that Lambda refuses'), file: 'app/jobs/clean.ts' },
    ]);
  });

  test('a stack name of more than 128 characters', () => {
    expect(
      findProblems({ environment: { name: 'x', short: 'x'.repeat(130) }, declaredRoutes: [], jobs: [] }),
    ).toMatchObject([
      { message: expect.stringContaining("The stack's name has 135 characters") },
      { message: expect.stringContaining("cannot be a stage's name") },
    ]);
  });

  test('two files for one job', () => {
    const jobs = [sketchJob('clean'), { ...sketchJob('clean'), file: 'app/jobs/clean.js' }];
    expect(findProblems({ jobs })).toMatchObject([
      { message: 'Two files are the job clean: app/jobs/clean.ts and app/jobs/clean.js' },
    ]);
  });
});

describe('environment', () => {
  test('4096 bytes are taken, 4097 are not', () => {
    const spent = JSON.stringify({ BIG: '', JETS_ENV: 'development' }).length;
    expect(findProblems({ dotenv: { BIG: 'x'.repeat(4_096 - spent) } })).toEqual([]);
    expect(findProblems({ dotenv: { BIG: 'x'.repeat(4_097 - spent) } })).toMatchObject([
      { message: 'The environment of the functions has 4097 bytes', why: expect.stringContaining('BIG') },
    ]);
  });
});

describe('quotas', () => {
  const numbers = Array.from({ length: 101 }, (_, index) => index);

  test('as many resources as the quota are taken, one more is not', () => {
    const controllers = sketchControllers('posts:index');
    const declare = (count: number) =>
      sketchRoutes(...Array.from({ length: count }, (_, index) => `GET r${index} posts#index`));
    expect(findProblems({ controllers, declaredRoutes: declare(300) })).toEqual([]);
    expect(findProblems({ controllers, declaredRoutes: declare(301) })).toMatchObject([
      { message: 'The routes need 301 API resources', path: 'api.resourceQuota', file: 'config/routes.ts' },
    ]);
    expect(
      findProblems({ controllers, declaredRoutes: declare(301), config: { api: { resourceQuota: 301 } } }),
    ).toEqual([]);
  });

  test.each([
    ['one_lambda_per_method', 1, 'one_lambda_per_controller'],
    ['one_lambda_per_method', 101, 'one_lambda_for_all_controllers'],
    ['one_lambda_per_controller', 101, 'one_lambda_for_all_controllers'],
  ] as const)('101 functions with %s over %i controllers: choose %s', (grouping, count, better) => {
    const declaredRoutes = sketchRoutes(
      ...numbers.map((index) => `GET r${index} c${index % count}#a${index}`),
    );
    const controllers = sketchControllers(
      ...numbers
        .slice(0, count)
        .map((index) => `c${index}:${numbers.map((action) => `a${action}`).join(' ')}`),
    );
    expect(findProblems({ ...grouped(grouping), declaredRoutes, controllers })).toMatchObject([
      { message: 'Routes lead to 101 functions', fix: `Set cfn.build.controllers to ${better}.` },
    ]);
    expect(findProblems({ ...grouped(better), declaredRoutes, controllers })).toEqual([]);
  });
});

// Milliseconds when the work grows with the number of routes; half a minute when every route is compared with every other.
test.each([
  ['sound', 'show', 'c', 0],
  ['without their controllers', 'show', 'd', 5_000],
  ['without their actions', 'shwo', 'c', 5_000],
])(
  '5,000 routes %s are checked in no time',
  (_, action, prefix, problems) => {
    const indices = Array.from({ length: 5_000 }, (_, index) => index);
    const app = buildApp(
      sketchParts({
        config: {
          api: { resourceQuota: 100_000 },
          cfn: { build: { controllers: 'one_lambda_for_all_controllers' } },
        },
        declaredRoutes: sketchRoutes(
          ...indices.map((index) => `GET a${index}/:id/b ${prefix}${index}#${action}`),
        ),
        controllers: sketchControllers(...indices.map((index) => `c${index}:show`)),
      }),
    );
    expect(app.ok ? 0 : app.problems.length).toBe(problems);
  },
  8_000,
);
