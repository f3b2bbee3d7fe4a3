import { describe, expect, it } from 'vitest';

import type { LiveRestApi } from '../../src/live/live-details.ts';
import { findCollisions } from '../../src/plan/collisions/find-collisions.ts';
import type { LiveTree, TemplateTree } from '../../src/plan/collisions/template-tree.ts';
import type { Template, TemplateResource } from '../../src/templates/template.ts';

const template = (Resources: Record<string, TemplateResource>, more: Partial<Template> = {}): Template => ({
  AWSTemplateFormatVersion: '2010-09-09',
  ...more,
  Resources,
});
const api: TemplateResource = { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'demo' } };
const resource = (PathPart: string, ParentId: unknown = { 'Fn::GetAtt': ['Api', 'RootResourceId'] }) => ({
  Type: 'AWS::ApiGateway::Resource',
  Properties: { RestApiId: { Ref: 'Api' }, ParentId, PathPart },
});
const method = (ResourceId: unknown, HttpMethod: string): TemplateResource => ({
  Type: 'AWS::ApiGateway::Method',
  Properties: { RestApiId: { Ref: 'Api' }, ResourceId, HttpMethod },
});
const tree = (root: Template, pages: Record<string, Template> = {}): TemplateTree => ({
  root,
  pages: new Map(Object.entries(pages)),
});
const restApi = (
  resources: readonly (readonly [id: string, path: string, parentId: string, ...verbs: string[]])[],
  rootVerbs: readonly string[] = [],
): LiveRestApi => ({
  logicalId: 'Api',
  id: 'api',
  rootResourceId: 'root',
  binaryMediaTypes: [],
  resources: [
    { id: 'root', path: '/', methods: rootVerbs.map((verb) => ({ verb })) },
    ...resources.map(([id, path, parentId, ...verbs]) => ({
      id,
      path,
      parentId,
      pathPart: path.slice(path.lastIndexOf('/') + 1),
      methods: verbs.map((verb) => ({ verb })),
    })),
  ],
  stages: [{ name: 'dev', deploymentId: 'd', variables: {} }],
});

/** `<logical id> <kind of place>` of everything that collides. */
function collide(
  live: { readonly tree: LiveTree; readonly restApi: LiveRestApi; readonly functions?: string[] },
  desired: TemplateTree,
): string[] {
  return findCollisions(
    {
      tree: live.tree,
      restApis: [live.restApi],
      functions: (live.functions ?? []).map((name) => ({ name })),
    },
    desired,
  ).map(({ created, place, standing }) => `${created.logicalId} ${place.kind} ${standing.text}`);
}

describe('what an update creates collides with what stands', () => {
  const liveRoot = template({ Api: api, Posts: resource('posts'), Post: resource('{id}', { Ref: 'Posts' }) });
  const live = {
    tree: { ...tree(liveRoot), physicalIds: { '/Api': 'api', '/Posts': 'r1', '/Post': 'r2' } },
    restApi: restApi(
      [
        ['r1', '/posts', 'root', 'GET'],
        ['r2', '/posts/{id}', 'r1', 'GET'],
        ['c1', '/about', 'root', 'OPTIONS'],
      ],
      ['GET'],
    ),
  };
  const keep = { Api: api, Posts: resource('posts'), Post: resource('{id}', { Ref: 'Posts' }) };

  it.each<[string, Record<string, TemplateResource>, string[]]>([
    ['nothing new', keep, []],
    ['a static part beside others', { ...keep, New: resource('new') }, []],
    ['a static part beside a variable', { ...keep, New: resource('new', { Ref: 'Posts' }) }, []],
    [
      'a second variable, the first one going',
      { Api: api, Posts: resource('posts'), Other: resource('{slug}', { Ref: 'Posts' }) },
      ['Other variable /posts/{id}'],
    ],
    [
      'a greedy variable in place of a plain one',
      { Api: api, Posts: resource('posts'), Other: resource('{rest+}', { Ref: 'Posts' }) },
      ['Other variable /posts/{id}'],
    ],
    [
      'the same variable under another logical id',
      { Api: api, Posts: resource('posts'), Other: resource('{id}', { Ref: 'Posts' }) },
      ['Other path-part /posts/{id}'],
    ],
    ['a part that was made by hand', { ...keep, About: resource('about') }, ['About path-part /about']],
    [
      'below a parent that is made anew, whatever stands below the old one',
      { Api: api, Articles: resource('articles'), Other: resource('{id}', { Ref: 'Articles' }) },
      [],
    ],
    [
      'a variable renamed under one logical id is replaced, and collides with itself',
      { Api: api, Posts: resource('posts'), Post: resource('{slug}', { Ref: 'Posts' }) },
      ['Post variable /posts/{id}'],
    ],
    [
      'a static part renamed under one logical id takes its subtree along',
      { Api: api, Posts: resource('articles'), Post: resource('{id}', { Ref: 'Posts' }) },
      [],
    ],
    [
      'a method that stands, made by hand or under another logical id',
      { ...keep, Show: method({ Ref: 'Post' }, 'GET'), List: method({ Ref: 'Posts' }, 'POST') },
      ['Show method GET /posts/{id}'],
    ],
    [
      'a method on the root',
      { ...keep, Home: method({ 'Fn::GetAtt': ['Api', 'RootResourceId'] }, 'GET') },
      ['Home method GET /'],
    ],
    [
      'a stage of that name',
      {
        ...keep,
        Stage: {
          Type: 'AWS::ApiGateway::Stage',
          Properties: { RestApiId: { Ref: 'Api' }, StageName: 'dev' },
        },
      },
      ['Stage stage stage dev'],
    ],
    [
      'everything again in another Rest API',
      { Api1: api, Posts1: { ...resource('posts', { 'Fn::GetAtt': ['Api1', 'RootResourceId'] }) } },
      [],
    ],
  ])('%s', (_, resources, expected) => {
    expect(collide(live, tree(template(resources)))).toEqual(expected);
  });

  it('a function whose name is taken', () => {
    const resources = {
      ...keep,
      Fn: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'demo-fn' } },
    };
    expect(collide({ ...live, functions: ['demo-fn'] }, tree(template(resources)))).toEqual([
      'Fn function-name function demo-fn',
    ]);
    expect(collide(live, tree(template(resources)))).toEqual([]);
  });
});

describe('across nested stacks', () => {
  const pageOf = (Resources: Record<string, TemplateResource>) =>
    template(Resources, { Parameters: { Api: { Type: 'String' }, Root: { Type: 'String' } } });
  const nested: TemplateResource = {
    Type: 'AWS::CloudFormation::Stack',
    Properties: {
      Parameters: { Api: { Ref: 'Api' }, Root: { 'Fn::GetAtt': ['Api', 'RootResourceId'] } },
    },
  };
  const posts = resource('posts', { Ref: 'Root' });
  const live = {
    tree: {
      ...tree(template({ Api: api, Page1: nested }), { Page1: pageOf({ Posts: posts }) }),
      physicalIds: { '/Api': 'api', '/Page1': 'p1', 'Page1/Posts': 'r1' },
    },
    restApi: restApi([['r1', '/posts', 'root', 'GET']]),
  };

  it('what stays on its page stays what it is', () => {
    const desired = tree(template({ Api: api, Page1: nested }), { Page1: pageOf({ Posts: posts }) });
    expect(collide(live, desired)).toEqual([]);
  });

  it('moving a resource from one nested stack to another collides', () => {
    const desired = tree(template({ Api: api, Page1: nested, Page2: nested }), {
      Page1: pageOf({ Other: resource('other', { Ref: 'Root' }) }),
      Page2: pageOf({ Posts: posts }),
    });
    expect(collide(live, desired)).toEqual(['Posts path-part /posts']);
  });

  it('a resource that another page names by an output is the same there', () => {
    const page1 = template(
      { Posts: posts },
      {
        Parameters: { Api: { Type: 'String' }, Root: { Type: 'String' } },
        Outputs: { Posts: { Value: { Ref: 'Posts' } } },
      },
    );
    const page2: TemplateResource = {
      Type: 'AWS::CloudFormation::Stack',
      Properties: {
        Parameters: { Api: { Ref: 'Api' }, Posts: { 'Fn::GetAtt': ['Page1', 'Outputs.Posts'] } },
      },
    };
    const desired = tree(template({ Api: api, Page1: nested, Page2: page2 }), {
      Page1: page1,
      Page2: template(
        { List: method({ Ref: 'Posts' }, 'GET') },
        { Parameters: { Api: { Type: 'String' }, Posts: { Type: 'String' } } },
      ),
    });
    expect(collide(live, desired)).toEqual(['List method GET /posts']);
  });
});
