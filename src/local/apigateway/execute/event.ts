import type { Call } from './call.ts';
import { headerOf } from './call.ts';
import { isBinary } from './media-types.ts';

/**
 * The event of a Lambda proxy integration (REST API, payload 1.0), field for field as recorded on AWS in LocalStack's
 * test_apigateway_lambda.snapshot.json (test_lambda_aws_proxy_integration), and documented at
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 *
 * Path and path parameters stay percent-encoded, query values are decoded, the last of repeated values wins in the
 * single-valued maps, and empty maps are null. Where AWS would say https and 443, the truth of this endpoint is told.
 */
export function buildProxyEvent(call: Call, extra: EventExtra = {}): Record<string, unknown> {
  const { request, target, route } = call;
  const headers = buildHeaders(call);
  const query = parseQuery(request.query);
  const isBase64Encoded =
    request.body.length > 0 &&
    isBinary(
      target.deployment.settings.binaryMediaTypes,
      headerOf(request, 'content-type') ?? 'application/json',
    );
  const body = Buffer.from(request.body);
  return {
    resource: route.resourcePath,
    path: target.eventPath,
    httpMethod: request.method,
    headers: lastOfEach(headers),
    multiValueHeaders: allOfEach(headers),
    queryStringParameters: lastOfEach(query),
    multiValueQueryStringParameters: allOfEach(query),
    pathParameters: nullIfEmpty(route.pathParameters),
    stageVariables: nullIfEmpty(target.stage.variables ?? {}),
    requestContext: buildRequestContext(call, extra),
    body: body.length === 0 ? null : body.toString(isBase64Encoded ? 'base64' : 'utf8'),
    isBase64Encoded,
  };
}

/** What was found out on the way to the integration. */
export interface EventExtra {
  /** The authorizer's context and principal. */
  readonly authorizer?: Readonly<Record<string, unknown>>;
  readonly apiKey?: { readonly id: string; readonly value: string };
  /** Of a signed request. */
  readonly accessKey?: string;
}

export function buildRequestContext(call: Call, extra: EventExtra = {}): Record<string, unknown> {
  const { request, target, route, ids } = call;
  return {
    resourceId: route.resourceId,
    ...(extra.authorizer ? { authorizer: extra.authorizer } : {}),
    resourcePath: route.resourcePath,
    httpMethod: request.method,
    extendedRequestId: ids.extendedRequestId,
    requestTime: formatRequestTime(ids.time),
    path: target.contextPath,
    accountId: target.api.account,
    protocol: 'HTTP/1.1',
    stage: target.stage.stageName,
    domainPrefix: target.domainName.split('.')[0],
    requestTimeEpoch: ids.time,
    requestId: ids.requestId,
    identity: {
      cognitoIdentityPoolId: null,
      accountId: extra.accessKey === undefined ? null : target.api.account,
      cognitoIdentityId: null,
      caller: null,
      ...(extra.apiKey ? { apiKey: extra.apiKey.value, apiKeyId: extra.apiKey.id } : {}),
      sourceIp: request.sourceIp,
      principalOrgId: null,
      accessKey: extra.accessKey ?? null,
      cognitoAuthenticationType: null,
      cognitoAuthenticationProvider: null,
      userArn: null,
      userAgent: headerOf(request, 'user-agent') ?? null,
      user: null,
    },
    domainName: target.domainName,
    deploymentId: target.deployment.id,
    apiId: target.api.id,
  };
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html, "Dropped" on requests. */
const droppedHeaders = new Set([
  'connection',
  'content-length',
  'content-md5',
  'expect',
  'max-forwards',
  'proxy-authenticate',
  'server',
  'te',
  'transfer-encoding',
  'trailer',
  'upgrade',
  'www-authenticate',
]);

function buildHeaders({ request, ids }: Call): (readonly [string, string])[] {
  const replaced = new Set(['x-forwarded-for', 'x-forwarded-port', 'x-forwarded-proto', 'x-amzn-trace-id']);
  const port = /:(\d+)$/.exec(headerOf(request, 'host') ?? '')?.[1] ?? '80';
  const forwardedFor = headerOf(request, 'x-forwarded-for');
  return [
    ...request.headers.filter(([name]) => {
      const lower = name.toLowerCase();
      return !droppedHeaders.has(lower) && !replaced.has(lower);
    }),
    ['X-Amzn-Trace-Id', ids.traceId],
    [
      'X-Forwarded-For',
      forwardedFor === undefined ? request.sourceIp : `${forwardedFor}, ${request.sourceIp}`,
    ],
    ['X-Forwarded-Port', port],
    ['X-Forwarded-Proto', 'http'],
  ];
}

/** Plus is a space, and a name without a value has an empty one. */
export function parseQuery(query: string): (readonly [string, string])[] {
  return [...new URLSearchParams(query)];
}

function lastOfEach(pairs: readonly (readonly [string, string])[]): Record<string, string> | null {
  return nullIfEmpty(Object.fromEntries(pairs));
}

function allOfEach(pairs: readonly (readonly [string, string])[]): Record<string, string[]> | null {
  const all = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const values = all.get(name);
    if (values) values.push(value);
    else all.set(name, [value]);
  }
  return nullIfEmpty(Object.fromEntries(all));
}

function nullIfEmpty<V>(map: Readonly<Record<string, V>>): Record<string, V> | null {
  return Object.keys(map).length > 0 ? map : null;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `22/Nov/2026:13:44:55 +0000`, the common log format. */
function formatRequestTime(time: number): string {
  const iso = new Date(time).toISOString();
  return `${iso.slice(8, 10)}/${months[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}
