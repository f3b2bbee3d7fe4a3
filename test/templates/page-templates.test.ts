import { describe, expect, it } from 'vitest';

import { buildTemplates } from '../../src/templates/build-templates.ts';
import type { TemplateResource } from '../../src/templates/template.ts';
import { type AppSketch, sketchApp, sketchArtifacts } from './app-fixture.ts';

const cors = {
  origin: 'https://demo.example',
  headers: ['content-type', 'x-token'],
  methods: ['GET', 'POST'],
  credentials: true,
  maxAge: 600,
};

describe('a route', () => {
  it('invokes the function that a stage variable names, by a role', () => {
    const [, method] = methods({ routes: ['POST /posts/{id} posts#update'] })[0] ?? [];
    expect(method).toMatchInlineSnapshot(`
      {
        "Metadata": {
          "Jets": {
            "method": "POST /posts/{id}",
            "route": "POST /posts/:id",
            "target": "posts#update",
          },
        },
        "Properties": {
          "AuthorizationType": "NONE",
          "HttpMethod": "POST",
          "Integration": {
            "Credentials": {
              "Ref": "InvokeRoleArn",
            },
            "IntegrationHttpMethod": "POST",
            "Type": "AWS_PROXY",
            "Uri": {
              "Fn::Sub": "arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:\${!stageVariables.posts_controller}/invocations",
            },
          },
          "ResourceId": {
            "Ref": "PostsIdResource1fd79248d26b",
          },
          "RestApiId": {
            "Ref": "RestApiId",
          },
        },
        "Type": "AWS::ApiGateway::Method",
      }
    `);
  });

  it('has its intermediate paths as resources', () => {
    const page = pageOf({ routes: ['GET /a/{id}/b posts#show'] });
    const resources = Object.values(page).filter(({ Type }) => Type === 'AWS::ApiGateway::Resource');
    expect(resources.map(({ Properties }) => Properties?.['PathPart'])).toEqual(['a', '{id}', 'b']);
    expect(resources[0]?.Properties?.['ParentId']).toEqual({ Ref: 'RootResourceId' });
  });

  it('asks for what the config says', () => {
    const api = { authorizationType: 'AWS_IAM', apiKeyRequired: true } as const;
    const [, method] = methods({ routes: ['GET / posts#index'], api })[0] ?? [];
    expect(method?.Properties).toMatchObject({ AuthorizationType: 'AWS_IAM', ApiKeyRequired: true });
  });
});

describe('CORS', () => {
  it('answers OPTIONS on every path with routes that does not answer it itself', () => {
    const routes = [
      'GET / a#a',
      'GET /a/b a#b',
      'OPTIONS /a/b a#options',
      'ANY /c a#c',
      'GET /d/e a#e',
      'POST /d/e a#e',
    ];
    const preflights = methods({ routes, api: { cors } }).flatMap(([, { Metadata, Properties }]) =>
      (Properties?.['Integration'] as { Type?: string } | undefined)?.Type === 'MOCK'
        ? [Metadata?.['Jets']]
        : [],
    );
    expect(preflights).toEqual([
      { method: 'OPTIONS /', preflight: '/' },
      { method: 'OPTIONS /d/e', preflight: '/d/e' },
    ]);
  });

  it('is answered without authorization, as text, with its headers', () => {
    const api = { cors, authorizationType: 'AWS_IAM', apiKeyRequired: true } as const;
    const found = methods({ routes: ['GET / a#a'], api }).find(
      ([, { Properties }]) => Properties?.['HttpMethod'] === 'OPTIONS',
    );
    expect(found?.[1].Properties).toMatchInlineSnapshot(`
      {
        "AuthorizationType": "NONE",
        "HttpMethod": "OPTIONS",
        "Integration": {
          "ContentHandling": "CONVERT_TO_TEXT",
          "IntegrationResponses": [
            {
              "ContentHandling": "CONVERT_TO_TEXT",
              "ResponseParameters": {
                "method.response.header.Access-Control-Allow-Credentials": "'true'",
                "method.response.header.Access-Control-Allow-Headers": "'content-type,x-token'",
                "method.response.header.Access-Control-Allow-Methods": "'GET,POST'",
                "method.response.header.Access-Control-Allow-Origin": "'https://demo.example'",
                "method.response.header.Access-Control-Max-Age": "'600'",
              },
              "StatusCode": "204",
            },
          ],
          "RequestTemplates": {
            "application/json": "{"statusCode": 204}",
          },
          "Type": "MOCK",
        },
        "MethodResponses": [
          {
            "ResponseParameters": {
              "method.response.header.Access-Control-Allow-Credentials": true,
              "method.response.header.Access-Control-Allow-Headers": true,
              "method.response.header.Access-Control-Allow-Methods": true,
              "method.response.header.Access-Control-Allow-Origin": true,
              "method.response.header.Access-Control-Max-Age": true,
            },
            "StatusCode": "204",
          },
        ],
        "ResourceId": {
          "Ref": "RootResourceId",
        },
        "RestApiId": {
          "Ref": "RestApiId",
        },
      }
    `);
  });

  it('gives way to an OPTIONS route under the same logical id, so that one becomes the other in place', () => {
    const idOf = (sketch: AppSketch) =>
      methods({ ...sketch, api: { cors } }).find(
        ([, { Properties }]) => Properties?.['HttpMethod'] === 'OPTIONS',
      )?.[0];
    expect(idOf({ routes: ['GET /a a#a'] })).toBe(idOf({ routes: ['GET /a a#a', 'OPTIONS /a a#options'] }));
  });
});

function pageOf(sketch: AppSketch): Readonly<Record<string, TemplateResource>> {
  const app = sketchApp(sketch);
  const built = buildTemplates({ app, artifacts: sketchArtifacts(app) });
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  return built.value.pages[0]?.template.Resources ?? {};
}

function methods(sketch: AppSketch): [string, TemplateResource][] {
  return Object.entries(pageOf(sketch)).filter(([, { Type }]) => Type === 'AWS::ApiGateway::Method');
}
