import { beforeEach, describe, expect, it } from 'vitest';

import { loadDomain } from '../../src/live/load-domain.ts';
import { loadLiveDetails } from '../../src/live/load-details.ts';
import { listStanding } from '../../src/live/load-nested-stacks.ts';
import { makeFunction } from '../aws/make-function.ts';
import { openAwsPorts } from '../aws/open-ports.ts';
import { fn, template } from '../local/facts/app-template.ts';
import { openAws, type OpenAws, physicalIds } from '../local/facts/open-aws.ts';
import { blogPage, blogResources, makeDomain, stackIdOf } from './deploy-blog.ts';

let aws: OpenAws;
beforeEach(async () => {
  aws = await openAws();
});

const load = (request: Parameters<typeof loadLiveDetails>[1]) =>
  loadLiveDetails(openAwsPorts(aws.endpoint), request);

const pages = { Page1: blogPage(['posts', '{id}']), Page2: blogPage(['about']) };

async function deployBlog(given: Readonly<Record<string, object>> = pages) {
  const resources = await blogResources(aws, given);
  expect(await aws.deploy('blog-dev', template(resources))).toBe('CREATE_COMPLETE');
  const ids = await physicalIds(aws, 'blog-dev');
  return { resources, ids, stackId: await stackIdOf(aws, 'blog-dev'), restApiId: ids['RestApi'] ?? '' };
}

describe('when nothing is deployed', () => {
  it('functions are read all the same', async () => {
    await deployBlog();
    const request = { stackId: undefined, functionNames: ['blog-dev-posts'] };
    expect(await load(request)).toEqual({
      pages: [],
      physicalIds: {},
      restApis: [],
      functions: [
        { name: 'blog-dev-posts', stackName: 'blog-dev', stackId: await stackIdOf(aws, 'blog-dev') },
      ],
    });
  });

  it('and nothing is asked for, nothing is called', async () => {
    const ports = openAwsPorts('http://127.0.0.1:1');
    expect(await loadLiveDetails(ports, { stackId: undefined, functionNames: [] })).toEqual({
      pages: [],
      physicalIds: {},
      restApis: [],
      functions: [],
    });
    expect(ports.calls).toEqual({ reads: 0, writes: 0 });
  });

  it('a stack that waits for its first change set holds nothing', async () => {
    const { StackId: stackId } = await aws.cloudformation.createChangeSet({
      StackName: 'blog-dev',
      ChangeSetName: 'first',
      ChangeSetType: 'CREATE',
      TemplateBody: JSON.stringify(template({ Topic: { Type: 'AWS::Logs::LogGroup' } })),
    });
    expect(await load({ stackId, functionNames: [] })).toMatchObject({ pages: [], physicalIds: {} });
  });
});

describe('the stack', () => {
  it('gives pages with template and status, and the physical ids of all stacks', async () => {
    const { ids, stackId } = await deployBlog();
    const details = await load({ stackId, functionNames: [] });
    expect(details.pages).toEqual(
      ['Page1', 'Page2'].map((logicalId) => ({
        logicalId,
        stackId: ids[logicalId],
        templateBody: JSON.stringify(pages[logicalId as keyof typeof pages]),
        status: 'CREATE_COMPLETE',
      })),
    );
    const own = await Promise.all(
      ['Page1', 'Page2'].map(async (page) => [page, await physicalIds(aws, ids[page] ?? '')] as const),
    );
    const expected = [['', ids] as const, ...own].flatMap(([stack, of]) =>
      Object.entries(of).map(([logicalId, id]) => [`${stack}/${logicalId}`, id] as const),
    );
    expect(expected).toHaveLength(6 + 4 + 2);
    expect(details.physicalIds).toEqual(Object.fromEntries(expected));
    expect(Object.keys(details.physicalIds)).toEqual(expected.map(([key]) => key).sort());
  });

  it('of more resources than CloudFormation lists at once is read to the end', async () => {
    const parts = Array.from({ length: 60 }, (_, index) => `part${index}`);
    const { stackId } = await deployBlog({ Page1: blogPage(parts) });
    const details = await load({ stackId, functionNames: [] });
    const keys = Object.keys(details.physicalIds).filter((key) => key.startsWith('Page1/'));
    expect(keys).toEqual(parts.flatMap((part) => [`Page1/${part}`, `Page1/${part}Get`]).sort());
    expect(details.restApis[0]?.resources).toHaveLength(61);
  });

  it('without what an update removed or let go', async () => {
    const retained = { Type: 'AWS::Logs::LogGroup', DeletionPolicy: 'Retain' };
    const before = { Kept: { Type: 'AWS::Logs::LogGroup' }, Removed: { Type: 'AWS::Logs::LogGroup' } };
    await aws.deploy('logs', template({ ...before, Retained: retained }));
    const stackId = await stackIdOf(aws, 'logs');
    expect(Object.keys((await load({ stackId, functionNames: [] })).physicalIds)).toEqual([
      '/Kept',
      '/Removed',
      '/Retained',
    ]);
    expect(await aws.deploy('logs', template({ Kept: before.Kept }))).toBe('UPDATE_COMPLETE');
    expect(Object.keys((await load({ stackId, functionNames: [] })).physicalIds)).toEqual(['/Kept']);
  });

  it.each(['DELETE_COMPLETE', 'DELETE_SKIPPED'])('without what CloudFormation lists as %s', async (gone) => {
    const logs = { type: 'AWS::Logs::LogGroup', physicalId: 'logs-1' };
    const failed = { ...logs, logicalId: 'Failed', status: 'DELETE_FAILED' };
    const listResources = () => Promise.resolve([{ ...logs, logicalId: 'Gone', status: gone }, failed]);
    expect(await listStanding({ listResources }, 'blog-dev')).toEqual([failed]);
  });

  it('that was deleted holds nothing, though it is found by its id', async () => {
    const { stackId } = await deployBlog();
    expect(await aws.remove('blog-dev')).toBe('DELETE_COMPLETE');
    expect(await load({ stackId, functionNames: ['blog-dev-posts'] })).toEqual({
      pages: [],
      physicalIds: {},
      restApis: [],
      functions: [],
    });
  });

  it('has no page that somebody deleted by itself', async () => {
    const { ids, stackId } = await deployBlog();
    expect(await aws.remove(ids['Page2'] ?? '')).toBe('DELETE_COMPLETE');
    const details = await load({ stackId, functionNames: [] });
    expect(details.pages.map(({ logicalId }) => logicalId)).toEqual(['Page1']);
    expect(details.physicalIds['/Page2']).toBe(ids['Page2']);
    expect(Object.keys(details.physicalIds).filter((key) => key.startsWith('Page2/'))).toEqual([]);
  });

  it('has a page that could not be deleted, with what it still holds', async () => {
    const { ids, stackId } = await deployBlog();
    aws.meddlers.add(({ operation }) => {
      if (operation === 'DeleteResource') throw new Error('Not now');
    });
    expect(await aws.remove(ids['Page2'] ?? '')).toBe('DELETE_FAILED');
    const details = await load({ stackId, functionNames: [] });
    expect(details.pages.find(({ logicalId }) => logicalId === 'Page2')?.status).toBe('DELETE_FAILED');
    expect(Object.keys(details.physicalIds).filter((key) => key.startsWith('Page2/'))).toEqual([
      'Page2/about',
    ]);
  });
});

describe('Rest APIs', () => {
  it('are read with resources, methods and stages, whoever made them', async () => {
    const { ids, stackId, restApiId } = await deployBlog();
    const { rootResourceId = '' } = await aws.apigateway.getRestApi({ restApiId });
    const byHand = await aws.apigateway.createResource({
      restApiId,
      parentId: rootResourceId,
      pathPart: 'by-hand',
    });
    const uri = 'http://127.0.0.1:9/by-hand';
    const place = { restApiId, resourceId: byHand.id ?? '' };
    await aws.apigateway.putMethod({ ...place, httpMethod: 'ANY', authorizationType: 'NONE' });
    await aws.apigateway.putIntegration({
      ...place,
      httpMethod: 'ANY',
      type: 'HTTP_PROXY',
      integrationHttpMethod: 'GET',
      uri,
    });
    const { id: deploymentId = '' } = await aws.apigateway.createDeployment({
      restApiId,
      stageName: 'byhand',
    });
    await aws.apigateway.putMethod({ ...place, httpMethod: 'DELETE', authorizationType: 'NONE' });
    const pageIds = {
      ...(await physicalIds(aws, ids['Page1'] ?? '')),
      ...(await physicalIds(aws, ids['Page2'] ?? '')),
    };
    const child = (path: string, id: string | undefined, methods: object[]) => ({
      id,
      path: `/${path}`,
      parentId: rootResourceId,
      pathPart: path,
      methods,
    });
    const { restApis } = await load({ stackId, functionNames: [] });
    expect(restApis).toEqual([
      {
        logicalId: 'RestApi',
        id: restApiId,
        rootResourceId,
        binaryMediaTypes: ['*/*', 'image/png'],
        resources: [
          { id: rootResourceId, path: '/', methods: [] },
          child('about', pageIds['about'], [{ verb: 'GET' }]),
          child('by-hand', byHand.id, [
            { verb: 'ANY', uri },
            { verb: 'DELETE', unfinished: true },
          ]),
          child('posts', pageIds['posts'], [{ verb: 'GET' }]),
          child('{id}', pageIds['id'], [{ verb: 'GET' }]),
        ],
        stages: [
          { name: 'byhand', deploymentId, variables: {} },
          {
            name: 'dev',
            deploymentId: ids['Deployment'],
            variables: { comments: 'blog-dev-comments:2', posts: 'blog-dev-posts:1' },
          },
        ],
      },
    ]);
    expect(Object.keys(restApis[0]?.stages[1]?.variables ?? {})).toEqual(['comments', 'posts']);
  });

  it('two generations are both read, the one that was deleted by hand is not', async () => {
    const api = { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'blog-dev' } };
    await aws.deploy('blog-dev', template({ RestApi1: api, RestApi: api }));
    const stackId = await stackIdOf(aws, 'blog-dev');
    const ids = await physicalIds(aws, 'blog-dev');
    const before = await load({ stackId, functionNames: [] });
    expect(before.restApis.map(({ logicalId, id }) => [logicalId, id])).toEqual([
      ['RestApi', ids['RestApi']],
      ['RestApi1', ids['RestApi1']],
    ]);
    await aws.apigateway.deleteRestApi({ restApiId: ids['RestApi'] ?? '' });
    const after = await load({ stackId, functionNames: [] });
    expect(after.restApis).toEqual([before.restApis[1]]);
    expect(after.physicalIds).toEqual(before.physicalIds);
  });

  it('that are not of this stack are left out', async () => {
    await aws.apigateway.createRestApi({ name: 'blog-dev' });
    const { stackId, restApiId } = await deployBlog();
    const { restApis } = await load({ stackId, functionNames: [] });
    expect(restApis.map(({ id }) => id)).toEqual([restApiId]);
  });
});

describe('functions', () => {
  it('are found by name, of this stack, of another and of none; the same names in any order give the same', async () => {
    const { stackId } = await deployBlog();
    const { Configuration } = await aws.lambda.getFunction({ FunctionName: 'blog-dev-posts' });
    const role = Configuration?.Role ?? '';
    await aws.deploy('shop', template({ Posts: fn('blog-dev-comments', role, '"shop"') }));
    await makeFunction(aws, 'blog-dev-by_hand', role);
    const names = ['blog-dev-posts', 'blog-dev-comments', 'blog-dev-nobody', 'blog-dev-by_hand'];
    const details = await load({ stackId, functionNames: names });
    expect(details.functions).toEqual([
      { name: 'blog-dev-by_hand' },
      { name: 'blog-dev-comments', stackName: 'shop', stackId: await stackIdOf(aws, 'shop') },
      { name: 'blog-dev-posts', stackName: 'blog-dev', stackId },
    ]);
    const reversed = await load({ stackId, functionNames: [...names, ...names].toReversed() });
    expect(JSON.stringify(reversed)).toBe(JSON.stringify(details));
  });
});

describe('the domain', () => {
  it('has its mappings by base path, also those of other APIs', async () => {
    const { restApiId } = await deployBlog();
    await makeDomain(aws, restApiId, ['v2', 'v1']);
    const { id: other = '' } = await aws.apigateway.createRestApi({ name: 'shop' });
    await aws.apigateway.createBasePathMapping({
      domainName: 'api.example.com',
      basePath: 'shop',
      restApiId: other,
    });
    expect(await loadDomain(openAwsPorts(aws.endpoint), 'api.example.com')).toEqual({
      name: 'api.example.com',
      mappings: [
        { basePath: 'shop', restApiId: other, stage: '' },
        { basePath: 'v1', restApiId, stage: 'dev' },
        { basePath: 'v2', restApiId, stage: 'dev' },
      ],
    });
  });

  it('is absent when there is none of this name', async () => {
    expect(await loadDomain(openAwsPorts(aws.endpoint), 'api.example.com')).toBeUndefined();
  });
});

it('an app of two pages, one API and one function takes 11 calls', async () => {
  const { stackId } = await deployBlog();
  const ports = openAwsPorts(aws.endpoint);
  await loadLiveDetails(ports, { stackId, functionNames: ['blog-dev-posts'] });
  // The root's resources; status, template and resources a page; API, resources and stages; function.
  expect(ports.calls).toEqual({ reads: 1 + 2 * 3 + 3 + 1, writes: 0 });
});
