import type { DataPlaneRequest, DataPlaneResponse } from '../../http.ts';
import type { DeploymentSettings } from '../records.ts';
import { headerOf, type CallIds } from './call.ts';
import type { GatewayError } from './gateway-error.ts';
import type { Target } from './target.ts';

/**
 * The answer to an error: as the deployment customises its type, else the DEFAULT of its class, else AWS's own.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
 */
export function buildGatewayResponse(
  error: GatewayError,
  request: DataPlaneRequest,
  ids: CallIds,
  target?: Target,
): DataPlaneResponse {
  const custom = target && findCustom(error, target.deployment.settings);
  const variables = contextVariables(error, request, ids, target);
  const [contentType, template] = pickTemplate(error, custom?.responseTemplates);
  const headers: [string, string][] = [
    ['Content-Type', contentType],
    ['x-amzn-ErrorType', error.errorType],
  ];
  for (const [name, expression] of Object.entries(custom?.responseParameters ?? {})) {
    const value = resolveParameter(expression, request, variables);
    if (name.startsWith('gatewayresponse.header.') && value !== undefined) {
      const header = name.slice('gatewayresponse.header.'.length);
      const index = headers.findIndex(([existing]) => existing.toLowerCase() === header.toLowerCase());
      if (index >= 0) headers.splice(index, 1);
      headers.push([header, value]);
    }
  }
  return {
    status: custom?.statusCode === undefined ? error.status : Number(custom.statusCode),
    headers,
    body: Buffer.from(renderContext(template, variables)),
  };
}

function findCustom(
  error: GatewayError,
  { gatewayResponses }: DeploymentSettings,
): DeploymentSettings['gatewayResponses'][string] | undefined {
  if (error.type === undefined) return undefined;
  return (
    gatewayResponses[error.type] ?? gatewayResponses[error.status >= 500 ? 'DEFAULT_5XX' : 'DEFAULT_4XX']
  );
}

function pickTemplate(
  error: GatewayError,
  templates: Readonly<Record<string, string>> | undefined,
): readonly [contentType: string, template: string] {
  const json = templates?.['application/json'];
  if (json !== undefined) return ['application/json', json];
  const [first] = Object.entries(templates ?? {});
  // AWS's own answer to a denied authorizer spells Message with a capital.
  const own = error.type === 'ACCESS_DENIED' ? '{"Message":$context.error.messageString}' : defaultTemplate;
  return first ?? ['application/json', own];
}

const defaultTemplate = '{"message":$context.error.messageString}';

function contextVariables(
  error: GatewayError,
  request: DataPlaneRequest,
  ids: CallIds,
  target: Target | undefined,
): Readonly<Record<string, string>> {
  return {
    'error.message': error.message,
    'error.messageString': JSON.stringify(error.message),
    'error.responseType': error.type ?? '',
    'error.validationErrorString': error.message,
    requestId: ids.requestId,
    extendedRequestId: ids.extendedRequestId,
    httpMethod: request.method,
    path: target?.contextPath ?? request.path,
    stage: target?.stage.stageName ?? '',
    apiId: target?.api.id ?? '',
    'identity.sourceIp': request.sourceIp,
    'identity.userAgent': headerOf(request, 'user-agent') ?? '',
  };
}

/** `$context.<name>`; an unknown name is empty, as API Gateway renders it. */
function renderContext(template: string, variables: Readonly<Record<string, string>>): string {
  return template.replace(
    /\$(?:context\.([a-zA-Z]+(?:\.[a-zA-Z]+)*)|\{context\.([a-zA-Z.]+)\})/g,
    (_all, bare?: string, braced?: string) => variables[bare ?? braced ?? ''] ?? '',
  );
}

function resolveParameter(
  expression: string,
  request: DataPlaneRequest,
  variables: Readonly<Record<string, string>>,
): string | undefined {
  const quoted = /^'(.*)'$/s.exec(expression);
  if (quoted) return quoted[1];
  if (expression.startsWith('context.')) return variables[expression.slice('context.'.length)];
  if (expression.startsWith('method.request.header.')) {
    return headerOf(request, expression.slice('method.request.header.'.length).toLowerCase());
  }
  return undefined;
}
