import { randomUUID } from 'node:crypto';
import type { OperationType } from '@aws-sdk/client-cloudformation';
import { ServiceError } from '../../cloud.ts';
import type { StackOperation, StackRecord } from '../records.ts';

/** A new operation on a stack. */
export function newOperation(
  type: OperationType,
  request: string,
  options: Partial<Omit<StackOperation, 'clientRequestToken'>> & {
    readonly clientRequestToken?: string | undefined;
  } = {},
): StackOperation {
  const { clientRequestToken, ...rest } = options;
  return {
    disableRollback: false,
    retainExceptOnCreate: false,
    ...rest,
    id: rest.id ?? randomUUID(),
    type,
    request,
    ...(clientRequestToken !== undefined && { clientRequestToken }),
  };
}

/** The stack's last operations with a new one in front. */
export const withOperation = (
  stack: Pick<StackRecord, 'lastOperations'>,
  operation: StackOperation,
): Pick<StackRecord, 'operation' | 'lastOperations'> => ({
  operation,
  lastOperations: [{ id: operation.id, type: operation.type }, ...stack.lastOperations].slice(0, 10),
});

/**
 * Whether the request is a repetition of the one that started the stack's last operation, by its token. A token that was
 * used for another request is refused.
 */
export function isRepeated(stack: StackRecord, request: string, token: string | undefined): boolean {
  if (token === undefined || stack.operation.clientRequestToken !== token) return false;
  if (stack.operation.request !== request) {
    throw new ServiceError(
      'TokenAlreadyExistsException',
      `A client request token already exists for ${stack.operation.request} on stack ${stack.name}: ${token}`,
    );
  }
  return true;
}
