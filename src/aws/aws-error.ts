/** What went wrong between us and AWS, in the terms a caller decides by. */
export type AwsErrorKind =
  | 'credentials' // none found, expired, or not accepted
  | 'access-denied' // known, but not allowed: never to be read as "not there"
  | 'throttled' // still throttled after the client's retries
  | 'unreachable' // no answer: DNS, connection, time-out
  | 'conflict' // a conditional write lost, or the thing is being changed
  | 'refused'; // AWS answered with any other error

/** An AWS call that did not do what it was asked, with AWS's own code and message. */
export class AwsError extends Error {
  override readonly name = 'AwsError';

  constructor(
    readonly kind: AwsErrorKind,
    /** AWS's error code, such as `ValidationError`. */
    readonly code: string,
    message: string,
    /** `cloudformation:CreateChangeSet`. */
    readonly operation: string,
    options?: { readonly cause?: unknown; readonly requestId?: string },
  ) {
    super(message, { cause: options?.cause });
    this.requestId = options?.requestId;
  }

  readonly requestId: string | undefined;
}

interface SdkError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly Code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  readonly $response?: { readonly body?: unknown };
  readonly $retryable?: { readonly throttling?: boolean };
}

/** Turns whatever the SDK threw into an {@link AwsError}. */
export function toAwsError(thrown: unknown, operation: string): AwsError {
  if (thrown instanceof AwsError) return thrown;
  const error = (thrown ?? {}) as SdkError;
  const code =
    error.name && error.name !== 'Error' ? error.name : (error.Code ?? error.code ?? 'UnknownError');
  const message = error.message || code;
  const requestId = error.$metadata?.requestId;
  return new AwsError(kindOf(code, error, message), code, message, operation, {
    cause: thrown,
    ...(requestId ? { requestId } : {}),
  });
}

const credentialCodes =
  /^(CredentialsProviderError|TokenProviderError|ExpiredToken(Exception)?|RequestExpired|InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSignatureException|MissingAuthenticationToken(Exception)?|AuthFailure)$/;
const deniedCodes =
  /^(AccessDenied(Exception)?|UnauthorizedOperation|NotAuthorized|AuthorizationError|Forbidden)$/;
const throttledCodes =
  /^(Throttling(Exception)?|ThrottledException|TooManyRequestsException|RequestLimitExceeded|SlowDown|RequestThrottled(Exception)?|LimitExceeded)$/;
const unreachableCodes =
  /^(TimeoutError|RequestTimeout|NetworkingError|AbortError|ECONNREFUSED|ECONNRESET|ENOTFOUND|EPIPE|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/;
const conflictCodes =
  /^(PreconditionFailed|ConditionalRequestConflict|OperationAborted|ConflictException|OperationInProgressException)$/;

function kindOf(code: string, error: SdkError, message: string): AwsErrorKind {
  const status = error.$metadata?.httpStatusCode;
  if (credentialCodes.test(code)) return 'credentials';
  if (/credential|Could not load credentials/i.test(message) && status === undefined) return 'credentials';
  if (deniedCodes.test(code)) return 'access-denied';
  if (throttledCodes.test(code) || status === 429 || error.$retryable?.throttling) return 'throttled';
  if (unreachableCodes.test(code) || unreachableCodes.test(error.code ?? '')) return 'unreachable';
  if (conflictCodes.test(code) || status === 412) return 'conflict';
  if (status === 403) return 'access-denied';
  return 'refused';
}
