import { afterEach, expect, test, vi } from 'vitest';
import type { Action } from '../../src/runtime/action.ts';
import { createHandler, type HandlerOptions } from '../../src/runtime/create-handler.ts';
import type { ProxyEvent, ProxyResult } from '../../src/runtime/proxy-event.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const event: ProxyEvent = {
  resource: '/posts',
  path: '/posts',
  httpMethod: 'GET',
  headers: null,
  multiValueHeaders: { Host: ['api.example.com'], 'X-Forwarded-Proto': ['https'] },
  queryStringParameters: null,
  multiValueQueryStringParameters: null,
  pathParameters: null,
  requestContext: { domainName: 'abc.execute-api.us-east-1.amazonaws.com' },
  body: null,
  isBase64Encoded: false,
};

/** What one action answers to an event. */
async function call(
  action: Action,
  changes: Partial<ProxyEvent> = {},
  options: Partial<HandlerOptions> = {},
): Promise<ProxyResult> {
  const handler = createHandler({ routes: { 'ANY /posts': action }, ...options });
  return handler({ ...event, ...changes }, {});
}

async function callAndParse(action: Action, changes: Partial<ProxyEvent> = {}): Promise<unknown> {
  return JSON.parse((await call(action, changes)).body);
}

test('a verb of its own comes before ANY', async () => {
  const routes = { 'ANY /posts': () => 'any', 'POST /posts': () => 'post' };
  const handler = createHandler({ routes });
  expect((await handler({ ...event, httpMethod: 'POST' }, {})).body).toBe('"post"');
  expect((await handler({ ...event, httpMethod: 'PATCH' }, {})).body).toBe('"any"');
});

test('the action gets the event and the context of Lambda as they are', async () => {
  const handler = createHandler({
    routes: {
      'GET /posts': (_request, context) => [context.event === event, context.lambdaContext === lambda],
    },
  });
  const lambda = {};
  expect((await handler(event, lambda)).body).toBe('[true,true]');
});

test('the URL is the one a client of a custom domain typed', async () => {
  const changes = {
    path: '/base/posts/a%20b',
    multiValueQueryStringParameters: { tag: ['a&b', 'ä'], 'x y': ['+'] },
  };
  expect(await callAndParse(({ url }) => url, changes)).toBe(
    'https://api.example.com/base/posts/a%20b?tag=a%26b&tag=%C3%A4&x+y=%2B',
  );
});

test('without a Host header the URL has the domain name of the API', async () => {
  expect(await callAndParse(({ url }) => url, { multiValueHeaders: null })).toBe(
    'https://abc.execute-api.us-east-1.amazonaws.com/posts',
  );
});

test('query values survive as they were sent', async () => {
  const multiValueQueryStringParameters = { q: ['100%', 'a+b', 'c d', ''], 'ü&=': ['#?'] };
  const seen = await callAndParse(({ url }) => [...new URL(url).searchParams], {
    multiValueQueryStringParameters,
  });
  expect(seen).toEqual([
    ['q', '100%'],
    ['q', 'a+b'],
    ['q', 'c d'],
    ['q', ''],
    ['ü&=', '#?'],
  ]);
});

test('repeated headers and cookies arrive joined as browsers join them', async () => {
  const multiValueHeaders = { Accept: ['text/html', 'text/plain'], Cookie: ['a=1', 'b=2'] };
  const seen = await callAndParse(({ headers }) => [headers.get('accept'), headers.get('cookie')], {
    multiValueHeaders,
  });
  expect(seen).toEqual(['text/html, text/plain', 'a=1; b=2']);
});

test('headers beyond Latin-1 arrive as their UTF-8 bytes', async () => {
  const seen = await callAndParse(
    ({ headers }) => Buffer.from(headers.get('x-name') ?? '', 'latin1').toString('utf8'),
    { multiValueHeaders: { 'X-Name': ['Zoë ✓'] } },
  );
  expect(seen).toBe('Zoë ✓');
});

test('an event with single values only is understood', async () => {
  const seen = await callAndParse(({ url, headers }) => [url, headers.get('x-a')], {
    multiValueHeaders: null,
    headers: { Host: 'h.example', 'X-A': '1' },
    queryStringParameters: { a: '1' },
  });
  expect(seen).toEqual(['https://h.example/posts?a=1', '1']);
});

test('binary bodies arrive byte for byte', async () => {
  const bytes = Buffer.from([0, 255, 128, 10, 13, 195]);
  const seen = await callAndParse(async (request) => [...new Uint8Array(await request.arrayBuffer())], {
    httpMethod: 'POST',
    body: bytes.toString('base64'),
    isBase64Encoded: true,
  });
  expect(seen).toEqual([...bytes]);
});

test('text and form bodies can be read', async () => {
  const seen = await callAndParse(async (request) => Object.fromEntries(await request.formData()), {
    httpMethod: 'POST',
    multiValueHeaders: { 'Content-Type': ['application/x-www-form-urlencoded'] },
    body: 'a=1&b=%C3%A4',
  });
  expect(seen).toEqual({ a: '1', b: 'ä' });
});

test.each(['GET', 'HEAD'])('%s has no body even if the client sent one', async (httpMethod) => {
  let body: unknown = 'not called';
  await call((request) => void ({ body } = request), { httpMethod, body: 'x' });
  expect(body).toBeNull();
});

test('path variables are decoded, and kept when they are no valid encoding', async () => {
  const pathParameters = { id: 'a%2Fb%20%C3%A4+', path: 'x/100%/y' };
  expect(await callAndParse((_request, { params }) => params, { pathParameters })).toEqual({
    id: 'a/b ä+',
    path: 'x/100%/y',
  });
});

test.each<[string, unknown, string]>([
  ['an object', { a: 1 }, '{"a":1}'],
  ['a list', [1], '[1]'],
  ['a string', 'text', '"text"'],
  ['null', null, 'null'],
  ['false', false, 'false'],
])('%s is sent as JSON', async (_what, value, body) => {
  expect(await call(() => value)).toEqual({
    statusCode: 200,
    multiValueHeaders: { 'content-type': ['application/json'] },
    body,
    isBase64Encoded: false,
  });
});

test('nothing is sent as 204', async () => {
  expect(await call(() => undefined)).toEqual({
    statusCode: 204,
    multiValueHeaders: {},
    body: '',
    isBase64Encoded: false,
  });
});

test('repeated Set-Cookie headers stay apart', async () => {
  const headers = new Headers([
    ['set-cookie', 'a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT'],
    ['set-cookie', 'b=2'],
    ['x-tag', 'a'],
    ['x-tag', 'b'],
  ]);
  const { multiValueHeaders } = await call(() => new Response(null, { headers }));
  expect(multiValueHeaders).toEqual({
    'set-cookie': ['a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT', 'b=2'],
    'x-tag': ['a, b'],
  });
});

test.each([
  ['text/html; charset=utf-8', 'ä', 'ä', false],
  ['application/problem+json', '{}', '{}', false],
  ['image/svg+xml', '<svg/>', '<svg/>', false],
  ['image/png', 'x', 'eA==', true],
  ['application/octet-stream', 'x', 'eA==', true],
  ['text/plain; charset=iso-8859-1', 'x', 'eA==', true],
])('a body of type %s', async (type, body, expected, isBase64Encoded) => {
  const result = await call(() => new Response(body, { headers: { 'content-type': type } }));
  expect(result).toMatchObject({ body: expected, isBase64Encoded });
});

test('compressed text is binary', async () => {
  const headers = { 'content-type': 'text/plain', 'content-encoding': 'gzip' };
  expect(await call(() => new Response('x', { headers }))).toMatchObject({
    body: 'eA==',
    isBase64Encoded: true,
  });
});

test('bytes that are no text survive whatever their type says', async () => {
  const headers = { 'content-type': 'text/plain' };
  const { body, isBase64Encoded } = await call(() => new Response(new Uint8Array([0xff, 0xfe]), { headers }));
  expect([body, isBase64Encoded]).toEqual([Buffer.from([0xff, 0xfe]).toString('base64'), true]);
});

test('a byte order mark survives', async () => {
  const headers = { 'content-type': 'text/csv' };
  const { body } = await call(() => new Response('\uFEFFa;b', { headers }));
  expect(body).toBe('\uFEFFa;b');
});

test('bytes without a type are no JSON', async () => {
  const { multiValueHeaders } = await call(() => new Response(new Uint8Array([1])));
  expect(multiValueHeaders['content-type']).toEqual(['application/octet-stream']);
});

test('streams are read to their end', async () => {
  const stream = new ReadableStream({
    start(controller) {
      for (const part of ['a', 'b', 'c']) controller.enqueue(new TextEncoder().encode(part));
      controller.close();
    },
  });
  const { body } = await call(() => new Response(stream, { headers: { 'content-type': 'text/plain' } }));
  expect(body).toBe('abc');
});

test('HEAD answers with headers and without a body', async () => {
  const result = await call(() => Response.json({ a: 1 }, { status: 203 }), { httpMethod: 'HEAD' });
  expect(result).toEqual({
    statusCode: 203,
    multiValueHeaders: { 'content-type': ['application/json'] },
    body: '',
    isBase64Encoded: false,
  });
});

test('redirects keep their location', async () => {
  expect(await call(() => Response.redirect('https://example.com/', 303))).toMatchObject({
    statusCode: 303,
    multiValueHeaders: { location: ['https://example.com/'] },
  });
});

test('a thrown Response is the answer', async () => {
  const result = await call(() => {
    throw Response.json({ message: 'no' }, { status: 403 });
  });
  expect(result).toMatchObject({ statusCode: 403, body: '{"message":"no"}' });
});

test('an error answers 500 without details and is logged with route and stack', async () => {
  const log = vi.spyOn(console, 'error').mockReturnValue();
  const error = new Error('secret');
  const result = await call(() => Promise.reject(error));
  expect(result).toEqual({
    statusCode: 500,
    multiValueHeaders: { 'content-type': ['application/json'] },
    body: '{"message":"Internal Server Error"}',
    isBase64Encoded: false,
  });
  expect(log.mock.calls).toEqual([['GET /posts failed:', error]]);
});

test.each<[string, () => unknown]>([
  [
    'a cyclic value',
    () =>
      Object.assign(
        {},
        {
          get self(): unknown {
            return [1n];
          },
        },
      ),
  ],
  ['a function', () => () => 1],
  ['bytes', () => new Uint8Array(1)],
  [
    'a stream that breaks',
    () => new Response(new ReadableStream({ pull: () => Promise.reject(new Error('x')) })),
  ],
])('%s that cannot be sent answers 500 and is logged', async (_what, action) => {
  const log = vi.spyOn(console, 'error').mockReturnValue();
  expect(await call(action)).toMatchObject({ statusCode: 500 });
  expect(log).toHaveBeenCalledOnce();
});

test('a resource that the function does not serve answers 500 and is logged', async () => {
  const log = vi.spyOn(console, 'error').mockReturnValue();
  expect(await call(() => 1, { resource: '/toString' })).toMatchObject({ statusCode: 500 });
  expect(String(log.mock.calls[0]?.[1])).toContain(
    'This function has no route GET /toString; it has ANY /posts',
  );
});

test('an event of something else is refused, so that its sender sees it', async () => {
  const handler = createHandler({ routes: {} });
  await expect(handler({} as ProxyEvent, {})).rejects.toThrow('the event is none');
});

test('CORS headers are on every answer, errors too, and leave what the action set', async () => {
  vi.spyOn(console, 'error').mockReturnValue();
  const cors = { origin: 'https://a.example', credentials: true };
  const failed = await call(() => Promise.reject(new Error('x')), {}, { cors });
  expect(failed.multiValueHeaders).toMatchObject({
    'access-control-allow-origin': ['https://a.example'],
    'access-control-allow-credentials': ['true'],
    vary: ['Origin'],
  });
  const headers = { 'access-control-allow-origin': 'https://b.example', vary: 'Accept' };
  const own = await call(() => new Response('x', { headers }), {}, { cors });
  expect(own.multiValueHeaders).toMatchObject({
    'access-control-allow-origin': ['https://b.example'],
    vary: ['Accept, Origin'],
  });
});

test('CORS for every origin needs no Vary', async () => {
  const { multiValueHeaders } = await call(() => 1, {}, { cors: { origin: '*' } });
  expect(multiValueHeaders).toMatchObject({ 'access-control-allow-origin': ['*'] });
  expect(multiValueHeaders).not.toHaveProperty('vary');
});
