import { ServiceError } from '../cloud.ts';

export function invalidSchedule(): ServiceError {
  return new ServiceError('ValidationException', 'Parameter ScheduleExpression is not valid.');
}
