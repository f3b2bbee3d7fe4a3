import { ServiceError } from '../../cloud.ts';

/** A failed call of a resource's handler: what CloudFormation writes into the event, and how it classes it. */
export interface HandlerFailure {
  readonly message: string;
  readonly handlerErrorCode: string;
}

/**
 * Words a service's error as CloudFormation does:
 * `Resource handler returned message: "Method already exists for this resource (Service: ApiGateway, Status Code: 409,
 * Request ID: …)" (RequestToken: …, HandlerErrorCode: AlreadyExists)`.
 */
export function describeHandlerFailure(error: unknown, type: string, requestId: string): HandlerFailure {
  const text = error instanceof Error ? error.message : String(error);
  const handlerErrorCode = classify(error);
  const inner =
    error instanceof ServiceError && !isRaisedByHandler(error)
      ? `${text} (Service: ${serviceOf(type)}, Status Code: ${error.status}, Request ID: ${requestId})`
      : text;
  return {
    handlerErrorCode,
    message: `Resource handler returned message: "${inner}" (RequestToken: ${requestId}, HandlerErrorCode: ${handlerErrorCode})`,
  };
}

/** The SDK's name of the service that makes a type. */
function serviceOf(type: string): string {
  const [, service = ''] = type.split('::');
  const sdkNames: Readonly<Record<string, string>> = {
    CertificateManager: 'Acm',
    Events: 'EventBridge',
    IAM: 'Iam',
    Logs: 'CloudWatchLogs',
  };
  return sdkNames[service] ?? service;
}

/** Codes of the handler contract (docs.aws.amazon.com/cloudformation-cli/…/resource-type-test-contract-errors.html). */
function classify(error: unknown): string {
  if (!(error instanceof ServiceError)) return 'InternalFailure';
  const { code, status, message } = error;
  if (isRaisedByHandler(error)) return code;
  if (isThrottled(error)) return 'Throttling';
  if (/already ?exist/i.test(`${code} ${message}`) || code === 'BucketAlreadyOwnedByYou')
    return 'AlreadyExists';
  if (status === 409) return code === 'ConflictException' ? 'AlreadyExists' : 'ResourceConflict';
  if (status === 404 || /NotFound|NoSuch/.test(code)) return 'NotFound';
  if (status === 403 || /AccessDenied/.test(code)) return 'AccessDenied';
  if (/LimitExceeded/.test(code)) return 'ServiceLimitExceeded';
  if (status >= 500) return 'ServiceInternalError';
  return 'InvalidRequest';
}

/** The handler refused by itself, without the service: its code is a code of the contract already. */
const isRaisedByHandler = (error: ServiceError) => error.fields['raisedBy'] === 'handler';

/** By the names services give it: API Gateway's LimitExceededException has status 429 too, and waiting does not help it. */
export const isThrottled = (error: unknown): boolean =>
  error instanceof ServiceError && /Throttl|TooManyRequests|SlowDown/.test(error.code);
