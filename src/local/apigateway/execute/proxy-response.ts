import type { DataPlaneRequest, DataPlaneResponse } from '../../http.ts';
import { headerOf } from './call.ts';
import { isBinary } from './media-types.ts';

interface ProxyResult {
  readonly statusCode?: number | string | null;
  readonly headers?: Readonly<Record<string, string | number | boolean>> | null;
  readonly multiValueHeaders?: Readonly<Record<string, readonly (string | number | boolean)[]>> | null;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean | null;
}

/**
 * What a function returned as an HTTP response; `undefined` when it is no proxy response. Nothing is mandatory, and
 * nothing else is allowed. Recorded on AWS in LocalStack's test_apigateway_lambda.snapshot.json
 * (test_aws_proxy_response_payload_format_validation), and that `{}` is a 200 in test_lambda_aws_proxy_response_format.
 */
export function parseProxyResponse(
  payload: Uint8Array,
  request: DataPlaneRequest,
  binaryMediaTypes: readonly string[],
): DataPlaneResponse | undefined {
  const result = parseResult(payload);
  if (!result) return undefined;
  const headers = mergeHeaders(result);
  const contentType = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  if (contentType === undefined) headers.push(['Content-Type', 'application/json']);
  const body = decodeBody(result, request, binaryMediaTypes, contentType);
  if (body === undefined) return undefined;
  return { status: Number(result.statusCode ?? 200), headers: headers.map(remapHeader), body };
}

const members = ['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded'];

function parseResult(payload: Uint8Array): ProxyResult | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(payload).toString());
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  if (Object.keys(value).some((name) => !members.includes(name))) return undefined;
  const result = value as Record<keyof ProxyResult, unknown>;
  const status = Number(result.statusCode ?? 200);
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined;
  if (!isMapOf(result.headers, isHeaderValue)) return undefined;
  if (!isMapOf(result.multiValueHeaders, (values) => Array.isArray(values) && values.every(isHeaderValue))) {
    return undefined;
  }
  if (result.body !== undefined && result.body !== null && typeof result.body !== 'string') return undefined;
  return result as ProxyResult;
}

function isMapOf(map: unknown, isValue: (value: unknown) => boolean): boolean {
  if (map === undefined || map === null) return true;
  return typeof map === 'object' && !Array.isArray(map) && Object.values(map).every(isValue);
}

function isHeaderValue(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** Where both maps have a name, the many-valued one comes first and spells it. */
function mergeHeaders({ headers, multiValueHeaders }: ProxyResult): [string, string][] {
  const single = Object.entries(headers ?? {});
  const merged: [string, string][] = [];
  const spelled = new Map<string, string>();
  for (const [name, values] of Object.entries(multiValueHeaders ?? {})) {
    spelled.set(name.toLowerCase(), name);
    for (const value of values) merged.push([name, String(value)]);
    for (const [other, value] of single) {
      if (other.toLowerCase() === name.toLowerCase()) merged.push([name, String(value)]);
    }
  }
  for (const [name, value] of single) {
    if (!spelled.has(name.toLowerCase())) merged.push([name, String(value)]);
  }
  return merged.filter(([name]) => name.toLowerCase() !== 'transfer-encoding');
}

/**
 * Base64 is decoded only where the client's first Accept type is binary for the API; without an Accept header the
 * response's own type counts. Otherwise the text goes out as it is.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/lambda-proxy-binary-media.html
 */
function decodeBody(
  { body, isBase64Encoded }: ProxyResult,
  request: DataPlaneRequest,
  binaryMediaTypes: readonly string[],
  contentType: string | undefined,
): Uint8Array | undefined {
  const text = body ?? '';
  if (!isBase64Encoded || !isBinary(binaryMediaTypes, headerOf(request, 'accept') ?? contentType)) {
    return Buffer.from(text);
  }
  return /^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html, "Remapped" on responses. */
const remapped = new Set([
  'authorization',
  'connection',
  'content-length',
  'content-md5',
  'date',
  'expect',
  'host',
  'max-forwards',
  'proxy-authenticate',
  'server',
  'trailer',
  'upgrade',
  'user-agent',
  'www-authenticate',
]);

export function remapHeader([name, value]: readonly [string, string]): readonly [string, string] {
  return remapped.has(name.toLowerCase()) ? [`x-amzn-Remapped-${name}`, value] : [name, value];
}
