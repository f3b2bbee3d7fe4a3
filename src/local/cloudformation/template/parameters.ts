import type { Parameter } from '@aws-sdk/client-cloudformation';
import { validationError } from '../errors.ts';
import type { ParameterValue } from '../records.ts';
import type { ParameterDefinition, Template } from './template.ts';

/**
 * The value of every parameter of a template: given, previous (`UsePreviousValue`), or default.
 * Throws AWS's ValidationError for missing, unknown and refused ones.
 * @param previous values the stack has now; empty while it is created.
 */
export function decideParameters(
  template: Template,
  given: readonly Parameter[],
  previous: Readonly<Record<string, ParameterValue>>,
): Readonly<Record<string, ParameterValue>> {
  const unknown = given
    .map(({ ParameterKey }) => ParameterKey ?? '')
    .filter((key) => !template.parameters.has(key));
  if (unknown.length > 0) {
    throw validationError(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  }
  const byKey = new Map(given.map((parameter) => [parameter.ParameterKey ?? '', parameter]));
  const decided: Record<string, ParameterValue> = {};
  const missing: string[] = [];
  for (const definition of template.parameters.values()) {
    const parameter = byKey.get(definition.name);
    const value = parameter?.UsePreviousValue
      ? previous[definition.name]?.value
      : (parameter?.ParameterValue ?? definition.default);
    if (value === undefined) missing.push(definition.name);
    else {
      checkValue(definition, value);
      decided[definition.name] = definition.noEcho ? { value, noEcho: true } : { value };
    }
  }
  if (missing.length > 0) throw validationError(`Parameters: [${missing.join(', ')}] must have values`);
  return decided;
}

/** Bytes a parameter's value may have (AWS-FACTS 1, Limits). */
const maxValueBytes = 4096;

function checkValue(definition: ParameterDefinition, value: string): void {
  const { name, constraintDescription } = definition;
  if (Buffer.byteLength(value) > maxValueBytes) {
    throw validationError(
      `Parameter value for parameter name ${name} is too long. Length is ${Buffer.byteLength(value)}. Max allowed is ${maxValueBytes}.`,
    );
  }
  const refusal = findRefusal(definition, value);
  if (refusal === undefined) return;
  throw validationError(
    constraintDescription === undefined
      ? `Parameter '${name}' ${refusal}`
      : `Parameter '${name}' failed to satisfy constraint: ${constraintDescription}`,
  );
}

function findRefusal(definition: ParameterDefinition, value: string): string | undefined {
  const { type, allowedValues, allowedPattern, minLength, maxLength, minValue, maxValue } = definition;
  const items = isListType(type) ? value.split(',').map((item) => item.trim()) : [value];
  if (type === 'Number' && !isNumber(value)) return 'must be a number.';
  if (type === 'List<Number>' && !items.every(isNumber)) return 'must be a list of numbers.';
  if (allowedValues !== undefined && !items.every((item) => allowedValues.includes(item))) {
    return 'must be one of AllowedValues';
  }
  if (allowedPattern !== undefined && !items.every((item) => matchesWhole(allowedPattern, item))) {
    return `must match pattern ${allowedPattern}`;
  }
  if (minLength !== undefined && value.length < minLength)
    return `must contain at least ${minLength} characters`;
  if (maxLength !== undefined && value.length > maxLength)
    return `must contain at most ${maxLength} characters`;
  if (minValue !== undefined && Number(value) < minValue) return `must be a number not less than ${minValue}`;
  if (maxValue !== undefined && Number(value) > maxValue)
    return `must be a number not greater than ${maxValue}`;
  return undefined;
}

const isNumber = (text: string) => text.trim() !== '' && Number.isFinite(Number(text));

function matchesWhole(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(value);
  } catch {
    throw validationError(
      `Template format error: the AllowedPattern ${pattern} is not a valid regular expression.`,
    );
  }
}

/** Whether Ref to a parameter of this type gives a list. */
export const isListType = (type: string) => type === 'CommaDelimitedList' || type.startsWith('List<');
