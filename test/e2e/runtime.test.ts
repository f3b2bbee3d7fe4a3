import { request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';

import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetFunctionConfigurationCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { makeApp, type TestApp } from './support/app.ts';
import { type EmbeddedAws, startEmbeddedAws } from './support/embedded-aws.ts';
import { runJets } from './support/jets.ts';

const echo = `
import { gzipSync } from 'node:zlib';

export async function bytes(request: Request) {
  return new Response(await request.arrayBuffer(), {
    headers: { 'content-type': request.headers.get('content-type') ?? '' },
  });
}
export async function compressed() {
  return new Response(gzipSync('zipped '.repeat(100)), {
    headers: { 'content-type': 'text/plain', 'content-encoding': 'gzip' },
  });
}
export async function described(request: Request, { params, event }) {
  const url = new URL(request.url);
  return {
    method: request.method,
    pathname: url.pathname,
    query: [...url.searchParams],
    tag: request.headers.get('x-tag'),
    tags: event.multiValueHeaders['X-Tag'] ?? event.multiValueHeaders['x-tag'],
    cookie: request.headers.get('cookie'),
    params,
  };
}
export async function json(request: Request) {
  return { got: await request.json() };
}
export async function form(request: Request) {
  const form = await request.formData();
  const file = form.get('file');
  return { names: form.getAll('name'), file: file instanceof Blob ? [...new Uint8Array(await file.arrayBuffer())] : null };
}
export async function cookies() {
  const headers = new Headers({ 'content-type': 'text/plain' });
  headers.append('set-cookie', 'a=1; Expires=Wed, 21 Oct 2037 07:28:00 GMT; Path=/');
  headers.append('set-cookie', 'b=2; HttpOnly');
  return new Response('ok', { headers });
}
export const nothing = () => undefined;
export const moved = () => new Response(null, { status: 302, headers: { location: 'posts/1?x=%20' } });
export const page = () => new Response('twelve bytes', { headers: { 'x-page': 'yes' } });
export const refused = () => {
  throw Response.json({ message: 'not yours' }, { status: 403 });
};
export const broken = () => {
  throw new Error('the password is hunter2');
};
`;

const files = (name: string, grouping: string) => ({
  'jets.config.ts': `import { defineConfig } from 'jets-deploy';
export default defineConfig({
  name: '${name}',
  api: { cors: { origin: 'https://example.com', credentials: true, headers: ['X-Tag'], maxAge: 60 } },
  cfn: { build: { controllers: '${grouping}' } },
});
`,
  'config/routes.ts': `import { routes } from 'jets-deploy';
export default routes((r) => {
  r.post('bytes', 'echo#bytes');
  r.get('compressed', 'echo#compressed');
  r.any('described', 'echo#described');
  r.put('described', 'echo#json');
  r.get('items/:id', 'echo#described');
  r.get('files/*path', 'echo#described');
  r.post('json', 'echo#json');
  r.post('form', 'echo#form');
  r.get('cookies', 'echo#cookies');
  r.delete('nothing', 'echo#nothing');
  r.get('moved', 'echo#moved');
  r.get('page', 'echo#page');
  r.head('page', 'echo#page');
  r.get('refused', 'echo#refused');
  r.get('broken', 'echo#broken');
  r.get('admin/posts', 'admin/posts#index');
  r.get('posts', 'posts#index');
});
`,
  'app/controllers/echo.ts': echo,
  'app/controllers/posts.ts':
    "export const index = () => ({ of: 'posts', greeting: process.env.GREETING });\n",
  'app/controllers/admin/posts.ts': "export const index = () => ({ of: 'admin/posts' });\n",
  'app/jobs/clean.ts': `import { job } from 'jets-deploy';
export const run = job({ rate: '1 day' }, async (event, context) => {
  console.log(\`cleaning for \${event.source} as \${context.functionName}\`);
  return { cleaned: 3 };
});
`,
  '.env': 'GREETING=Hello\n',
  '.env.development': 'GREETING=Hi\n',
});

/** PNG's signature and every byte there is. */
const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...Array(256).keys()]);

describe('a deployed app', () => {
  let aws: EmbeddedAws;
  let app: TestApp;
  let endpoint: string;
  const apps: TestApp[] = [];

  const deploy = async (name: string, grouping: string) => {
    const made = await makeApp(files(name, grouping));
    apps.push(made);
    const { code, stdout, stderr } = await runJets(['deploy'], { cwd: made.dir, env: aws.env });
    expect(code, stderr).toBe(0);
    return { made, url: stdout.trim() };
  };
  beforeAll(async () => {
    aws = await startEmbeddedAws();
    ({ made: app, url: endpoint } = await deploy('rt', 'one_lambda_per_controller'));
  });
  afterAll(async () => {
    await aws.stop();
    await Promise.all(apps.map((each) => each.remove()));
  });

  const get = (path: string, init: RequestInit = {}) => fetch(`${endpoint}/${path}`, init);
  const getJson = async (path: string, init: RequestInit = {}) => (await get(path, init)).json() as unknown;
  const clientSettings = () => ({
    endpoint: aws.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const readLogs = async (functionName: string, pattern: string) => {
    const lambda = new LambdaClient(clientSettings());
    const { LoggingConfig: logging } = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: functionName }),
    );
    const logs = new CloudWatchLogsClient(clientSettings());
    const { events = [] } = await logs.send(
      new FilterLogEventsCommand({
        logGroupName: logging?.LogGroup,
        filterPattern: JSON.stringify(pattern),
      }),
    );
    return events.map(({ message = '' }) => message).join('\n');
  };

  it('takes and sends bytes as they are', async () => {
    const response = await get('bytes', {
      method: 'POST',
      body: png,
      headers: { 'content-type': 'image/png', accept: 'image/png' },
    });
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(png);
  });

  it('takes and sends gzip', async () => {
    const zipped = gzipSync('text '.repeat(50));
    const response = await get('bytes', {
      method: 'POST',
      body: zipped,
      headers: { 'content-type': 'application/gzip', 'content-encoding': 'gzip' },
    });
    expect(gunzipSync(await response.arrayBuffer()).toString()).toBe('text '.repeat(50));
    const answer = await get('compressed');
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(await answer.text()).toBe('zipped '.repeat(100));
  });

  it('keeps repeated headers and query values', async () => {
    const body = await new Promise<string>((resolve, reject) => {
      httpRequest(
        `${endpoint}/described?a=1&b=%C3%BC&a=2&empty=`,
        { headers: { 'X-Tag': ['one', 'two'], cookie: 'a=1; b=2' } },
        (response) => void text(response).then(resolve, reject),
      )
        .once('error', reject)
        .end();
    });
    expect(JSON.parse(body)).toMatchObject({
      method: 'GET',
      pathname: '/described',
      query: expect.arrayContaining([
        ['a', '1'],
        ['a', '2'],
        ['b', 'ü'],
        ['empty', ''],
      ]),
      tag: 'one, two',
      tags: ['one', 'two'],
      cookie: 'a=1; b=2',
    });
  });

  it('sends every cookie', async () => {
    expect((await get('cookies')).headers.getSetCookie()).toEqual([
      'a=1; Expires=Wed, 21 Oct 2037 07:28:00 GMT; Path=/',
      'b=2; HttpOnly',
    ]);
  });

  it('answers HEAD without a body', async () => {
    const response = await get('page', { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(response.headers.get('x-page')).toBe('yes');
    expect(await response.text()).toBe('');
    expect(await (await get('page')).text()).toBe('twelve bytes');
  });

  it('answers 204 for an action that returns nothing', async () => {
    const response = await get('nothing', { method: 'DELETE' });
    expect(response.status).toBe(204);
    expect(await response.text()).toBe('');
  });

  it('redirects', async () => {
    const response = await get('moved', { redirect: 'manual' });
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe('posts/1?x=%20');
  });

  it('decodes path variables', async () => {
    expect(await getJson('items/a%20b%2Fc')).toMatchObject({ params: { id: 'a b/c' } });
    expect(await getJson('items/%C3%BC+1')).toMatchObject({ params: { id: 'ü+1' } });
    expect(await getJson('files/a/b%20c/d.txt')).toMatchObject({
      params: { path: 'a/b c/d.txt' },
      pathname: '/files/a/b%20c/d.txt',
    });
  });

  it('serves every verb of an ANY route that has no route of its own', async () => {
    for (const method of ['GET', 'POST', 'PATCH', 'DELETE']) {
      expect(await getJson('described', { method })).toMatchObject({ method });
    }
    const own = await getJson('described', { method: 'PUT', body: '{"own":true}' });
    expect(own).toEqual({ got: { own: true } });
  });

  it('reads JSON and forms', async () => {
    const value = { text: 'grüße 🎉', list: [1, null] };
    const headers = { 'content-type': 'application/json' };
    expect(await getJson('json', { method: 'POST', body: JSON.stringify(value), headers })).toEqual({
      got: value,
    });
    const fields = new URLSearchParams([
      ['name', 'ä b'],
      ['name', 'c&d'],
    ]);
    expect(await getJson('form', { method: 'POST', body: fields })).toEqual({
      names: ['ä b', 'c&d'],
      file: null,
    });
    const form = new FormData();
    form.append('name', 'ü');
    form.append('file', new Blob([png]), 'a.png');
    expect(await getJson('form', { method: 'POST', body: form })).toEqual({ names: ['ü'], file: [...png] });
  });

  it('answers preflights, and allows the origin on every answer', async () => {
    const origin = 'https://example.com';
    const preflight = await get('posts', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'GET' },
    });
    expect(preflight.status).toBe(204);
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': 'X-Tag',
      'access-control-allow-methods': expect.stringContaining('GET'),
      'access-control-max-age': '60',
    });
    for (const path of ['posts', 'broken', 'refused']) {
      const { headers } = await get(path, { headers: { origin } });
      expect(headers.get('access-control-allow-origin')).toBe(origin);
      expect(headers.get('access-control-allow-credentials')).toBe('true');
      expect(headers.get('vary')).toBe('Origin');
    }
  });

  it('sends a response that an action throws', async () => {
    const response = await get('refused');
    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({ message: 'not yours' });
  });

  it('answers 500 for an action that throws, and logs the stack for its owner alone', async () => {
    const response = await get('broken');
    expect(response.status).toBe(500);
    expect(await response.text()).toBe('{"message":"Internal Server Error"}');
    expect(JSON.stringify([...response.headers])).not.toMatch(/hunter2|echo\.ts/);
    await expect
      .poll(() => readLogs('rt-dev-echo_controller', 'hunter2'))
      .toMatch(/GET \/broken failed:.*the password is hunter2[^]*at .*broken/);
  });

  it('runs a job, which logs', async () => {
    const lambda = new LambdaClient(clientSettings());
    const { Payload, FunctionError, StatusCode } = await lambda.send(
      new InvokeCommand({
        FunctionName: 'rt-dev-clean_job-run',
        Payload: JSON.stringify({ source: 'a test' }),
      }),
    );
    expect({ StatusCode, FunctionError }).toEqual({ StatusCode: 200, FunctionError: undefined });
    expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toEqual({ cleaned: 3 });
    await expect
      .poll(() => readLogs('rt-dev-clean_job-run', 'cleaning'))
      .toContain('cleaning for a test as rt-dev-clean_job-run');
  });

  it.each([
    ['one_lambda_for_all_controllers', 'rt-all', ['rt-all-dev-controller']],
    ['one_lambda_per_controller', 'rt', ['rt-dev-admin-posts_controller', 'rt-dev-posts_controller']],
    [
      'one_lambda_per_method',
      'rt-each',
      ['rt-each-dev-admin-posts_controller-index', 'rt-each-dev-echo_controller-json'],
    ],
  ])('works with %s', async (grouping, name, names) => {
    const { made, url } = name === 'rt' ? { made: app, url: endpoint } : await deploy(name, grouping);
    const listed = await runJets(['routes', '--json'], { cwd: made.dir });
    const functions = (JSON.parse(listed.stdout) as { function: string }[]).map((row) => row.function);
    expect(functions).toEqual(expect.arrayContaining(names));
    const read = async (path: string, init: RequestInit = {}) => (await fetch(`${url}/${path}`, init)).json();
    expect(await read('admin/posts')).toEqual({ of: 'admin/posts' });
    expect(await read('posts')).toEqual({ of: 'posts', greeting: 'Hi' });
    expect(await read('json', { method: 'POST', body: '[1]' })).toEqual({ got: [1] });
    expect(await read('files/x/y')).toMatchObject({ params: { path: 'x/y' } });
    expect((await fetch(`${url}/broken`)).status).toBe(500);
  });
});
