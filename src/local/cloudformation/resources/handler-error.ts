import { ServiceError } from '../../cloud.ts';

/**
 * A refusal by the resource's handler itself, not by the service behind it: CloudFormation tells its message without
 * `(Service: …)`. `fields.raisedBy` is `handler`.
 * @param code of the handler contract: `AlreadyExists`, `NotStabilized`, `InvalidRequest`.
 */
export function handlerError(code: string, message: string, status = 400): ServiceError {
  return new ServiceError(code, message, status, { raisedBy: 'handler' });
}
