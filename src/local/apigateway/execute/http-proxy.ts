import type { DataPlaneResponse } from '../../http.ts';
import type { IntegrationRecord } from '../records.ts';
import type { Call } from './call.ts';
import { configurationError, integrationTimeout, notEmbedded, type GatewayError } from './gateway-error.ts';
import { substituteStageVariables } from './invoke-function.ts';
import { remapHeader } from './proxy-response.ts';

/** HTTP_PROXY, to loopback only: an app that is tried out here must not reach the network behind its user's back. */
export async function answerFromHttp(
  call: Call,
  integration: IntegrationRecord,
): Promise<DataPlaneResponse | GatewayError> {
  const { request, route } = call;
  const filled = Object.entries(route.pathParameters).reduce(
    (uri, [name, value]) => uri.replaceAll(`{${name}}`, value),
    substituteStageVariables(integration.uri ?? '', call),
  );
  if (!URL.canParse(filled)) return configurationError;
  const url = new URL(filled);
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)) {
    return notEmbedded(
      `The embedded AWS forwards HTTP_PROXY integrations to loopback only, and this one points to ${url.host}`,
    );
  }
  if (request.query) url.search = request.query;
  const method =
    integration.httpMethod === 'ANY' ? request.method : (integration.httpMethod ?? request.method);
  const hasBody = method !== 'GET' && method !== 'HEAD';
  try {
    const response = await fetch(url, {
      method,
      headers: forwardedHeaders(call),
      ...(hasBody ? { body: Buffer.from(request.body) } : {}),
      redirect: 'manual',
      signal: AbortSignal.timeout(integration.timeoutInMillis),
    });
    return {
      status: response.status,
      headers: [...response.headers]
        .filter(([name]) => !['transfer-encoding', 'content-encoding', 'via'].includes(name))
        .map(remapHeader),
      body: new Uint8Array(await response.arrayBuffer()),
    };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError') return integrationTimeout;
    if (error instanceof TypeError) return configurationError;
    throw error;
  }
}

function forwardedHeaders({ request, ids, target }: Call): [string, string][] {
  const own = [
    'host',
    'connection',
    'content-length',
    'transfer-encoding',
    'expect',
    'upgrade',
    'te',
    'trailer',
  ];
  return [
    ...request.headers
      .filter(([name]) => !own.includes(name.toLowerCase()))
      .map(([name, value]): [string, string] => [name, value]),
    ['X-Amzn-Apigateway-Api-Id', target.api.id],
    ['X-Amzn-Trace-Id', ids.traceId],
  ];
}
