import { validationError } from '../errors.ts';
import type { Json } from '../resource-type.ts';
import { cidrBlocks } from './cidr.ts';
import { splitGetAtt, subVariable } from './references.ts';
import { isList, isObject, type JsonObject } from './template.ts';

/** What the intrinsic functions of a template can see. */
export interface Scope {
  readonly region: string;
  /** Of a parameter, pseudo parameter or resource; {@link noValue} for AWS::NoValue. */
  readonly ref: (name: string) => Json | typeof noValue;
  readonly getAtt: (logicalId: string, attribute: string) => Json;
  readonly condition: (name: string) => boolean;
  readonly mappings: JsonObject;
  /** The value of another stack's export. Throws when there is none. */
  readonly importValue: (name: string) => Json;
}

/** What AWS::NoValue resolves to: the property is left out. */
export const noValue = Symbol('AWS::NoValue');

/**
 * Wraps what cannot be known before a resource is made, so that values built from it are seen to be unknown too.
 * Only plans have such values.
 */
export const unknownValue = (cause: string) => `\u0000${cause}\u0000`;

/** Causes of a value that is not known yet: `Api`, `Api.RootResourceId`. */
export function findUnknowns(value: Json): readonly string[] {
  if (typeof value === 'string') {
    return value.includes('\u0000') ? value.split('\u0000').filter((_, index) => index % 2 === 1) : [];
  }
  if (isList(value)) return value.flatMap(findUnknowns);
  return isObject(value) ? Object.values(value).flatMap(findUnknowns) : [];
}

/** The value with every intrinsic function carried out. Throws AWS's ValidationError where one cannot be. */
export function resolveValue(value: Json, scope: Scope): Json {
  const resolved = resolve(value, scope);
  return resolved === noValue ? {} : resolved;
}

function resolve(value: Json, scope: Scope): Json | typeof noValue {
  if (isList(value)) return value.map((item) => resolve(item, scope)).filter((item) => item !== noValue);
  if (!isObject(value)) return value;
  const keys = Object.keys(value);
  if (keys.length === 1) {
    const [key = ''] = keys;
    const argument = value[key];
    if (argument !== undefined && (key === 'Ref' || key.startsWith('Fn::'))) {
      const carryOut = functions[key];
      if (carryOut === undefined) {
        throw validationError(
          `Template error: unsupported intrinsic function ${key} (the embedded AWS carries out ${Object.keys(functions).join(', ')})`,
        );
      }
      return carryOut(argument, scope);
    }
  }
  const resolved: Record<string, Json> = {};
  for (const key of keys) {
    const child = value[key];
    if (child === undefined) continue;
    const result = resolve(child, scope);
    if (result !== noValue) resolved[key] = result;
  }
  return resolved;
}

const functions: Readonly<Record<string, (argument: Json, scope: Scope) => Json | typeof noValue>> = {
  Ref: (argument, scope) => scope.ref(asText(argument)),
  'Fn::GetAtt': (argument, scope) => {
    const parts = splitGetAtt(argument);
    if (parts === undefined) {
      throw validationError(
        'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
      );
    }
    return scope.getAtt(parts.logicalId, asText(resolveValue(parts.attribute, scope)));
  },
  'Fn::Sub': (argument, scope) => {
    const [text, variables = {}] = isList(argument) ? argument : [argument];
    if (typeof text !== 'string' || !isObject(variables)) {
      throw validationError(
        "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string",
      );
    }
    return text.replace(subVariable, (whole, name: string) =>
      substitute(whole, name.trim(), variables, scope),
    );
  },
  'Fn::Join': (argument, scope) => {
    const [delimiter, items] = isList(argument) ? argument : [];
    const list = items === undefined ? undefined : resolveValue(items, scope);
    if (typeof delimiter !== 'string' || !isList(list)) {
      throw validationError(
        'Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.',
      );
    }
    return list.map(asText).join(delimiter);
  },
  'Fn::Select': (argument, scope) => {
    const [index, items] = resolveArguments(argument, scope);
    const position = Number(index);
    if (typeof items === 'string' && findUnknowns(items).length > 0) return items;
    if (!isList(items) || !Number.isInteger(position)) {
      throw validationError(
        'Template error: every Fn::Select object requires two non-null parameters, the index and a list.',
      );
    }
    const item = items[position];
    const [unknown] = items.filter((other) => findUnknowns(other).length > 0);
    if (unknown !== undefined) return item ?? unknown;
    if (item === undefined) {
      throw validationError(
        `Template error: Fn::Select  cannot select nonexistent value at index ${position}`,
      );
    }
    return item;
  },
  'Fn::Split': (argument, scope) => {
    const [delimiter, text] = resolveArguments(argument, scope);
    if (typeof delimiter !== 'string' || delimiter === '' || typeof text !== 'string') {
      throw validationError(
        'Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.',
      );
    }
    return findUnknowns(text).length > 0 ? [text] : text.split(delimiter);
  },
  'Fn::If': (argument, scope) => {
    const [condition, whenTrue, whenFalse] = isList(argument) ? argument : [];
    if (typeof condition !== 'string' || whenTrue === undefined || whenFalse === undefined) {
      throw validationError('Template error: Fn::If requires a list argument with three elements');
    }
    return resolve(scope.condition(condition) ? whenTrue : whenFalse, scope);
  },
  'Fn::FindInMap': (argument, scope) => {
    const [map, top, second, options] = resolveArguments(argument, scope);
    const found = findMapping(scope.mappings, [map, top, second].map(asText));
    if (found !== undefined) return found;
    if (isObject(options) && options['DefaultValue'] !== undefined) return options['DefaultValue'];
    throw validationError(
      `Template error: Unable to get mapping for ${[map, top, second].map(asText).join('::')}`,
    );
  },
  'Fn::Base64': (argument, scope) => {
    const text = asText(resolveValue(argument, scope));
    return findUnknowns(text).length > 0 ? text : Buffer.from(text).toString('base64');
  },
  'Fn::ImportValue': (argument, scope) => scope.importValue(asText(resolveValue(argument, scope))),
  'Fn::GetAZs': (argument, scope) => {
    const given = asText(resolveValue(argument, scope));
    const region = given === '' ? scope.region : given;
    return ['a', 'b', 'c'].map((zone) => `${region}${zone}`);
  },
  'Fn::Cidr': (argument, scope) => {
    const [block, count, bits] = resolveArguments(argument, scope);
    if (typeof block === 'string' && findUnknowns(block).length > 0) return [block];
    return cidrBlocks(asText(block), Number(count), bits === undefined ? undefined : Number(bits));
  },
  'Fn::Transform': () => {
    throw validationError('Fn::Transform is not carried out by the embedded AWS: expand the template first.');
  },
};

function resolveArguments(argument: Json, scope: Scope): readonly (Json | undefined)[] {
  const list = resolveValue(argument, scope);
  return isList(list) ? list : [list];
}

function substitute(whole: string, name: string, variables: JsonObject, scope: Scope): string {
  if (name.startsWith('!')) return `\${${name.slice(1)}}`;
  const variable = variables[name];
  if (variable !== undefined) return asText(resolveValue(variable, scope));
  const dot = name.indexOf('.');
  if (dot !== -1) return asText(scope.getAtt(name.slice(0, dot), name.slice(dot + 1)));
  const value = scope.ref(name);
  return value === noValue ? whole : asText(value);
}

function findMapping(
  mappings: JsonObject,
  [map = '', top = '', second = '']: readonly string[],
): Json | undefined {
  const topLevel = mappings[map];
  const secondLevel = isObject(topLevel) ? topLevel[top] : undefined;
  return isObject(secondLevel) ? secondLevel[second] : undefined;
}

/** How a value reads inside a string: lists with commas. */
export function asText(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  if (isList(value)) return value.map(asText).join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
