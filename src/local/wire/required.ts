import type { NormalizedSchema } from '@smithy/core/schema';
import { ServiceError } from '../cloud.ts';
import { requiredMembers, type ServiceModel } from './model.ts';

/**
 * Refuses an input without a member that AWS's model requires, in the words of AWS's own validation
 * (`1 validation error detected: Value null at 'stackName' failed to satisfy constraint: Member must not be null`).
 * S3 is left out: it checks by itself, with an error code of its own for each.
 */
export function checkRequired(model: ServiceModel, operation: string, input: object): void {
  if (model.name === 's3') return;
  const schema = model.operations.get(operation)?.input;
  if (!schema) return;
  const missing = findMissing(schema, input, '');
  if (missing.length === 0) return;
  const details = missing.map(
    (path) => `Value null at '${path}' failed to satisfy constraint: Member must not be null`,
  );
  const count = `${missing.length} validation error${missing.length === 1 ? '' : 's'} detected`;
  throw new ServiceError(codes[model.name] ?? 'ValidationException', `${count}: ${details.join('; ')}`);
}

/** Query services say ValidationError; these two have other codes of their own for bad parameters. */
const codes: Partial<Record<ServiceModel['name'], string>> = {
  cloudformation: 'ValidationError',
  iam: 'ValidationError',
  sts: 'ValidationError',
  logs: 'InvalidParameterException',
  apigateway: 'BadRequestException',
  route53: 'InvalidInput',
};

/** Paths as AWS writes them: `tags.1.member.key`. */
function findMissing(schema: NormalizedSchema, value: unknown, path: string): string[] {
  if (value === undefined || value === null) return [];
  if (schema.isStructSchema()) {
    const values = value as Record<string, unknown>;
    const required = new Set(requiredMembers(schema));
    return [...schema.structIterator()].flatMap(([name, member]) => {
      const at = path === '' ? lowerFirst(name) : `${path}.${lowerFirst(name)}`;
      const given = values[name];
      if (given === undefined || given === null) return required.has(name) ? [at] : [];
      return findMissing(member, given, at);
    });
  }
  if (schema.isListSchema() && Array.isArray(value)) {
    const item = schema.getValueSchema();
    return value.flatMap((entry, index) => findMissing(item, entry, `${path}.${index + 1}.member`));
  }
  if (schema.isMapSchema() && typeof value === 'object') {
    const item = schema.getValueSchema();
    return Object.entries(value).flatMap(([key, entry]) => findMissing(item, entry, `${path}.${key}.member`));
  }
  return [];
}

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
