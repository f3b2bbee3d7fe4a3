import type { GatewayResponseRecord } from './records.ts';

/**
 * Default status by type; the two DEFAULT types have none of their own.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html;
 * in the order in which AWS lists the types in its validation errors.
 */
export const gatewayResponseTypes: readonly { readonly type: string; readonly status?: number }[] = [
  { type: 'REQUEST_TOO_LARGE', status: 413 },
  { type: 'RESOURCE_NOT_FOUND', status: 404 },
  { type: 'AUTHORIZER_CONFIGURATION_ERROR', status: 500 },
  { type: 'MISSING_AUTHENTICATION_TOKEN', status: 403 },
  { type: 'BAD_REQUEST_BODY', status: 400 },
  { type: 'INVALID_SIGNATURE', status: 403 },
  { type: 'INVALID_API_KEY', status: 403 },
  { type: 'BAD_REQUEST_PARAMETERS', status: 400 },
  { type: 'AUTHORIZER_FAILURE', status: 500 },
  { type: 'UNAUTHORIZED', status: 401 },
  { type: 'INTEGRATION_TIMEOUT', status: 504 },
  { type: 'ACCESS_DENIED', status: 403 },
  { type: 'DEFAULT_4XX' },
  { type: 'DEFAULT_5XX' },
  { type: 'WAF_FILTERED', status: 403 },
  { type: 'QUOTA_EXCEEDED', status: 429 },
  { type: 'THROTTLED', status: 429 },
  { type: 'API_CONFIGURATION_ERROR', status: 500 },
  { type: 'UNSUPPORTED_MEDIA_TYPE', status: 415 },
  { type: 'INTEGRATION_FAILURE', status: 504 },
  { type: 'EXPIRED_TOKEN', status: 403 },
];

export function defaultGatewayResponse(type: string): GatewayResponseRecord {
  const status = gatewayResponseTypes.find((known) => known.type === type)?.status;
  return {
    responseType: type,
    ...(status === undefined ? {} : { statusCode: String(status) }),
    responseParameters: {},
    responseTemplates: { 'application/json': '{"message":$context.error.messageString}' },
  };
}
