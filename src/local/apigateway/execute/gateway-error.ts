/** An answer that API Gateway gives itself, by the type that gateway responses customise. */
export interface GatewayError {
  /** Of gateway-response-types.ts; absent where no API is known yet, so that nothing can be customised. */
  readonly type?: string;
  readonly status: number;
  /** `x-amzn-ErrorType`. */
  readonly errorType: string;
  readonly message: string;
}

export const missingToken: GatewayError = {
  type: 'MISSING_AUTHENTICATION_TOKEN',
  status: 403,
  errorType: 'MissingAuthenticationTokenException',
  message: 'Missing Authentication Token',
};

export const forbidden: GatewayError = { status: 403, errorType: 'ForbiddenException', message: 'Forbidden' };

export const invalidApiKey: GatewayError = { ...forbidden, type: 'INVALID_API_KEY' };

export const unauthorized: GatewayError = {
  type: 'UNAUTHORIZED',
  status: 401,
  errorType: 'UnauthorizedException',
  message: 'Unauthorized',
};

/** @param explicit a statement denies it, rather than none allowing it. */
export function accessDenied(explicit: boolean): GatewayError {
  return {
    type: 'ACCESS_DENIED',
    status: 403,
    errorType: 'AccessDeniedException',
    message: `User is not authorized to access this resource${explicit ? ' with an explicit deny' : ''}`,
  };
}

export const requestTooLarge: GatewayError = {
  type: 'REQUEST_TOO_LARGE',
  status: 413,
  errorType: 'RequestTooLargeException',
  message: 'Request Too Long',
};

export const unsupportedMediaType: GatewayError = {
  type: 'UNSUPPORTED_MEDIA_TYPE',
  status: 415,
  errorType: 'BadRequestException',
  message: 'Unsupported Media Type',
};

/** Not allowed to invoke, no such function, a template that cannot be applied. */
export const configurationError: GatewayError = {
  type: 'API_CONFIGURATION_ERROR',
  status: 500,
  errorType: 'InternalServerErrorException',
  message: 'Internal server error',
};

/** A function that failed, or answered with something that is no proxy response: 502, recorded. */
export const integrationFailure: GatewayError = {
  type: 'INTEGRATION_FAILURE',
  status: 502,
  errorType: 'InternalServerErrorException',
  message: 'Internal server error',
};

export const integrationTimeout: GatewayError = {
  type: 'INTEGRATION_TIMEOUT',
  status: 504,
  errorType: 'InternalServerErrorException',
  message: 'Endpoint request timed out',
};

export const authorizerFailure: GatewayError = {
  type: 'AUTHORIZER_FAILURE',
  status: 500,
  errorType: 'AuthorizerFailureException',
  message: 'Internal server error',
};

export function missingParameters(names: readonly string[]): GatewayError {
  return {
    type: 'BAD_REQUEST_PARAMETERS',
    status: 400,
    errorType: 'BadRequestException',
    message: `Missing required request parameters: [${names.join(', ')}]`,
  };
}

/** What the embedded AWS leaves out on purpose, said to the caller: AWS would have answered otherwise. */
export function notEmbedded(message: string): GatewayError {
  return { status: 501, errorType: 'NotImplementedException', message };
}
