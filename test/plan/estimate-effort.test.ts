import { describe, expect, it } from 'vitest';

import { listOperations } from '../../src/plan/effort/list-operations.ts';
import { estimateEffort } from '../../src/plan/estimate-effort.ts';
import type { ResourceChange, StackChanges } from '../../src/plan/plan.ts';
import { composeTemplates } from '../../src/templates/build-templates.ts';
import { type AppSketch, manyRoutes, sketchApp, sketchArtifacts } from '../templates/app-fixture.ts';

const change = (
  action: ResourceChange['action'],
  service: string,
  count = 1,
  logicalId = 'Thing',
): ResourceChange[] => Array.from({ length: count }, () => ({ action, logicalId, type: `AWS::${service}` }));

const root = (...changes: ResourceChange[][]): StackChanges => ({ stack: 'app', changes: changes.flat() });
const page = (...changes: ResourceChange[][]): StackChanges => ({
  stack: 'RestApiPage1',
  changes: changes.flat(),
});

/** Everything of an app's templates as something to be made. */
function creationOf(sketch: AppSketch): StackChanges[] {
  const app = sketchApp(sketch);
  const { templates } = composeTemplates({ app, artifacts: sketchArtifacts(app) });
  return [{ stack: 'app', template: templates.app.template }, ...nameStacks(templates.pages)].map(
    ({ stack, template }) => ({
      stack,
      changes: Object.entries(template.Resources).map(([logicalId, { Type }]) => ({
        action: 'create',
        logicalId,
        type: Type,
      })),
    }),
  );
}

function nameStacks(pages: ReturnType<typeof composeTemplates>['templates']['pages']) {
  return pages.map(({ logicalId, template }) => ({ stack: logicalId, template }));
}

describe('listOperations', () => {
  it.each<[ResourceChange['action'], string, string[]]>([
    ['create', 'ApiGateway::RestApi', ['apigateway:CreateRestApi']],
    ['update', 'ApiGateway::RestApi', ['apigateway:UpdateRestApi']],
    ['create', 'ApiGateway::Method', ['apigateway:PutMethod', 'apigateway:PutIntegration']],
    ['delete', 'ApiGateway::Method', ['apigateway:DeleteMethod']],
    ['replace', 'ApiGateway::Resource', ['apigateway:CreateResource', 'apigateway:DeleteResource']],
    ['create', 'Lambda::Version', ['lambda:PublishVersion']],
    ['delete', 'Lambda::Version', []],
    ['delete', 'ApiGateway::Deployment', []],
    ['update', 'CloudFormation::Stack', []],
    ['create', 'Somebody::Elses', ['other:create']],
  ])('to %s a %s takes %j', (action, service, operations) => {
    expect(change(action, service).flatMap(listOperations)).toEqual(operations);
  });

  it('counts the responses of CORS preflights', () => {
    const counts = creationOf({
      routes: ['GET /posts posts#index'],
      api: { cors: { origin: '*', headers: [], methods: [], credentials: false, maxAge: 1 } },
    })
      .flatMap(({ changes }) => changes)
      .filter(({ type }) => type === 'AWS::ApiGateway::Method')
      .map((method) => listOperations(method).length);
    expect(counts).toEqual([2, 4]);
  });

  it('knows every type that templates have', () => {
    const stacks = creationOf({ routes: ['GET /posts posts#index'], jobs: ['clean'] });
    const unknown = stacks
      .flatMap(({ changes }) => changes.flatMap(listOperations))
      .filter((operation) => operation.startsWith('other:'));
    expect(unknown).toEqual([]);
  });
});

describe('estimateEffort', () => {
  it('says nothing of nothing', () => {
    expect(estimateEffort([])).toEqual({ operations: 0, seconds: 0 });
    expect(estimateEffort([[root()]])).toEqual({ operations: 0, seconds: 0 });
  });

  it('adds up updates that run one after the other', () => {
    const update = [root(change('update', 'Lambda::Function'))];
    const once = estimateEffort([update]);
    expect(estimateEffort([update, update])).toEqual({
      operations: 2 * once.operations,
      seconds: 2 * once.seconds,
    });
  });

  it.each<[string, StackChanges[], StackChanges[], number]>([
    [
      '100 more API resources, of which five can be made a second',
      [root(change('update', 'CloudFormation::Stack')), page(change('create', 'ApiGateway::Resource', 5))],
      [root(change('update', 'CloudFormation::Stack')), page(change('create', 'ApiGateway::Resource', 105))],
      20,
    ],
    [
      '100 more methods of two operations, of which ten can be made a second',
      [root(change('update', 'CloudFormation::Stack')), page(change('create', 'ApiGateway::Method', 20))],
      [root(change('update', 'CloudFormation::Stack')), page(change('create', 'ApiGateway::Method', 120))],
      20,
    ],
    [
      'resources of several pages, which share the quotas',
      [root(change('update', 'CloudFormation::Stack')), page(change('create', 'ApiGateway::Resource', 5))],
      [
        root(change('update', 'CloudFormation::Stack', 2)),
        page(change('create', 'ApiGateway::Resource', 55)),
        { stack: 'RestApiPage2', changes: change('create', 'ApiGateway::Resource', 50) },
      ],
      20,
    ],
    [
      '100 more API resources to delete, five a second',
      [page(change('delete', 'ApiGateway::Resource', 5))],
      [page(change('delete', 'ApiGateway::Resource', 105))],
      20,
    ],
    [
      'a second Rest API to delete, one in 30 seconds',
      [root(change('delete', 'ApiGateway::RestApi'))],
      [root(change('delete', 'ApiGateway::RestApi', 2))],
      30,
    ],
    [
      '150 more functions, of which 15 can be changed a second',
      [root(change('update', 'Lambda::Function', 15))],
      [root(change('update', 'Lambda::Function', 165))],
      10,
    ],
    [
      'versions that wait for their functions',
      [root(change('update', 'Lambda::Function'))],
      [root(change('update', 'Lambda::Function'), change('create', 'Lambda::Version'))],
      3,
    ],
    [
      'a nested stack to delete',
      [root(change('update', 'Lambda::Function'))],
      [root(change('update', 'Lambda::Function'), change('delete', 'CloudFormation::Stack'))],
      1,
    ],
    [
      'versions that leave the template and stay',
      [root(change('update', 'Lambda::Function'))],
      [root(change('update', 'Lambda::Function'), change('delete', 'Lambda::Version', 20))],
      0,
    ],
    [
      'a Rest API, while a schedule takes longer anyway',
      [root(change('update', 'Events::Rule'))],
      [root(change('update', 'Events::Rule'), change('update', 'ApiGateway::RestApi'))],
      0,
    ],
  ])('takes so much longer for %s', (_, less, more, seconds) => {
    expect(estimateEffort([more]).seconds - estimateEffort([less]).seconds).toBe(seconds);
  });

  it('takes longer for edge-optimized Rest APIs only where several are made', () => {
    const one = [root(change('create', 'ApiGateway::RestApi'))];
    const two = [root(change('create', 'ApiGateway::RestApi', 2))];
    expect(estimateEffort([one], 'EDGE')).toEqual(estimateEffort([one], 'REGIONAL'));
    expect(estimateEffort([two], 'EDGE').seconds - estimateEffort([two], 'REGIONAL').seconds).toBe(27);
  });

  it('estimates whole apps', () => {
    const estimates = [1, 60, 600, 2_000].map((count) => ({
      routes: count,
      ...estimateEffort([creationOf({ routes: manyRoutes(count, 5) })]),
    }));
    expect(estimates).toMatchInlineSnapshot(`
      [
        {
          "operations": 18,
          "routes": 1,
          "seconds": 37,
        },
        {
          "operations": 188,
          "routes": 60,
          "seconds": 45,
        },
        {
          "operations": 1541,
          "routes": 600,
          "seconds": 180,
        },
        {
          "operations": 5050,
          "routes": 2000,
          "seconds": 531,
        },
      ]
    `);
  });
});
