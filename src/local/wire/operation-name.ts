import { ServiceError } from '../cloud.ts';
import type { OperationModel, ServiceModel } from './model.ts';

export function requireOperation(
  model: ServiceModel,
  name: string | undefined,
  unknownCode: string,
): OperationModel {
  const operation = name === undefined ? undefined : model.operations.get(name);
  if (operation) return operation;
  const message =
    name === undefined
      ? `The request to ${model.name} names no operation`
      : `${model.name} has no operation ${name}`;
  throw new ServiceError(unknownCode, message);
}
