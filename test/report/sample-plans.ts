import type { Plan, Reason } from '../../src/plan/plan.ts';
import { sketchFunction, sketchPlan, sketchRoute, sketchUpdate } from './plan-fixture.ts';

/** The case that users meet most: `posts/:id` became `posts/:post_id`. */
export const renamedVariable: Reason = {
  code: 'sibling-variable',
  message: '/posts/{post_id} cannot stand beside /posts/{id}',
  routes: [
    { route: 'GET /posts/:post_id', target: 'posts#show', file: 'config/routes.ts', line: 7 },
    { route: 'PUT /posts/:post_id', target: 'posts#update', file: 'config/routes.ts', line: 8 },
  ],
  live: ['GET /posts/:id (posts#show)', 'PUT /posts/:id (posts#update)'],
  why: 'API Gateway allows one path variable under /posts, and CloudFormation creates {post_id} before it deletes {id}.',
  fix: 'To keep the Rest API, keep the name: posts/:id',
};

export const replacement: Partial<Plan> = {
  strategy: { kind: 'replace-api', reasons: [renamedVariable] },
  endpoint: { changes: true, current: sketchPlan().endpoint.current ?? '' },
  routes: {
    added: [
      sketchRoute('GET /posts/{post_id} posts#show', 7),
      sketchRoute('PUT /posts/{post_id} posts#update', 8),
    ],
    removed: [sketchRoute('GET /posts/{id} posts#show'), sketchRoute('PUT /posts/{id} posts#update')],
    changed: [],
    unchanged: 3,
  },
  steps: [
    sketchUpdate(
      'expand',
      [
        'create ApiGateway::RestApi',
        'create CloudFormation::Stack',
        'create ApiGateway::Deployment',
        'create ApiGateway::Stage',
        'create IAM::Role',
        'create IAM::ManagedPolicy',
        'create Lambda::Version',
        'update Lambda::Function',
      ],
      ['create ApiGateway::Resource 3', 'create ApiGateway::Method 5'],
    ),
    { kind: 'verify', restApi: 'RestApi1' },
    sketchUpdate(
      'contract',
      [
        'delete ApiGateway::RestApi',
        'delete CloudFormation::Stack',
        'delete ApiGateway::Deployment',
        'delete ApiGateway::Stage',
        'delete IAM::Role',
        'delete IAM::ManagedPolicy',
      ],
      ['delete ApiGateway::Resource 3', 'delete ApiGateway::Method 5'],
    ),
  ],
  effort: { operations: 34, seconds: 171 },
};

export const firstDeploy: Partial<Plan> = {
  strategy: { kind: 'create', reasons: [{ code: 'new', message: 'The app is not deployed here yet' }] },
  endpoint: { changes: false },
  toolkit: 'create',
  routes: {
    added: [
      sketchRoute('GET / pages#index', 4),
      sketchRoute('GET /posts posts#index', 5),
      sketchRoute('POST /posts posts#create', 6),
      sketchRoute('GET /posts/{id} posts#show', 7),
    ],
    removed: [],
    changed: [],
    unchanged: 0,
    preflights: { added: 2, removed: 0, changed: 0 },
  },
  functions: {
    added: ['clean_job-run', 'pages_controller', 'posts_controller'].map((key) => sketchFunction(key)),
    removed: [],
    changed: [],
    unchanged: 0,
  },
  steps: [
    sketchUpdate(
      'deploy',
      [
        'create Logs::LogGroup 3',
        'create IAM::Role 4',
        'create Lambda::Function 3',
        'create Lambda::Version 2',
        'create Events::Rule',
        'create Lambda::Permission',
        'create ApiGateway::RestApi',
        'create CloudFormation::Stack',
        'create ApiGateway::Deployment',
        'create ApiGateway::Stage',
      ],
      ['create ApiGateway::Resource 2', 'create ApiGateway::Method 6'],
      'create',
    ),
  ],
  effort: { operations: 44, seconds: 96 },
};
