import { randomUUID } from 'node:crypto';
import type { RequestContext, ServiceName } from '../cloud.ts';
import type { DataPlane, DataPlaneResponse } from '../http.ts';
import { isServiceName, readCredentialScope } from './credential-scope.ts';
import { textBody, type WireRequest, type WireResponse } from './message.ts';
import { unauthenticated, unknownService } from './unsigned.ts';

export interface FrontDoor {
  readonly account: string;
  /** Answer of `/_aws/health`. */
  readonly health: () => object;
  readonly dataPlane: DataPlane;
  readonly api: (
    service: ServiceName,
    request: WireRequest,
    context: RequestContext,
  ) => Promise<WireResponse>;
}

/** Sends each request where it belongs: the program's own paths, a deployed API, or a service of AWS. */
export function createFrontDoor(door: FrontDoor): (request: WireRequest) => Promise<WireResponse> {
  return async (request) => {
    if (request.path === '/_aws/health') return json(200, door.health());
    const deployed = readExecuteApi(request);
    if (deployed) return (await door.dataPlane({ ...dataPlaneRequest(request), ...deployed })) ?? noSuchApi;
    if (request.path.startsWith('/_aws/'))
      return json(404, { message: `Nothing answers at ${request.path}` });

    const scope = readCredentialScope(request);
    if (!scope || !isServiceName(scope.service)) {
      const answer = await askCustomDomains(door.dataPlane, request);
      if (answer) return answer;
      const requestId = randomUUID();
      return scope ? unknownService(scope.service, request, requestId) : unauthenticated(request, requestId);
    }
    const requestId =
      scope.service === 's3' ? randomUUID().replaceAll('-', '').slice(0, 16).toUpperCase() : randomUUID();
    const context = {
      account: door.account,
      region: scope.region,
      requestId,
      accessKeyId: scope.accessKeyId,
    };
    const response = await door.api(scope.service, request, context);
    return { ...response, headers: [...response.headers, ...requestIdHeaders(scope.service, requestId)] };
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/RESTCommonResponseHeaders.html; other services: x-amzn-RequestId. */
function requestIdHeaders(service: ServiceName, requestId: string): [string, string][] {
  if (service !== 's3') return [['x-amzn-RequestId', requestId]];
  return [
    ['x-amz-request-id', requestId],
    ['x-amz-id-2', requestId],
  ];
}

/** `/_aws/execute-api/<api>/<stage>/…`, or a host `<api>.execute-api.<region>.…` with the stage first in the path. */
function readExecuteApi(request: WireRequest) {
  const [, apiId, stageName, path] =
    /^\/_aws\/execute-api\/([^/]+)\/([^/]+)(\/.*)?$/.exec(request.path) ?? [];
  if (apiId && stageName) return { apiId, stageName: decode(stageName), path: path ?? '/' };
  const hostApi = /^([a-z0-9]+)\.execute-api\./.exec(hostName(request))?.[1];
  if (!hostApi) return undefined;
  const [, hostStage = '', hostPath] = /^\/([^/]*)(\/.*)?$/.exec(request.path) ?? [];
  return { apiId: hostApi, stageName: decode(hostStage), path: hostPath ?? '/' };
}

/** What is no percent-encoding names no stage either. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** An unsigned request to a name that is not this machine's may be for a custom domain. */
async function askCustomDomains(
  dataPlane: DataPlane,
  request: WireRequest,
): Promise<DataPlaneResponse | undefined> {
  const host = hostName(request);
  if (host === '' || isLoopback(host)) return undefined;
  return dataPlane(dataPlaneRequest(request));
}

function dataPlaneRequest(request: WireRequest) {
  const { method, path, query, body, sourceIp } = request;
  return { method, host: hostName(request), path, query, headers: request.rawHeaders, body, sourceIp };
}

const hostName = (request: WireRequest): string =>
  (request.headers['host'] ?? '').replace(/:\d+$/, '').toLowerCase();
const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host);

/** API Gateway's answer for an API or stage that does not exist. */
const noSuchApi: WireResponse = json(403, { message: 'Forbidden' });

function json(status: number, value: object): WireResponse {
  return { status, headers: [['Content-Type', 'application/json']], body: textBody(JSON.stringify(value)) };
}
