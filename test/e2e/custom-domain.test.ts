import { request } from 'node:http';
import { text } from 'node:stream/consumers';

import {
  APIGatewayClient,
  CreateBasePathMappingCommand,
  CreateDomainNameCommand,
  CreateRestApiCommand,
  GetBasePathMappingsCommand,
} from '@aws-sdk/client-api-gateway';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type ChangingApp, makeChangingApp } from './support/changing-app.ts';
import { type EmbeddedAws, startEmbeddedAws } from './support/embedded-aws.ts';
import { type FaultyProxy, startFaultyProxy } from './support/faulty-proxy.ts';

const domainName = 'api.example.com';
const settings = (domain: string) => `domain: { ${domain} }, deploy: { drainSeconds: 0 },`;

describe('an app behind a custom domain', { timeout: 30_000 }, () => {
  let aws: EmbeddedAws;
  /** Does no harm: it tells which calls were made. */
  let proxy: FaultyProxy;
  let gateway: APIGatewayClient;
  const apps: ChangingApp[] = [];
  beforeAll(async () => {
    aws = await startEmbeddedAws();
    proxy = await startFaultyProxy(aws.endpoint, []);
    gateway = new APIGatewayClient(aws.client);
    await gateway.send(
      new CreateDomainNameCommand({
        domainName,
        regionalCertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1',
        endpointConfiguration: { types: ['REGIONAL'] },
      }),
    );
  });
  afterAll(async () => {
    await Promise.all([proxy.close(), aws.stop(), ...apps.map((app) => app.remove())]);
  });

  const open = async (name: string, domain: string) => {
    const app = await makeChangingApp(aws, name, {
      config: settings(domain),
      routes: { 'GET posts': 'posts#index', 'GET posts/:id': 'posts#show' },
    });
    apps.push(app);
    return app;
  };
  /** Calls that change mappings, while something runs. */
  const recordMappingCalls = async <T>(run: () => Promise<T>): Promise<[T, string[]]> => {
    const sent = proxy.operations.length;
    const result = await run();
    const calls = proxy.operations.slice(sent).filter((call) => /^(?!GET).*basepathmappings/.test(call));
    return [result, calls];
  };
  const deploy = (app: ChangingApp) =>
    recordMappingCalls(() => app.deploy([], { AWS_ENDPOINT_URL: proxy.endpoint }));
  /** As a browser would that looked the domain up. */
  const get = (path: string) =>
    new Promise<string>((resolve, reject) => {
      request(`${aws.endpoint}${path}`, { headers: { host: domainName }, agent: false }, (response) => {
        text(response).then((body) => resolve(`${response.statusCode} ${body}`), reject);
      })
        .on('error', reject)
        .end();
    });
  /** Asks again and again, and once more when it is over. */
  const collectAnswers = async (path: string, over: AbortSignal) => {
    const answers: string[] = [];
    while (!over.aborted) answers.push(await get(path));
    return [...answers, await get(path)];
  };
  const readMappings = async () =>
    (await gateway.send(new GetBasePathMappingsCommand({ domainName }))).items ?? [];

  it('is mapped by the first deploy, switched by a replacement in one call, and answers all the time', async () => {
    const app = await open('blog', `name: '${domainName}', basePath: 'v1'`);
    const [created, createCalls] = await deploy(app);
    expect(created).toMatchObject({ code: 0, stderr: '' });
    expect(created.plan?.steps).toMatchObject([
      { kind: 'update' },
      { kind: 'switch', domain: domainName, basePath: 'v1' },
    ]);
    expect(createCalls).toEqual([`POST /domainnames/${domainName}/basepathmappings`]);
    const before = '200 {"action":"posts#index","code":0,"params":{}}';
    expect(await get('/v1/posts')).toBe(before);
    expect((await app.deploy()).result).toMatchObject({ outcome: 'unchanged', calls: { writes: 0 } });

    await app.write({ routes: { 'GET posts': 'posts#index', 'GET posts/:post_id': 'posts#show' }, code: 1 });
    const over = new AbortController();
    const answering = collectAnswers('/v1/posts', over.signal);
    const [replaced, replaceCalls] = await deploy(app).finally(() => over.abort());
    const answers = await answering;
    // Changes of the answer, in order: one, and nothing but these two.
    expect(answers.length).toBeGreaterThan(10);
    expect(answers.filter((answer, index) => answer !== answers[index - 1])).toEqual([
      before,
      '200 {"action":"posts#index","code":1,"params":{}}',
    ]);
    expect(replaced).toMatchObject({ code: 0, stderr: '' });
    expect(replaced.plan).toMatchObject({
      strategy: { kind: 'replace-api', reasons: [{ code: 'sibling-variable' }] },
      endpoint: { changes: false, current: `https://${domainName}/v1` },
      steps: [
        { kind: 'update', phase: 'expand' },
        { kind: 'verify' },
        { kind: 'switch', from: { stage: 'dev' } },
        { kind: 'drain', seconds: 0 },
        { kind: 'update', phase: 'contract' },
      ],
    });
    expect(replaced.plan?.approval).toBeUndefined();
    expect(replaceCalls).toEqual([`PATCH /domainnames/${domainName}/basepathmappings/v1`]);
    expect(await get('/v1/posts/1')).toBe('200 {"action":"posts#show","code":1,"params":{"post_id":"1"}}');
    expect(await app.readStack()).toEqual({ status: 'UPDATE_COMPLETE', failures: [] });
  });

  it('serves a route that goes by its old code until it is gone, with nothing in between', async () => {
    const app = await open('going', `name: '${domainName}', basePath: 'going'`);
    const routes = {
      'GET posts/:id': 'posts#show',
      'GET posts/new': 'posts#fresh',
      'GET about': 'pages#about',
    };
    await app.write({ routes });
    expect((await app.deploy()).code).toBe(0);
    await app.write({ routes: { 'GET posts/:id': 'posts#show' }, code: 1 });
    const over = new AbortController();
    const answering = Promise.all(
      ['/going/posts/new', '/going/about'].map((path) => collectAnswers(path, over.signal)),
    );
    const deployed = await app.deploy().finally(() => over.abort());
    expect(deployed.plan?.steps).toMatchObject([{ phase: 'prepare' }, { phase: 'deploy' }]);
    const changes = (await answering).map((answers) =>
      answers.filter((answer, index) => answer !== answers[index - 1]),
    );
    expect(changes).toEqual([
      [
        '200 {"action":"posts#fresh","code":0,"params":{}}',
        '200 {"action":"posts#show","code":1,"params":{"id":"new"}}',
      ],
      ['200 {"action":"pages#about","code":0,"params":{}}', '403 {"message":"Missing Authentication Token"}'],
    ]);
  });

  it('is not deployed where the domain or its base path is not to be had, and nothing is changed', async () => {
    const { id: restApiId } = await gateway.send(new CreateRestApiCommand({ name: 'by hand' }));
    await gateway.send(new CreateBasePathMappingCommand({ domainName, basePath: 'taken', restApiId }));
    const mappings = await readMappings();
    for (const [domain, problem] of [
      [
        `name: '${domainName}', basePath: 'taken'`,
        {
          message: `${domainName}/taken points to Rest API ${restApiId}, which is not of stack shop-dev`,
          why: 'A mapping that belongs to something else is not taken over.',
        },
      ],
      [
        `name: '${domainName}'`,
        {
          message: expect.stringContaining(`${domainName} cannot be mapped beside ${domainName}/`) as string,
        },
      ],
      [
        `name: 'nowhere.example.com'`,
        { message: 'Custom domain nowhere.example.com does not exist in API Gateway' },
      ],
    ] as const) {
      const app = await open('shop', domain);
      const [{ result }, calls] = await deploy(app);
      expect(result).toMatchObject({ outcome: 'failed', exitCode: 5, problems: [problem] });
      expect(calls).toEqual([]);
      const { stdout } = await app.jets(['status', '--json']);
      expect(JSON.parse(stdout)).toMatchObject({ deployed: false });
    }
    expect(await readMappings()).toEqual(mappings);
  });
});
