import { describe, expect, it } from 'vitest';

import type { App } from '../../src/app/app.ts';
import { buildTemplates, type TemplateInput } from '../../src/templates/build-templates.ts';
import type { TemplateResource } from '../../src/templates/template.ts';
import { type AppSketch, manyRoutes, sketchApp, sketchArtifacts } from './app-fixture.ts';

const routes = ['GET / posts#index', 'GET /posts/{id} posts#show', 'ANY /{path+} pages#missing'];

describe('the stage', () => {
  it('maps every routed function to its published version as name and number', () => {
    const { Properties } = one(sketchApp({ routes, jobs: ['clean'] }), 'AWS::ApiGateway::Stage');
    expect(Properties?.['StageName']).toBe('dev');
    expect(JSON.stringify(Properties?.['Variables'])).toMatch(
      /^\{"pages_controller":\{"Fn::Sub":"\$\{PagesController\}:\$\{PagesControllerVersion\w+\.Version\}"\},"posts_controller":\{"Fn::Sub":"\$\{PostsController\}:\$\{PostsControllerVersion\w+\.Version\}"\}\}$/,
    );
  });

  it('waits for the permission to invoke what it names', () => {
    const app = sketchApp({ routes });
    const policies = idsOf(app, 'AWS::IAM::ManagedPolicy');
    expect(one(app, 'AWS::ApiGateway::Stage').DependsOn).toEqual(policies);
  });

  it('is traced when functions are', () => {
    const traced = sketchApp({ routes, function: { tracingConfig: 'Active' } });
    expect(one(traced, 'AWS::ApiGateway::Stage').Properties).toMatchObject({ TracingEnabled: true });
    expect(one(sketchApp({ routes }), 'AWS::ApiGateway::Stage').Properties).not.toHaveProperty(
      'TracingEnabled',
    );
  });
});

describe('the deployment', () => {
  const idFor = (sketch: AppSketch, input: Partial<TemplateInput> = {}) =>
    idsOf(sketchApp({ routes, ...sketch }), 'AWS::ApiGateway::Deployment', input)[0];
  const base = idFor({});
  const cors = { origin: '*', headers: ['a'], methods: ['GET'], credentials: false, maxAge: 60 };

  it.each<[string, AppSketch]>([
    ['a route is added', { routes: [...routes, 'GET /new posts#new'] }],
    ['a route is removed', { routes: routes.slice(1) }],
    ['a route leads to another function', { routes: ['GET / pages#index', ...routes.slice(1)] }],
    ['media types change', { api: { binaryMediaTypes: ['image/png'] } }],
    ['the endpoint policy changes', { api: { endpointPolicy: { Statement: [{ Effect: 'Allow' }] } } }],
    ['authorization changes', { api: { authorizationType: 'AWS_IAM' } }],
    ['keys become required', { api: { apiKeyRequired: true } }],
    ['CORS is switched on', { api: { cors } }],
  ])('is a new one when %s', (_, sketch) => {
    expect(idFor(sketch)).not.toBe(base);
  });

  it.each<[string, AppSketch]>([
    ['settings of functions change', { function: { memorySize: 256 } }],
    ['an action changes within its function', { routes: ['GET / posts#list', ...routes.slice(1)] }],
    ['a job is added', { jobs: ['clean'] }],
    ['the app is deployed under another name', { namespace: 'demo-test' }],
    ['logs are kept for another time', { config: { logs: { retentionInDays: 1 } } }],
  ])('is the same when %s', (_, sketch) => {
    expect(idFor(sketch)).toBe(base);
  });

  it('is the same when media types are listed in another order', () => {
    const binaryMediaTypes = ['image/png', 'font/woff2'];
    const listed = idFor({ api: { binaryMediaTypes } });
    expect(idFor({ api: { binaryMediaTypes: binaryMediaTypes.toReversed() } })).toBe(listed);
  });

  it('is the same wherever its routes lie', () => {
    const livePages = new Map([['/posts/{id}', 2]]);
    expect(idFor({}, { livePages })).toBe(base);
  });

  it('waits for every page, is kept, and names no stage', () => {
    const app = sketchApp({ routes: manyRoutes(600), api: { resourceQuota: 900 } });
    const deployment = one(app, 'AWS::ApiGateway::Deployment');
    const pages = idsOf(app, 'AWS::CloudFormation::Stack');
    expect(pages.length).toBeGreaterThan(1);
    expect(deployment).toMatchObject({ DependsOn: pages, UpdateReplacePolicy: 'Retain' });
    expect(Object.keys(deployment.Properties ?? {})).toEqual(['RestApiId']);
  });
});

describe('the Rest API', () => {
  it('begins every logical id of a generation with its own', () => {
    const ids = (generation: number) =>
      Object.keys(resources(sketchApp({ routes }), { generation }))
        .filter((id) => id.startsWith('RestApi'))
        .map((id) => id.replace(/[0-9a-f]{12,}$/, '…'));
    expect(ids(0)).toEqual([
      'RestApi',
      'RestApiInvokeRole',
      'RestApiInvokePolicy…',
      'RestApiPage1',
      'RestApiDeployment…',
      'RestApiStage',
    ]);
    expect(ids(3)).toEqual(ids(0).map((id) => id.replace('RestApi', 'RestApi3')));
  });

  it('lets only its own VPC endpoints in when it is private and has no policy', () => {
    const app = sketchApp({ routes, api: { endpointType: 'PRIVATE', vpcEndpointIds: ['vpce-1'] } });
    expect(one(app, 'AWS::ApiGateway::RestApi').Properties).toMatchObject({
      EndpointConfiguration: { Types: ['PRIVATE'], VpcEndpointIds: ['vpce-1'] },
      Policy: { Statement: [{ Condition: { StringEquals: { 'aws:SourceVpce': ['vpce-1'] } } }] },
    });
  });
});

describe('the permission to invoke', () => {
  it('covers every version of exactly the routed functions', () => {
    const { Properties } = one(sketchApp({ routes, jobs: ['clean'] }), 'AWS::IAM::ManagedPolicy');
    const arn = (name: string) => ({
      'Fn::Sub': `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${name}:*`,
    });
    expect(Properties).toEqual({
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'lambda:InvokeFunction',
            Resource: [arn('demo-dev-pages_controller'), arn('demo-dev-posts_controller')],
          },
        ],
      },
      Roles: [{ Ref: 'RestApiInvokeRole' }],
    });
  });

  it('stands in new policies when the functions change, so that the old ones serve until the switch', () => {
    const before = idsOf(sketchApp({ routes }), 'AWS::IAM::ManagedPolicy');
    const after = idsOf(sketchApp({ routes: routes.slice(0, 2) }), 'AWS::IAM::ManagedPolicy');
    expect(before).not.toEqual(after);
    expect(idsOf(sketchApp({ routes, jobs: ['clean'] }), 'AWS::IAM::ManagedPolicy')).toEqual(before);
  });

  it('fits into policies of IAM with a hundred functions of the longest names, twice over', () => {
    const app = sketchApp({
      routes: Array.from({ length: 100 }, (_, index) => `GET /p${index} ${longName(index)}#index`),
    });
    for (const omitFunctionNames of [false, true]) {
      const policies = Object.values(resources(app, { omitFunctionNames })).filter(
        ({ Type }) => Type === 'AWS::IAM::ManagedPolicy',
      );
      expect(policies.length * 2).toBeLessThanOrEqual(10);
      for (const { Properties } of policies) {
        const resolved = JSON.stringify(Properties?.['PolicyDocument'])
          .replaceAll(/\{"Fn::Sub":("[^"]*")\}/g, '$1')
          .replaceAll(
            /\$\{\w+\.Arn\}/g,
            `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${'x'.repeat(64)}`,
          )
          .replaceAll('${AWS::Partition}', 'aws-us-gov')
          .replaceAll('${AWS::Region}', 'ap-southeast-5')
          .replaceAll('${AWS::AccountId}', '123456789012');
        expect(resolved).not.toContain('${');
        expect(resolved.length).toBeLessThanOrEqual(6_144);
      }
    }
  });
});

function longName(index: number): string {
  return `c${String(index).padStart(3, '0')}${'x'.repeat(64 - 'demo-dev-_controller'.length - 4)}`;
}

function resources(app: App, input: Partial<TemplateInput> = {}): Readonly<Record<string, TemplateResource>> {
  const built = buildTemplates({ app, artifacts: sketchArtifacts(app), ...input });
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  return built.value.app.template.Resources;
}

function idsOf(app: App, type: string, input: Partial<TemplateInput> = {}): string[] {
  return Object.entries(resources(app, input)).flatMap(([id, { Type }]) => (Type === type ? [id] : []));
}

function one(app: App, type: string): TemplateResource {
  const found = Object.values(resources(app)).filter(({ Type }) => Type === type);
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} of ${type}`);
  return found[0];
}
