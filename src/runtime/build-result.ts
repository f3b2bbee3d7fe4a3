import type { ProxyResult } from './proxy-event.ts';

/**
 * What API Gateway takes for a `Response`. Streams are read to their end: Lambda's answer is one JSON value of
 * 6 MB at most.
 *
 * Text is sent as it is, everything else as base64, which API Gateway turns back into bytes when the API's binary
 * media types cover it. They do by default (all types). An app that narrows `api.binaryMediaTypes` decides that only
 * requests whose first Accept type is listed get bytes; all others receive the base64 text itself.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html
 */
export async function buildResult(response: Response, method: string): Promise<ProxyResult> {
  const withoutBody = method === 'HEAD' || response.body === null;
  if (method === 'HEAD') await response.body?.cancel();
  const bytes = withoutBody ? new Uint8Array() : new Uint8Array(await response.arrayBuffer());
  const headers = buildHeaders(response.headers);
  // Without a type API Gateway would call the body JSON.
  if (bytes.length > 0 && !response.headers.has('content-type')) {
    headers['content-type'] = ['application/octet-stream'];
  }
  const text = isTextual(response.headers) ? decodeUtf8(bytes) : undefined;
  return {
    statusCode: response.status,
    multiValueHeaders: headers,
    body: text ?? Buffer.from(bytes).toString('base64'),
    isBase64Encoded: text === undefined && bytes.length > 0,
  };
}

/** Headers that belong to one connection, as answers of `fetch` that an action passes on carry them. */
const connectionHeaders = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'content-length',
]);

function buildHeaders(headers: Headers): Record<string, string[]> {
  const result: Record<string, string[]> = {};
  for (const [name, value] of headers) {
    if (!connectionHeaders.has(name)) result[name] = [value];
  }
  // Other repeated headers are one header with a list; cookies may hold commas and are not.
  const cookies = headers.getSetCookie();
  if (cookies.length > 0) result['set-cookie'] = cookies;
  return result;
}

function isTextual(headers: Headers): boolean {
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity') return false;
  const [type = '', ...parameters] = (headers.get('content-type') ?? '')
    .split(';')
    .map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length);
  if (charset !== undefined && !['utf-8', 'utf8', 'us-ascii'].includes(charset.replaceAll('"', '')))
    return false;
  return (
    type.startsWith('text/') ||
    type.endsWith('+json') ||
    type.endsWith('+xml') ||
    [
      'application/json',
      'application/xml',
      'application/javascript',
      'application/x-ndjson',
      'application/graphql',
      'application/x-www-form-urlencoded',
    ].includes(type)
  );
}

/** Undefined for bytes that are no UTF-8, whatever their type claims: those must not be mangled. */
function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
