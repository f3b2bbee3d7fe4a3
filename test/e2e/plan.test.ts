import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { APIGatewayClient, CreateResourceCommand, GetResourcesCommand } from '@aws-sdk/client-api-gateway';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateCommand,
  paginateDescribeStackEvents,
} from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Plan } from '../../src/plan/plan.ts';
import { type ChangingApp, makeChangingApp, type RouteTargets } from './support/changing-app.ts';
import { type EmbeddedAws, startEmbeddedAws } from './support/embedded-aws.ts';
import { type FaultyProxy, startFaultyProxy } from './support/faulty-proxy.ts';

const first: RouteTargets = { 'GET posts': 'posts#index', 'GET posts/:id': 'posts#show' };
const added: RouteTargets = { ...first, 'GET about': 'posts#about' };
const renamed: RouteTargets = { 'GET posts': 'posts#index', 'GET posts/:post_id': 'posts#show' };

/** What people meet most: it must be said perfectly. */
const replacement = `The Rest API has to be replaced: an update would fail and be rolled back

  /posts/{post_id} cannot stand beside /posts/{id}
    config/routes.ts:4  GET  /posts/:post_id  posts#show
    live                GET  /posts/:id       posts#show
    API Gateway allows one path variable under /posts, and CloudFormation
    creates {post_id} before it deletes {id}.
    → To keep the Rest API, keep the name: posts/:id
`;

/** One app; what is live is what the test before left. */
describe('a plan', { timeout: 30_000 }, () => {
  let aws: EmbeddedAws;
  /** Does no harm: it tells which calls were made. */
  let proxy: FaultyProxy;
  let app: ChangingApp;
  let cloudFormation: CloudFormationClient;
  beforeAll(async () => {
    aws = await startEmbeddedAws();
    proxy = await startFaultyProxy(aws.endpoint, []);
    app = await makeChangingApp(aws, 'blog', { routes: first });
    cloudFormation = new CloudFormationClient(aws.client);
  });
  afterAll(async () => {
    await Promise.all([proxy.close(), aws.stop(), app.remove()]);
  });

  /** `jets plan`, which must send nothing but reads. */
  const plan = async (...args: string[]) => {
    const sent = proxy.operations.length;
    const run = await app.jets(['plan', ...args], { AWS_ENDPOINT_URL: proxy.endpoint });
    const operations = proxy.operations.slice(sent);
    expect(operations.length).toBeGreaterThan(2);
    expect(operations.filter((operation) => !/^(Describe|Get|List|GET |Head)/.test(operation))).toEqual([]);
    return run;
  };
  const planJson = async (...args: string[]) => JSON.parse((await plan('--json', ...args)).stdout) as Plan;
  const listStacks = async () => {
    const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({}));
    return Stacks.map(({ StackName }) => StackName);
  };
  const countEvents = async () => {
    let count = 0;
    const pages = paginateDescribeStackEvents({ client: cloudFormation }, { StackName: 'blog-dev' });
    for await (const { StackEvents = [] } of pages) count += StackEvents.length;
    return count;
  };

  it('of an app that was never deployed creates nothing', async () => {
    const run = await plan('--exit-code');
    expect(run.code).toBe(10);
    expect(run.stdout).toMatch(/\+ GET {2}\/posts\/\{id\} {2}posts#show {3}config\/routes\.ts:4\n/);
    expect(await planJson()).toMatchObject({ strategy: { kind: 'create' }, endpoint: { changes: false } });
    expect(await listStacks()).toEqual([]);
  });

  describe('of an app that is deployed', () => {
    let endpoint: string;
    beforeAll(async () => {
      endpoint = (await app.deploy()).result.endpoint ?? '';
    });

    it('ends with 0, 10 or 11 as there is nothing to do, something in place, or another endpoint', async () => {
      const events = await countEvents();
      expect(await plan('--exit-code')).toMatchObject({ code: 0 });
      expect(await planJson()).toMatchObject({
        strategy: { kind: 'none', reasons: [{ code: 'same' }] },
        steps: [],
      });

      await app.write({ routes: added });
      expect(await plan('--exit-code')).toMatchObject({ code: 10 });

      await app.write({ routes: renamed });
      const replacing = await plan('--exit-code');
      expect(replacing.code).toBe(11);
      expect(replacing.stdout).toContain(replacement);
      // Without the option only what went wrong is an error.
      expect(await plan()).toMatchObject({ code: 0, stdout: replacing.stdout });
      expect(await countEvents()).toBe(events);
      expect(await fetch(`${endpoint}/posts/1`)).toMatchObject({ status: 200 });
    });

    it('is printed as the documented JSON', async () => {
      await app.write({ routes: renamed });
      const printed = await planJson();
      expect(Object.keys(printed).sort()).toEqual([
        'approval',
        'artifacts',
        'asked',
        'effort',
        'endpoint',
        'functions',
        'liveDigest',
        'namespace',
        'region',
        'routes',
        'steps',
        'strategy',
        'tags',
        'templates',
        'toolkit',
        'toolkitTemplate',
        'version',
        'warnings',
      ]);
      expect(printed).toMatchObject({
        version: 1,
        namespace: 'blog-dev',
        region: 'us-east-1',
        strategy: {
          kind: 'replace-api',
          reasons: [
            {
              code: 'sibling-variable',
              routes: [
                {
                  route: 'GET /posts/:post_id',
                  target: 'posts#show',
                  file: 'config/routes.ts',
                  line: app.lineOf('GET posts/:post_id'),
                },
              ],
              live: ['GET /posts/:id (posts#show)'],
            },
          ],
        },
        approval: { kind: 'ask' },
        endpoint: { changes: true, current: expect.stringMatching(/^https:\/\/\w+\.execute-api\./) },
        routes: {
          added: [{ verb: 'GET', path: '/posts/{post_id}', target: 'posts#show' }],
          removed: [{ verb: 'GET', path: '/posts/{id}', target: 'posts#show' }],
          changed: [],
          unchanged: 1,
        },
        steps: [
          { kind: 'update', phase: 'expand', action: 'update' },
          { kind: 'verify', restApi: 'RestApi1' },
          { kind: 'update', phase: 'contract' },
        ],
        effort: { operations: expect.any(Number), seconds: expect.any(Number) },
      });
      const keys = printed.templates.map(({ key }) => key);
      for (const step of printed.steps) if (step.kind === 'update') expect(keys).toContain(step.template);
    });
  });

  describe('that was saved', () => {
    const file = 'plans/next.json';
    const path = () => join(app.dir, file);
    const save = async (routes: RouteTargets, code: number) => {
      await app.write({ routes, code });
      expect(await plan('--out', file)).toMatchObject({ code: 0 });
    };
    const applySaved = (...args: string[]) => app.deploy(['--plan', file, ...args]);
    const current = async () => ({ template: await readTemplate(), events: await countEvents() });
    const readTemplate = async () =>
      (await cloudFormation.send(new GetTemplateCommand({ StackName: 'blog-dev' }))).TemplateBody;
    beforeEach(async () => {
      await rm(path(), { force: true });
    });

    it('is carried out exactly, whatever the files of the app have become', async () => {
      await save(renamed, 7);
      const planned = (JSON.parse(await readFile(path(), 'utf8')) as { plan: Plan }).plan;
      await app.write({ routes: { 'GET other': 'posts#other' }, code: 8 });

      const unapproved = await applySaved();
      expect(unapproved).toMatchObject({ code: 8, result: { outcome: 'failed', exitCode: 8 } });
      const { code, result } = await applySaved('--yes');
      expect(code).toBe(0);
      await app.write({ routes: renamed, code: 7 });
      expect(await app.findUnserved(result.endpoint ?? '')).toEqual([]);
      expect((await fetch(`${result.endpoint}/other`)).status).toBe(403);
      const final = planned.steps.flatMap((step) => (step.kind === 'update' ? step.template : [])).at(-1);
      expect(await readTemplate()).toBe(planned.templates.find(({ key }) => key === final)?.body);
      // The app as it was planned is what is live.
      expect(await plan('--exit-code')).toMatchObject({ code: 0 });

      const again = await applySaved('--yes');
      expect(again.code).toBe(5);
    });

    it('is refused when another deploy was made since', async () => {
      await save({ ...renamed, 'GET about': 'posts#about' }, 7);
      await app.write({ routes: renamed, code: 9 });
      expect((await app.deploy()).code).toBe(0);
      const before = await current();
      const refused = await applySaved('--yes');
      expect(refused.result).toMatchObject({
        exitCode: 5,
        problems: [
          {
            message: 'blog-dev has changed since the plan was made, so the plan is not carried out',
            fix: 'Make a new plan: jets plan --out FILE',
          },
        ],
      });
      expect(await current()).toEqual(before);
    });

    it('is refused when somebody made something in the console since', async () => {
      await save({ ...renamed, 'GET about': 'posts#about' }, 9);
      const gateway = new APIGatewayClient(aws.client);
      const { stdout: endpoint } = await app.jets(['url']);
      const restApiId = endpoint.split('/').at(-2);
      const { items = [] } = await gateway.send(new GetResourcesCommand({ restApiId }));
      const parentId = items.find(({ path }) => path === '/')?.id;
      await gateway.send(new CreateResourceCommand({ restApiId, parentId, pathPart: 'by-hand' }));
      const before = await current();
      expect((await applySaved('--yes')).result).toMatchObject({ exitCode: 5 });
      expect(await current()).toEqual(before);
    });

    it('is refused when its file was edited, and when a zip of it is gone', async () => {
      await save({ ...renamed, 'GET about': 'posts#about' }, 10);
      const before = await current();
      const saved = await readFile(path(), 'utf8');
      await writeFile(path(), saved.replaceAll('/about', '/abort'));
      expect((await applySaved('--yes')).result).toMatchObject({
        exitCode: 3,
        problems: [{ message: 'The saved plan was changed after it was made', file }],
      });

      await writeFile(path(), saved);
      const { plan: planned } = JSON.parse(saved) as { plan: Plan };
      const [zip] = planned.artifacts;
      const zipFile = join(app.dir, zip?.file ?? '');
      const content = await readFile(zipFile);
      await rm(zipFile);
      expect((await applySaved('--yes')).result).toMatchObject({
        exitCode: 3,
        problems: [{ message: 'Code that the plan was made with is gone: posts_controller', file }],
      });
      expect(await current()).toEqual(before);

      await writeFile(zipFile, content);
      expect(await applySaved('--yes')).toMatchObject({ code: 0 });
    });
  });
});
