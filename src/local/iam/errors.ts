import { ServiceError } from '../cloud.ts';

/** IAM's error codes with their statuses: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html#API_DeleteRole_Errors */
export const noSuchEntity = (message: string) => new ServiceError('NoSuchEntity', message, 404);
export const entityAlreadyExists = (message: string) => new ServiceError('EntityAlreadyExists', message, 409);
export const deleteConflict = (message: string) => new ServiceError('DeleteConflict', message, 409);
export const limitExceeded = (message: string) => new ServiceError('LimitExceeded', message, 409);
export const malformedPolicyDocument = (message: string) =>
  new ServiceError('MalformedPolicyDocument', message);
export const invalidInput = (message: string) => new ServiceError('InvalidInput', message);
export const validationError = (message: string) => new ServiceError('ValidationError', message);
