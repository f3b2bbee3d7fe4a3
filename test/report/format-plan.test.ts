import { describe, expect, it } from 'vitest';

import type { Plan } from '../../src/plan/plan.ts';
import { formatPlan } from '../../src/report/format-plan.ts';
import { formatPlanBrief } from '../../src/report/format-plan-brief.ts';
import {
  liveEndpoint,
  paint,
  sketchFunction,
  sketchPlan,
  sketchRoute,
  sketchUpdate,
} from './plan-fixture.ts';
import { firstDeploy, renamedVariable, replacement } from './sample-plans.ts';

const show = (given: Partial<Plan>, verbose = false) => formatPlan(sketchPlan(given), { paint, verbose });
const brief = (given: Partial<Plan>) => formatPlanBrief(sketchPlan(given), { paint });

const blocked: Plan['blocked'] = {
  kind: 'busy',
  stackName: 'demo-dev',
  problems: [
    {
      message: 'Stack demo-dev is in the middle of an operation (UPDATE_IN_PROGRESS)',
      fix: 'Wait until CloudFormation is done, then run the same command again. To wait for it:\naws cloudformation wait stack-update-complete --stack-name demo-dev',
    },
  ],
};

const inPlace: Partial<Plan> = {
  routes: {
    added: [sketchRoute('GET /about pages#about', 9)],
    changed: [{ ...sketchRoute('GET /posts posts#list', 5), targetBefore: 'posts#index' }],
    removed: [sketchRoute('DELETE /posts/{id} posts#remove')],
    unchanged: 2,
  },
  functions: {
    added: [],
    changed: [
      sketchFunction('clean_job-run', ['schedule']),
      sketchFunction('posts_controller', ['code', 'settings']),
    ],
    removed: [sketchFunction('tidy_job-run')],
    unchanged: 1,
  },
  steps: [
    sketchUpdate(
      'prepare',
      ['create Lambda::Version', 'update Lambda::Function 2'],
      [
        'create ApiGateway::Resource',
        'create ApiGateway::Method',
        'update ApiGateway::Method',
        'delete ApiGateway::Method',
      ],
    ),
    sketchUpdate('deploy', ['create ApiGateway::Deployment', 'update ApiGateway::Stage']),
  ],
};

const nameTaken: Plan['strategy']['reasons'][number] = {
  code: 'name',
  message: 'Function demo-dev-posts_controller exists already',
  live: ['function demo-dev-posts_controller, made by stack demo-dev'],
  why: 'A name is given once in an account and region, and CloudFormation creates the new one before it deletes the old one.',
};

const unnamed = { key: 'posts_controller', kind: 'controller', changes: ['name'] } as const;

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => sketchRoute(`GET /p${index} posts#index`, index + 3));

describe('a plan', () => {
  it('of a first deploy says what will be made', () => {
    expect(show(firstDeploy)).toMatchInlineSnapshot(`
      "demo-dev on AWS us-east-1

      Routes
        + GET   /            pages#index   config/routes.ts:4
        + GET   /posts       posts#index   config/routes.ts:5
        + POST  /posts       posts#create  config/routes.ts:6
        + GET   /posts/{id}  posts#show    config/routes.ts:7
          CORS preflights: 2 added

      Functions and jobs
        + job       clean_job-run
        + function  pages_controller
        + function  posts_controller

      Steps
        1  Create stack jets-toolkit: the bucket for code and templates, one per
           account and region
        2  Create stack demo-dev
           create  1 Rest API, 2 API paths, 6 API methods, 1 API deployment,
                   1 API stage, 3 functions, 2 function versions, 1 permission,
                   4 roles, 3 log groups, 1 schedule, 1 nested stack

      This is the first deploy

      The endpoint is printed at the end.
      About 44 AWS operations in about 2 min."
    `);
  });

  it('in place says what comes, changes and goes', () => {
    expect(show(inPlace)).toMatchInlineSnapshot(`
      "demo-dev on AWS us-east-1

      Routes
        + GET     /about       pages#about               config/routes.ts:9
        ~ GET     /posts       posts#index → posts#list  config/routes.ts:5
        - DELETE  /posts/{id}  posts#remove
          2 unchanged

      Functions and jobs
        ~ job       clean_job-run     schedule
        ~ function  posts_controller  code, settings
        - job       tidy_job-run
          1 unchanged

      Steps
        1  Update all but the stage, which goes on serving what it does, and take
           routes away
           create  1 API path, 1 API method, 1 function version
           update  1 API method, 2 functions
           delete  1 API method
        2  Go live: move the stage to the new routes and code
           create  1 API deployment
           update  1 API stage

      CloudFormation can make every change in place

      The endpoint stays: https://abc123.execute-api.us-east-1.amazonaws.com/dev
      About 6 AWS operations in about 40 s."
    `);
  });

  it('with a renamed variable says which routes, what is in their way, the rule, and what would avoid it', () => {
    expect(show({ ...replacement, approval: { kind: 'ask' } })).toMatchInlineSnapshot(`
      "demo-dev on AWS us-east-1

      Routes
        + GET  /posts/{post_id}  posts#show    config/routes.ts:7
        + PUT  /posts/{post_id}  posts#update  config/routes.ts:8
        - GET  /posts/{id}       posts#show
        - PUT  /posts/{id}       posts#update
          3 unchanged

      Functions and jobs: 1 unchanged

      Steps
        1  Build the new Rest API beside the old one, which goes on serving
           create  1 Rest API, 3 API paths, 5 API methods, 1 API deployment,
                   1 API stage, 1 function version, 1 role, 1 policy, 1 nested stack
           update  1 function
        2  Check that the new Rest API answers, at its own address
        3  Delete the old Rest API and what only it used
           delete  1 Rest API, 3 API paths, 5 API methods, 1 API deployment,
                   1 API stage, 1 role, 1 policy, 1 nested stack

      The Rest API has to be replaced: an update would fail and be rolled back

        /posts/{post_id} cannot stand beside /posts/{id}
          config/routes.ts:7  GET  /posts/:post_id  posts#show
          config/routes.ts:8  PUT  /posts/:post_id  posts#update
          live                GET  /posts/:id       posts#show
                              PUT  /posts/:id       posts#update
          API Gateway allows one path variable under /posts, and CloudFormation
          creates {post_id} before it deletes {id}.
          → To keep the Rest API, keep the name: posts/:id

      The endpoint changes: https://abc123.execute-api.us-east-1.amazonaws.com/dev
      will be gone. The new one is printed at the end.
      About 34 AWS operations in about 3 min.

      jets deploy asks before it does this
          → To approve it beforehand: jets deploy --yes, or JETS_API_AUTO_REPLACE=1"
    `);
  });

  it('behind a custom domain says when it is switched, and that its address stays', () => {
    const text = show({
      ...replacement,
      endpoint: { changes: false, current: 'https://api.example.com/v1' },
      steps: [
        { kind: 'verify', restApi: 'RestApi1' },
        {
          kind: 'switch',
          restApi: 'RestApi1',
          domain: 'api.example.com',
          basePath: 'v1',
          from: { restApiId: 'abc', stage: 'dev' },
        },
        { kind: 'drain', seconds: 30 },
      ],
    });
    expect(text).toContain('  2  Point api.example.com/v1 to the new Rest API, in one call\n');
    expect(text).toContain('  3  Wait 30 s for requests that are on their way to the old Rest API\n');
    expect(text).toContain('The endpoint stays: https://api.example.com/v1\n');
    expect(text).not.toContain('asks');
  });

  it('that resets says which functions lose their names', () => {
    expect(
      show({
        strategy: { kind: 'reset', reasons: [nameTaken] },
        functions: { added: [], removed: [], changed: [unnamed], unchanged: 0 },
        steps: [sketchUpdate('deploy', ['create Lambda::Function', 'delete Lambda::Function'])],
      }),
    ).toMatchInlineSnapshot(`
      "demo-dev on AWS us-east-1

      Routes: 3 unchanged

      Functions and jobs
        ~ function  posts_controller  named by CloudFormation

      Steps
        1  Update stack demo-dev
           create  1 function
           delete  1 function

      Functions have to get other names: an update would fail and be rolled back

        Function demo-dev-posts_controller exists already
          live  function demo-dev-posts_controller, made by stack demo-dev
          A name is given once in an account and region, and CloudFormation creates
          the new one before it deletes the old one.

      The endpoint stays: https://abc123.execute-api.us-east-1.amazonaws.com/dev
      About 6 AWS operations in about 40 s."
    `);
  });

  it('that does both gives all reasons', () => {
    expect(
      show({
        ...replacement,
        strategy: { kind: 'replace-api-and-reset', reasons: [renamedVariable, nameTaken] },
        approval: { kind: 'refused' },
        steps: [],
      }).replace(/^[^]*\n(?=The Rest API)/, ''),
    ).toMatchInlineSnapshot(`
      "The Rest API has to be replaced, and functions have to get other names: an
      update would fail and be rolled back

        /posts/{post_id} cannot stand beside /posts/{id}
          config/routes.ts:7  GET  /posts/:post_id  posts#show
          config/routes.ts:8  PUT  /posts/:post_id  posts#update
          live                GET  /posts/:id       posts#show
                              PUT  /posts/:id       posts#update
          API Gateway allows one path variable under /posts, and CloudFormation
          creates {post_id} before it deletes {id}.
          → To keep the Rest API, keep the name: posts/:id

        Function demo-dev-posts_controller exists already
          live  function demo-dev-posts_controller, made by stack demo-dev
          A name is given once in an account and region, and CloudFormation creates
          the new one before it deletes the old one.

      The endpoint changes: https://abc123.execute-api.us-east-1.amazonaws.com/dev
      goes on serving what it serves now until the next deploy. The new one is printed
      at the end.
      About 34 AWS operations in about 3 min.

      ✖ jets deploy refuses this: api.autoReplace is false in jets.config
          → To allow it this once: JETS_API_REPLACE=1 jets deploy"
    `);
  });

  it('that was asked for says by what', () => {
    const reasons = [{ code: 'forced', message: 'JETS_API_REPLACE=1 asks for a new Rest API' }] as const;
    expect(show({ strategy: { kind: 'replace-api', reasons } })).toContain(
      '\n\nBy your choice\n  JETS_API_REPLACE=1 asks for a new Rest API\n\n',
    );
  });

  it('that was asked for, and forces more than that, says so of neither', () => {
    const forced = {
      code: 'forced',
      message: 'JETS_RESET=1 lets CloudFormation name the functions',
    } as const;
    const text = show({ strategy: { kind: 'replace-api-and-reset', reasons: [forced, renamedVariable] } });
    expect(text).toContain(
      '\n\nThe Rest API is replaced, and CloudFormation names the functions\n\n  JETS_RESET',
    );
  });

  it('that is blocked is its problems', () => {
    expect(show({ blocked, strategy: { kind: 'none', reasons: [] } })).toMatchInlineSnapshot(`
      "demo-dev on AWS us-east-1

      ✖ Stack demo-dev is in the middle of an operation (UPDATE_IN_PROGRESS)
          → Wait until CloudFormation is done, then run the same command again. To wait for it:
            aws cloudformation wait stack-update-complete --stack-name demo-dev"
    `);
  });

  it('with nothing to do is one line', () => {
    expect(show({ strategy: { kind: 'none', reasons: [{ code: 'same', message: 'Same' }] } })).toBe(
      'demo-dev on AWS us-east-1: nothing to do, live is what the app says',
    );
  });

  it('for 600 routes shows ten of them and counts the rest', () => {
    const text = show({ routes: { added: many(600), removed: [], changed: [], unchanged: 0 } });
    expect(text.match(/^ {2}\+ /gm)).toHaveLength(10);
    expect(text).toContain('\n    … and 590 more (--verbose)\n');
  });

  it('shows all of them when asked to', () => {
    const text = show({ routes: { added: many(600), removed: [], changed: [], unchanged: 0 } }, true);
    expect(text.match(/^ {2}\+ /gm)).toHaveLength(600);
    expect(text).not.toContain('more');
  });

  it('does not cut a list for the sake of a line or two', () => {
    const text = show({ routes: { added: many(12), removed: [], changed: [], unchanged: 0 } });
    expect(text.match(/^ {2}\+ /gm)).toHaveLength(12);
    const longer = show({ routes: { added: many(13), removed: [], changed: [], unchanged: 0 } });
    expect(longer).toContain('… and 3 more');
  });

  it('cuts the routes of a reason, and reasons, too', () => {
    const routes = Array.from({ length: 40 }, (_, index) => ({ route: `GET /a/${index}`, target: 'a#b' }));
    const reasons = Array.from({ length: 30 }, (_, index) => ({
      ...renamedVariable,
      message: `Reason ${index}`,
      routes,
    }));
    const text = show({ strategy: { kind: 'replace-api', reasons } });
    expect(text.match(/^ {2}Reason/gm)).toHaveLength(5);
    expect(text).toContain('\n  … and 25 more (--verbose)\n');
    expect(text).toContain('\n    … and 35 more (--verbose)\n');
    expect(text.split('\n').length).toBeLessThan(90);
  });

  it('gives a rule and an advice that several reasons share once', () => {
    const reasons = [renamedVariable, { ...renamedVariable, message: 'And another' }];
    const text = show({ strategy: { kind: 'replace-api', reasons } });
    expect(text.match(/API Gateway allows/g)).toHaveLength(1);
    expect(text.match(/→ To keep/g)).toHaveLength(1);
  });

  it('names every resource when asked to, by what it stands for where that is known', () => {
    const text = formatPlan(sketchPlan(inPlace), {
      paint,
      verbose: true,
      describe: (logicalId) => (logicalId === 'Method1' ? 'GET /about (pages#about)' : undefined),
    });
    expect(text).toContain('\n     in nested stack RestApiPage1\n       + ApiGateway::Resource  Resource1\n');
    expect(text).toContain('\n       + ApiGateway::Method    GET /about (pages#about)\n');
  });

  it.each([
    ['first deploy', firstDeploy],
    ['in place', inPlace],
    ['replacement', replacement],
    ['blocked', { warnings: [{ message: 'word '.repeat(30).trim(), fix: 'Do something about it' }] }],
  ])('fits into 80 columns (%s)', (_, given) => {
    const tooLong = show(given)
      .split('\n')
      .filter((line) => line.length > 80);
    expect(tooLong).toEqual([]);
  });

  it('lets a long path push its own row only', () => {
    const text = show({
      routes: {
        added: [sketchRoute('GET /short a#b', 3), sketchRoute(`GET /${'long/'.repeat(12)}end a#b`, 4)],
        removed: [],
        changed: [],
        unchanged: 0,
      },
    });
    expect(text).toContain('  + GET  /short  a#b  config/routes.ts:3\n');
  });

  it('that only removes the last route says that the address goes', () => {
    const text = show({
      endpoint: { changes: true, current: liveEndpoint },
      routes: { added: [], changed: [], removed: [sketchRoute('GET / a#b')], unchanged: 0 },
    });
    expect(text).toContain(`The endpoint goes: ${liveEndpoint} will`);
    expect(text).not.toContain('new one');
  });

  it('shows the address as it is reached from here', () => {
    const text = formatPlan(sketchPlan(replacement), { paint, endpoint: 'http://127.0.0.1:4566/dev' });
    expect(text).toContain('The endpoint changes: http://127.0.0.1:4566/dev will be gone.');
    expect(text).not.toContain(liveEndpoint);
  });

  it('paints without moving anything', () => {
    // As chalk does with everything it is given.
    const wrapIn = (...texts: unknown[]) => `\u001b[1m${texts.join(' ')}\u001b[22m`;
    const colours = { bold: wrapIn, dim: wrapIn, red: wrapIn, green: wrapIn, yellow: wrapIn, cyan: wrapIn };
    for (const given of [firstDeploy, inPlace, replacement]) {
      const painted = formatPlan(sketchPlan(given), { paint: colours, verbose: true });
      expect(painted).toContain('\u001b');
      expect(painted.replaceAll('\u001b[1m', '').replaceAll('\u001b[22m', '')).toBe(show(given, true));
      const paintedBrief = formatPlanBrief(sketchPlan(given), { paint: colours });
      expect(paintedBrief.replaceAll('\u001b[1m', '').replaceAll('\u001b[22m', '')).toBe(brief(given));
    }
  });
});

describe('what a deploy says before it acts', () => {
  it('is nothing when nothing can surprise', () => {
    expect(brief({ routes: { added: many(3), removed: [], changed: [], unchanged: 0 } })).toBe('');
    expect(brief({ routes: { added: [], removed: many(2), changed: [], unchanged: 0 } })).toBe('');
    expect(brief(firstDeploy)).toBe('');
    expect(brief({ strategy: { kind: 'none', reasons: [] } })).toBe('');
  });

  it('is a replacement with its reasons and the end of the endpoint', () => {
    expect(brief(replacement)).toMatchInlineSnapshot(`
      "The Rest API has to be replaced: an update would fail and be rolled back

        /posts/{post_id} cannot stand beside /posts/{id}
          config/routes.ts:7  GET  /posts/:post_id  posts#show
          config/routes.ts:8  PUT  /posts/:post_id  posts#update
          live                GET  /posts/:id       posts#show
                              PUT  /posts/:id       posts#update
          API Gateway allows one path variable under /posts, and CloudFormation
          creates {post_id} before it deletes {id}.
          → To keep the Rest API, keep the name: posts/:id

      The endpoint changes: https://abc123.execute-api.us-east-1.amazonaws.com/dev
      will be gone. The new one is printed at the end.
      About 34 AWS operations in about 3 min."
    `);
  });

  it('is the routes that go, where they are too many for the summary to name them', () => {
    expect(brief({ routes: { added: [], removed: many(4), changed: [], unchanged: 1 } }))
      .toMatchInlineSnapshot(`
      "Routes that go
        - GET  /p0  posts#index  config/routes.ts:3
        - GET  /p1  posts#index  config/routes.ts:4
        - GET  /p2  posts#index  config/routes.ts:5
        - GET  /p3  posts#index  config/routes.ts:6"
    `);
  });

  it('names a route that goes besides those that force the replacement', () => {
    const routes = replacement.routes;
    if (!routes) throw new Error('The sample has routes');
    const text = brief({
      ...replacement,
      routes: { ...routes, removed: [...routes.removed, sketchRoute('GET /old/{path+} pages#old')] },
    });
    expect(text).toMatch(/^Routes that go\n {2}- GET {2}\/old\/\{path\+\} {2}pages#old\n\n/);
  });

  it('is a warning', () => {
    expect(brief({ warnings: [{ message: 'The region is far away', fix: 'Move' }] })).toBe(
      '! The region is far away. Move',
    );
  });

  it('is that a failed first deploy is cleared away', () => {
    const reasons = [
      { code: 'never-deployed', message: 'What it left is deleted', why: 'It must be.' },
    ] as const;
    expect(brief({ ...firstDeploy, strategy: { kind: 'create', reasons } })).toBe(
      'The stack is created anew\n\n  What it left is deleted\n    It must be.',
    );
  });
});
