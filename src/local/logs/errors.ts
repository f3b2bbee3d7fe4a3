import { ServiceError } from '../cloud.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/CommonErrors.html; messages as recorded from AWS. */
export function noSuchGroup(): ServiceError {
  return new ServiceError('ResourceNotFoundException', 'The specified log group does not exist.');
}

export function noSuchStream(): ServiceError {
  return new ServiceError('ResourceNotFoundException', 'The specified log stream does not exist.');
}

export function invalidParameter(message: string): ServiceError {
  return new ServiceError('InvalidParameterException', message);
}

export function validationError(value: unknown, member: string, constraint: string): ServiceError {
  return invalidParameter(
    `1 validation error detected: Value '${String(value)}' at '${member}' failed to satisfy constraint: ${constraint}`,
  );
}

/** Throws above the most events a page may hold. */
export function checkLimit(limit: number | undefined, most: number): void {
  if (limit === undefined) return;
  if (limit > most)
    throw validationError(limit, 'limit', `Member must have value less than or equal to ${most}`);
  if (limit < 1) throw validationError(limit, 'limit', 'Member must have value greater than or equal to 1');
}
