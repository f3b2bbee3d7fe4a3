import type { Cloud } from '../../cloud.ts';
import type { DataPlaneResponse } from '../../http.ts';
import type { IntegrationRecord } from '../records.ts';
import type { Call } from './call.ts';
import { buildProxyEvent, type EventExtra } from './event.ts';
import { configurationError, integrationFailure, type GatewayError } from './gateway-error.ts';
import { invokeFunction } from './invoke-function.ts';
import { parseProxyResponse } from './proxy-response.ts';
import { methodSourceArn } from './source-arn.ts';

/** AWS_PROXY: the request as an event, the function's result as the response. */
export async function answerFromLambda(
  cloud: Cloud,
  call: Call,
  integration: IntegrationRecord,
  extra: EventExtra,
): Promise<DataPlaneResponse | GatewayError> {
  // Lambda is invoked by POST, and AWS fails where the integration says otherwise
  // (recorded: test_lambda_aws_proxy_integration_non_post_method).
  if (integration.httpMethod !== 'POST') return configurationError;
  const invocation = await invokeFunction(cloud, call, {
    uri: integration.uri ?? '',
    credentials: integration.credentials,
    event: buildProxyEvent(call, extra),
    timeoutInMillis: integration.timeoutInMillis,
    sourceArn: methodSourceArn(call),
  });
  if (invocation.kind === 'failed') return invocation.error;
  if (invocation.functionError !== undefined) return integrationFailure;
  const { binaryMediaTypes } = call.target.deployment.settings;
  const response = parseProxyResponse(invocation.payload, call.request, binaryMediaTypes);
  if (!response) return integrationFailure;
  return { ...response, headers: [...response.headers, ['X-Amzn-Trace-Id', call.ids.traceId]] };
}
