import { ServiceError } from '../cloud.ts';

/** `ValidationError`: what CloudFormation answers to nearly every request it refuses. */
export const validationError = (message: string) => new ServiceError('ValidationError', message);

/** `Stack with id X does not exist` (AWS-FACTS 1, API errors). */
export const noStackWithId = (name: string) => validationError(`Stack with id ${name} does not exist`);

/** `Stack [X] does not exist` (AWS-FACTS 1, API errors). */
export const noStack = (name: string) => validationError(`Stack [${name}] does not exist`);

/** A request parameter outside its constraint, as every AWS query API words it. */
export const constraintError = (value: string, member: string, constraint: string) =>
  validationError(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`,
  );
