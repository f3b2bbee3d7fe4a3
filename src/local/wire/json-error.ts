import type { ServiceError } from '../cloud.ts';
import type { Front } from './protocol.ts';

/**
 * Members of an error in JSON. The message goes under the name its shape has for it: `message`, or `Message` in Lambda
 * and others; Lambda also says whose fault it was.
 */
export function buildErrorMembers({ model }: Front, error: ServiceError): Record<string, unknown> {
  const shape = model.errors.get(error.code);
  const names = shape?.isStructSchema() ? Object.keys(shape.getMemberSchemas()) : [];
  const message = names.find((name) => name.toLowerCase() === 'message') ?? 'message';
  const type = model.name === 'lambda' && names.includes('Type') ? { Type: 'User' } : {};
  return { ...type, ...error.fields, [message]: error.message };
}
