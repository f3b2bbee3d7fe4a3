import { validationError } from '../errors.ts';
import type { Json } from '../resource-type.ts';
import { checkCount, checkLogicalIds, defined } from './checks.ts';
import { isList, isObject, type JsonObject, type ParameterDefinition } from './template.ts';

/** The Parameters section of a template. */
export function parseParameters(json: JsonObject): ReadonlyMap<string, ParameterDefinition> {
  const entries = Object.entries(json);
  checkCount('parameters', entries.length);
  checkLogicalIds(Object.keys(json), 'Parameter');
  return new Map(entries.map(([name, definition]) => [name, parseParameter(name, definition)]));
}

function parseParameter(name: string, json: Json): ParameterDefinition {
  if (!isObject(json))
    throw validationError('Template format error: Every Parameters member must be an object.');
  const type = json['Type'];
  if (typeof type !== 'string') {
    throw validationError('Template format error: Every Parameters object must contain a Type member.');
  }
  checkParameterType(name, type);
  const text = (key: string) => (json[key] === undefined ? undefined : scalarText(json[key]));
  const number = (key: string) => (json[key] === undefined ? undefined : Number(json[key]));
  const allowed = json['AllowedValues'];
  return {
    name,
    type,
    noEcho: json['NoEcho'] === true || json['NoEcho'] === 'true',
    ...defined('default', text('Default')),
    ...defined('description', text('Description')),
    ...defined('allowedValues', isList(allowed) ? allowed.map(scalarText) : undefined),
    ...defined('allowedPattern', text('AllowedPattern')),
    ...defined('constraintDescription', text('ConstraintDescription')),
    ...defined('minLength', number('MinLength')),
    ...defined('maxLength', number('MaxLength')),
    ...defined('minValue', number('MinValue')),
    ...defined('maxValue', number('MaxValue')),
  };
}

function checkParameterType(name: string, type: string): void {
  if (type.startsWith('AWS::SSM::')) {
    throw validationError(
      `Parameter ${name} has type ${type}: the embedded AWS has no Systems Manager Parameter Store. Pass the value itself.`,
    );
  }
  if (
    !/^(String|Number|CommaDelimitedList|List<Number>|(List<)?AWS::[A-Za-z0-9]+::[A-Za-z0-9:]+>?)$/.test(type)
  ) {
    throw validationError(`Template format error: Unrecognized parameter type: ${type}`);
  }
}

const scalarText = (value: Json | undefined): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? '');
