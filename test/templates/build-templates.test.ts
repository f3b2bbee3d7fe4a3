import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { App } from '../../src/app/app.ts';
import { sha256Hex } from '../../src/app/digest.ts';
import { buildTemplates, type TemplateInput } from '../../src/templates/build-templates.ts';
import { readLivePages } from '../../src/templates/read-live-pages.ts';
import type { TemplateSet } from '../../src/templates/template.ts';
import { manyRoutes, sketchApp, sketchArtifacts } from './app-fixture.ts';

const routes = [
  'GET / posts#index',
  'GET /posts/{id} posts#show',
  'POST /posts posts#create',
  'ANY /{path+} pages#missing',
];

describe('building templates', () => {
  it('gives a function its role, log group and version, a job its alias, rule and permission, and an API its parts', () => {
    const { app } = build(sketchApp({ routes: ['GET / posts#index'], jobs: ['clean'] }));
    expect(Object.entries(app.template.Resources).map(([id, { Type }]) => `${withoutDigest(id)} ${Type}`))
      .toMatchInlineSnapshot(`
        [
          "CleanJobRunLogGroup AWS::Logs::LogGroup",
          "CleanJobRunRole AWS::IAM::Role",
          "CleanJobRun AWS::Lambda::Function",
          "CleanJobRunVersion… AWS::Lambda::Version",
          "CleanJobRunAlias AWS::Lambda::Alias",
          "CleanJobRunRule AWS::Events::Rule",
          "CleanJobRunPermission AWS::Lambda::Permission",
          "PostsControllerLogGroup AWS::Logs::LogGroup",
          "PostsControllerRole AWS::IAM::Role",
          "PostsController AWS::Lambda::Function",
          "PostsControllerVersion… AWS::Lambda::Version",
          "RestApi AWS::ApiGateway::RestApi",
          "RestApiInvokeRole AWS::IAM::Role",
          "RestApiInvokePolicy… AWS::IAM::ManagedPolicy",
          "RestApiPage1 AWS::CloudFormation::Stack",
          "RestApiDeployment… AWS::ApiGateway::Deployment",
          "RestApiStage AWS::ApiGateway::Stage",
        ]
      `);
  });

  it('names functions and nothing else', () => {
    const { app, pages } = build(sketchApp({ routes, jobs: ['clean'] }));
    const named = [app, ...pages].flatMap(({ template }) =>
      Object.values(template.Resources).flatMap(({ Type, Properties }) =>
        Object.keys(Properties ?? {})
          .filter((property) =>
            /^(FunctionName|RoleName|LogGroupName|ManagedPolicyName|BucketName)$/.test(property),
          )
          .map((property) => `${Type} ${property} ${typeof Properties?.[property]}`),
      ),
    );
    expect([...new Set(named)]).toEqual([
      'AWS::Lambda::Function FunctionName string',
      'AWS::Lambda::Version FunctionName object',
      'AWS::Lambda::Alias FunctionName object',
      'AWS::Lambda::Permission FunctionName object',
    ]);
  });

  it('leaves function names out when asked to, under logical ids of their own', () => {
    const app = sketchApp({ routes, jobs: ['clean'] });
    const templates = build(app, { omitFunctionNames: true });
    expect(resource(templates, 'PostsControllerUnnamed').Properties).not.toHaveProperty('FunctionName');
    expect(templates.app.template.Resources).not.toHaveProperty('PostsController');
    expect(templates.app.body).not.toContain('demo-dev-posts_controller');
  });

  it('gives functions exactly the environment of their settings', () => {
    const environment = { B: '2', A: '1' };
    const templates = build(sketchApp({ routes, function: { environment } }));
    expect(resource(templates, 'PostsController').Properties?.['Environment']).toEqual({
      Variables: environment,
    });
    const bare = build(sketchApp({ routes, function: { environment: {} } }));
    expect(resource(bare, 'PostsController').Properties).not.toHaveProperty('Environment');
  });

  it('tells the endpoint, the Rest API, the stage and the generation in its outputs', () => {
    const { app } = build(sketchApp({ routes }), { generation: 2 });
    expect(
      Object.fromEntries(
        Object.entries(app.template.Outputs ?? {}).map(([name, { Value }]) => [name, Value]),
      ),
    ).toMatchInlineSnapshot(`
        {
          "Endpoint": {
            "Fn::Sub": "https://\${RestApi2}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}/dev",
          },
          "Generation": "2",
          "RestApiId": {
            "Ref": "RestApi2",
          },
          "StageName": "dev",
        }
      `);
  });

  it('builds no Rest API for an app of jobs', () => {
    const { app, pages } = build(sketchApp({ jobs: ['clean'] }));
    expect(pages).toEqual([]);
    expect(app.template.Outputs).toBeUndefined();
    expect(app.body).not.toContain('ApiGateway');
  });

  it('puts every template under a key that is the digest of its bytes', () => {
    const { app, pages } = build(sketchApp({ routes }));
    for (const file of [app, ...pages]) {
      expect(file.digest).toBe(sha256Hex(file.body));
      expect(file.key).toBe(`apps/demo-dev/templates/${file.digest}.json`);
    }
    const { TemplateURL } = resource({ app, pages }, 'RestApiPage1').Properties ?? {};
    expect(TemplateURL).toEqual({
      'Fn::Sub': `https://\${ArtifactBucket}.s3.\${AWS::Region}.\${AWS::URLSuffix}/${pages[0]?.key}`,
    });
  });

  it('gives the same bytes whatever the order of routes, functions and artifacts, and of their settings', () => {
    const app = sketchApp({ routes: manyRoutes(40, 6), jobs: ['clean', 'mail'], config: {} });
    const expected = bodies(build(app));
    fc.assert(
      fc.property(
        shuffled(app.routes),
        shuffled(app.functions),
        shuffled(sketchArtifacts(app)),
        (...parts) => {
          const [orderOfRoutes, functions, artifacts] = parts;
          const turned = functions.map((appFunction) => ({
            ...appFunction,
            settings: { ...appFunction.settings, environment: reversed(appFunction.settings.environment) },
          }));
          expect(bodies(build({ ...app, routes: orderOfRoutes, functions: turned }, { artifacts }))).toEqual(
            expected,
          );
        },
      ),
      { numRuns: 20 },
    );
  });

  it('does not change a byte when routes move to other lines', () => {
    const app = sketchApp({ routes });
    const moved = app.routes.map((route) => ({ ...route, source: { file: 'config/routes.ts', line: 99 } }));
    expect(bodies(build({ ...app, routes: moved }))).toEqual(bodies(build(app)));
  });

  it('keeps everything on its live page when an app of several pages grows at its beginning', () => {
    const quota = { resourceQuota: 2_000 };
    const before = build(sketchApp({ routes: manyRoutes(800), api: quota }));
    const livePages = readLivePages(
      before.pages.map(({ logicalId, body }) => ({ logicalId, templateBody: body })),
    );
    const grown = sketchApp({ routes: ['GET /aaa c0#act0', ...manyRoutes(800)], api: quota });
    expect(before.pages.length).toBeGreaterThan(2);
    const homes = pageOfLogicalIds(before);
    const moved = (templates: TemplateSet) =>
      [...pageOfLogicalIds(templates)].filter(([id, page]) => homes.has(id) && homes.get(id) !== page);
    expect(moved(build(grown))).not.toEqual([]);
    expect(moved(build(grown, { livePages }))).toEqual([]);
  });

  it('hands resource ids from page to page through the root stack', () => {
    const templates = build(sketchApp({ routes: manyRoutes(800), api: { resourceQuota: 2_000 } }));
    const passed = templates.pages.flatMap(({ logicalId, template }) => {
      const parameters = resource(templates, logicalId).Properties?.['Parameters'] as Record<string, unknown>;
      expect(Object.keys(parameters)).toEqual(Object.keys(template.Parameters ?? {}));
      return Object.entries(parameters).filter(
        ([name]) => name.includes('Resource') && name !== 'RootResourceId',
      );
    });
    expect(passed.length).toBeGreaterThan(0);
    for (const [name, value] of passed) {
      const [page, output] = (value as { 'Fn::GetAtt': [string, string] })['Fn::GetAtt'];
      const source = templates.pages.find(({ logicalId }) => logicalId === page)?.template;
      expect(output).toBe(`Outputs.${name}`);
      expect(source?.Outputs?.[name]).toEqual({ Value: { Ref: name } });
      expect(source?.Resources[name]?.Type).toBe('AWS::ApiGateway::Resource');
    }
  });

  it('refers only to what its template declares', () => {
    const cors = { origin: '*', headers: ['a'], methods: ['GET'], credentials: false, maxAge: 1 };
    const templates = build(
      sketchApp({ routes: manyRoutes(500), jobs: ['clean'], api: { cors, resourceQuota: 999 } }),
    );
    for (const { template } of [templates.app, ...templates.pages]) {
      const declared = new Set([
        ...Object.keys(template.Parameters ?? {}),
        ...Object.keys(template.Resources),
        'AWS::Region',
        'AWS::Partition',
        'AWS::AccountId',
        'AWS::URLSuffix',
      ]);
      expect(references(template).filter((name) => !declared.has(name))).toEqual([]);
    }
  });

  it('reports two functions whose logical ids would be the same', () => {
    const app = sketchApp({
      routes: ['GET /a posts#index', 'GET /b posts#indexRole'],
      grouping: 'one_lambda_per_method',
    });
    const functions = app.functions.map((appFunction) =>
      appFunction.key.endsWith('indexRole')
        ? { ...appFunction, logicalId: 'PostsControllerIndexRole' }
        : appFunction,
    );
    const built = buildTemplates({ app: { ...app, functions }, artifacts: sketchArtifacts(app) });
    expect(built.ok ? [] : built.problems.map(({ message }) => message)).toEqual([
      'posts_controller-indexRole needs the logical id PostsControllerIndexRole, which another part of the app has',
    ]);
  });
});

function build(app: App, input: Partial<TemplateInput> = {}): TemplateSet {
  const built = buildTemplates({ app, artifacts: sketchArtifacts(app), ...input });
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  return built.value;
}

function resource(templates: TemplateSet, logicalId: string) {
  const found = templates.app.template.Resources[logicalId];
  if (!found) throw new Error(`No resource ${logicalId}`);
  return found;
}

function bodies({ app, pages }: TemplateSet): string[] {
  return [app, ...pages].map(({ body }) => body);
}

function pageOfLogicalIds({ pages }: TemplateSet): Map<string, string> {
  return new Map(
    pages.flatMap(({ logicalId, template }) => Object.keys(template.Resources).map((id) => [id, logicalId])),
  );
}

function withoutDigest(logicalId: string): string {
  return logicalId.replace(/[0-9a-f]{12,}$/, '…');
}

function shuffled<T>(items: readonly T[]) {
  return fc.shuffledSubarray([...items], { minLength: items.length });
}

function reversed<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).toReversed()) as T;
}

function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => references(item));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    if (key === 'Ref') return [String(member)];
    if (key === 'DependsOn') return [member].flat().map(String);
    if (key === 'Fn::GetAtt') return [String((member as string[])[0])];
    if (key === 'Fn::Sub') {
      return [...String(member).matchAll(/\$\{([^!}][^}]*)\}/g)].map(
        ([, name = '']) => name.split('.')[0] ?? '',
      );
    }
    return references(member);
  });
}
