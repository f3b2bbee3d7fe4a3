import { ServiceError } from '../cloud.ts';

/** Lambda's error shapes carry `Type`: who is at fault. */
export function userError(
  code: string,
  message: string,
  status: number,
  fields: Record<string, unknown> = {},
): ServiceError {
  return new ServiceError(code, message, status, { Type: 'User', ...fields });
}

export function functionNotFound(arn: string): ServiceError {
  return userError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
}

export function invalidParameter(message: string): ServiceError {
  return userError('InvalidParameterValueException', message, 400);
}

export function conflict(message: string): ServiceError {
  return userError('ResourceConflictException', message, 409);
}

/**
 * What the API's front end answers before the service sees the request.
 * @param constraint `Member must have value less than or equal to 900`
 */
export function validationError(value: string, member: string, constraint: string): ServiceError {
  return new ServiceError(
    'ValidationException',
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`,
  );
}

/** For what AWS has and the embedded AWS does not: refused, so that nobody takes it for working. */
export function notEmbedded(what: string): ServiceError {
  return new ServiceError('NotImplemented', `The embedded AWS has no ${what}. Use AWS for it.`, 501);
}

/** @param source the call that gives the current id: `GetFunction/GetAlias` or `GetPolicy`. */
export function revisionMismatch(source: string): ServiceError {
  return userError(
    'PreconditionFailedException',
    `The Revision Id provided does not match the latest Revision Id. Call the ${source} API to retrieve the latest Revision Id`,
    412,
  );
}
