import type { ByName, ProxyEvent } from './proxy-event.ts';

/**
 * The web `Request` of a proxy event.
 *
 * Its URL is made of the Host header and `event.path`, so that `new URL(request.url).pathname` is the path of the
 * route, `/posts/1`: on a custom domain that is what the client typed, and on the API's own host name it is the
 * same without the stage. `event.requestContext.path` has the stage.
 *
 * GET and HEAD have no body, as `Request` wants it; what a client sent with one is in `event.body`.
 */
export function buildRequest(event: ProxyEvent): Request {
  const headers = buildHeaders(event);
  const method = event.httpMethod.toUpperCase();
  const bodyless = method === 'GET' || method === 'HEAD';
  return new Request(buildUrl(event, headers), {
    method,
    headers,
    ...(bodyless || event.body === null || event.body === undefined ? {} : { body: decodeBody(event) }),
  });
}

function buildHeaders(event: ProxyEvent): Headers {
  const headers = new Headers();
  for (const [name, value] of listValues(event.multiValueHeaders, event.headers)) {
    headers.append(name, toByteString(value));
  }
  return headers;
}

function buildUrl(event: ProxyEvent, headers: Headers): string {
  const host = headers.get('host') ?? event.requestContext?.domainName ?? 'localhost';
  const scheme = headers.get('x-forwarded-proto') === 'http' ? 'http' : 'https';
  const query = new URLSearchParams(
    listValues(event.multiValueQueryStringParameters, event.queryStringParameters),
  );
  const search = query.size > 0 ? `?${query.toString()}` : '';
  return `${scheme}://${host}${escapePath(event.path)}${search}`;
}

/**
 * API Gateway leaves the path percent-encoded. Callers that made up an event by hand may not: characters that
 * would end the path are escaped, what is escaped already stays.
 */
function escapePath(path: string): string {
  return (path.startsWith('/') ? path : `/${path}`).replaceAll('?', '%3F').replaceAll('#', '%23');
}

/** The multi-value form holds everything; the single-value form is what hand-made test events often carry alone. */
function listValues(
  multiple: ByName<readonly string[]> | undefined,
  single: ByName<string> | undefined,
): [name: string, value: string][] {
  const values = multiple ?? single ?? {};
  return Object.entries(values).flatMap(([name, value]) =>
    [value ?? []].flat().map((each): [string, string] => [name, each]),
  );
}

/** `Headers` takes bytes only; UTF-8 in a header arrives as the bytes it is. */
function toByteString(value: string): string {
  // oxlint-disable-next-line no-control-regex -- the whole range of one byte
  return /^[\u0000-\u00ff]*$/.test(value) ? value : Buffer.from(value, 'utf8').toString('latin1');
}

function decodeBody(event: ProxyEvent): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'));
}
