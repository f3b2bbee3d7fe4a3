import { ServiceError } from '../cloud.ts';

export function badRequest(message: string): ServiceError {
  return new ServiceError('BadRequestException', message, 400);
}

export function notFound(message: string): ServiceError {
  return new ServiceError('NotFoundException', message, 404);
}

export function conflict(message: string): ServiceError {
  return new ServiceError('ConflictException', message, 409);
}

/** A shape that AWS's model refuses before the service sees it. `problems` are joined as AWS joins them. */
export function validationError(problems: readonly string[]): ServiceError {
  const count = problems.length === 1 ? '1 validation error' : `${problems.length} validation errors`;
  return new ServiceError('ValidationException', `${count} detected: ${problems.join('; ')}`, 400);
}

export function limitExceeded(message: string): ServiceError {
  return new ServiceError('LimitExceededException', message, 429);
}

/** What this embedded AWS leaves out on purpose. Never a guess at what AWS would do. */
export function notImplemented(message: string): ServiceError {
  return new ServiceError('NotImplementedException', message, 501);
}
