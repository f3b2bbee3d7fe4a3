import { badRequest, validationError } from './errors.ts';
import type { IntegrationRecord } from './records.ts';

/**
 * What AWS refuses in an integration. Texts as recorded from AWS in LocalStack's
 * test_apigateway_integrations.snapshot.json (test_put_integration_validation),
 * test_apigateway_lambda.snapshot.json (test_put_integration_aws_proxy_uri) and
 * test_apigateway_api.snapshot.json (test_put_integration_wrong_type).
 */
export function checkIntegration(integration: IntegrationRecord): void {
  const { type, httpMethod, uri = '', timeoutInMillis } = integration;
  if (!['HTTP', 'MOCK', 'AWS_PROXY', 'HTTP_PROXY', 'AWS'].includes(type)) {
    throw validationError([
      `Value '${type}' at 'putIntegrationInput.type' failed to satisfy constraint: ` +
        'Member must satisfy enum value set: [HTTP, MOCK, AWS_PROXY, HTTP_PROXY, AWS]',
    ]);
  }
  // The maximum is a quota, raisable for Regional and private APIs, which nobody here has raised:
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
  if (!Number.isInteger(timeoutInMillis) || timeoutInMillis < 50 || timeoutInMillis > 29_000) {
    throw badRequest('Timeout should be between 50 ms and 29000 ms');
  }
  if (type === 'MOCK') return;
  if (!httpMethod) throw badRequest('Enumeration value for HttpMethod must be non-empty');
  if (type.startsWith('HTTP')) {
    if (!/^https?:\/\/[^/]/.test(uri)) throw badRequest('Invalid HTTP endpoint specified for URI');
    return;
  }
  if (!uri.startsWith('arn:')) throw badRequest('Invalid ARN specified in the request');
  const arn = /^arn:[^:]+:apigateway:[^:]*:([^:]*):(path|action)\/(.*)$/s.exec(uri);
  if (!arn) throw badRequest('AWS ARN for integration must contain path or action');
  if (type === 'AWS_PROXY' && !isProxyTarget(arn)) {
    throw badRequest(
      "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
    );
  }
}

function isProxyTarget([, service, kind, rest]: RegExpExecArray): boolean {
  return (
    service === 'lambda' &&
    kind === 'path' &&
    /^\d{4}-\d{2}-\d{2}\/functions\/(arn:|\$\{stageVariables\.).*\/(invocations|response-streaming-invocations)$/.test(
      rest ?? '',
    )
  );
}
